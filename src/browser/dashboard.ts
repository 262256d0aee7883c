import { addCallerChooser } from './callerChooser.js';
import { ask, preparedCallers, type Caller } from './callers.js';
import { chartOf } from './charts.js';
import { at, barsOf, lastDays, objectsOf, reasonOf, textOf, type View } from './dashboardData.js';
import { signInBy, type SignInOperations } from './dashboardSignIn.js';
import { byId, element } from './element.js';

interface Content {
  readonly views: readonly View[];
  readonly daysCompleteAfterMs: number;
  readonly signIn: SignInOperations;
}

const DAYS = 30;

/** What was asked for last: an answer that comes after a newer question is dropped. */
let asked = 0;

async function main(): Promise<void> {
  const content = (await (await fetch('/pages/dashboard.json')).json()) as Content;
  const callers = await preparedCallers();
  const input = (id: string) => byId(id) as HTMLInputElement;
  const { from, to } = lastDays(DAYS, new Date(), content.daysCompleteAfterMs);
  input('from').value = from;
  input('to').value = to;
  let caller: () => Caller;
  const show = (): void => {
    void showViews(content.views, caller(), { from: input('from').value, to: input('to').value });
  };
  const form = byId('asked') as HTMLFormElement;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    show();
  });
  if (callers.length > 0) {
    const chooser = addCallerChooser(byId('caller'), { label: 'Caller', id: 'caller-name', callers, onChange: show });
    // Whoever opens the page wants to see something.
    chooser.choose('admin');
    caller = () => chooser.caller();
    form.hidden = false;
    show();
    return;
  }
  signInBy(
    content.signIn,
    (signedIn) => {
      caller = () => signedIn;
      form.hidden = false;
      show();
    },
    showState,
  );
}

function showState(sentence: string): void {
  byId('state').textContent = sentence;
}

async function showViews(
  views: readonly View[],
  caller: Caller,
  range: Readonly<Record<'from' | 'to', string>>,
): Promise<void> {
  asked += 1;
  const mine = asked;
  showState('Asking…');
  const parts = await Promise.all(views.map(async (view) => viewFor(view, caller, range)));
  if (mine !== asked) return;
  const shown = parts.flatMap(({ sections }) => sections);
  const missing = parts.flatMap(({ missing: sentence }) => (sentence === null ? [] : [sentence]));
  byId('views').replaceChildren();
  for (const draw of shown) byId('views').append(draw());
  showState(missing.join(' '));
}

interface Part {
  /** Drawn when they are put into the page, whose width they take. */
  readonly sections: readonly (() => HTMLElement)[];
  /** Why there is nothing of this view, in a sentence. */
  readonly missing: string | null;
}

async function viewFor(view: View, caller: Caller, variables: Readonly<Record<string, string>>): Promise<Part> {
  try {
    const answer = await ask(caller, { query: view.query, variables, headers: { 'x-on-denied': 'mask' } });
    const objects = objectsOf(view, answer);
    const missing = objects.length > 0 ? null : `${view.title}: ${reasonOf(answer)}`;
    return { sections: objects.map((object) => () => section(view, object)), missing };
  } catch {
    return { sections: [], missing: `${view.title}: the API did not answer. Try again.` };
  }
}

function section(view: View, object: unknown): HTMLElement {
  const name = view.name && at(object, view.name);
  const title = typeof name === 'string' ? `${view.title}: ${name}` : view.title;
  const figures = view.figures.map((figure) =>
    element(
      'div',
      {},
      element('dt', {}, figure.title),
      element('dd', {}, textOf(at(object, figure.value), figure.currency && at(object, figure.currency))),
    ),
  );
  const charts = element('div', { class: 'charts' });
  const made = element(
    'section',
    { class: 'view' },
    element('h2', {}, title),
    ...(figures.length > 0 ? [element('dl', { class: 'figures' }, ...figures)] : []),
    charts,
  );
  // A chart takes the width of its place, which it has when that is in the page.
  requestAnimationFrame(() => charts.append(...view.charts.map((chart) => chartOf(chart, barsOf(chart, object)))));
  return made;
}

main().catch(() => {
  showState('The page could not be made. Reload it.');
});
