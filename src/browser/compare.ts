import { addCallerChooser, type CallerChooser } from './callerChooser.js';
import { ask, preparedCallers, type Caller, type GraphQLAnswer } from './callers.js';
import { storeCalls } from './compareStore.js';
import { compareTable, type Side } from './compareTable.js';
import { denialsOf } from './denials.js';
import { byId, element } from './element.js';
import { isQueryOnly } from './isQueryOnly.js';
import { asFragment, fromFragment, type SharedComparison } from './sharedLink.js';

/*
 * One query as two callers. What a link asks for is asked at once; it can ask for queries only.
 */

interface Content {
  readonly first: { readonly query: string; readonly callers: readonly [a: string, b: string] } | null;
  readonly examples: readonly { readonly title: string; readonly name: string; readonly query: string }[];
}

const EMPTY: NonNullable<Content['first']> = { query: '{\n  __typename\n}', callers: ['', ''] };
const EXPLAINED = { 'x-explain': '1' };

const form = byId('comparison') as HTMLFormElement;
const query = byId('query') as HTMLTextAreaElement;
const examples = byId('example') as HTMLSelectElement;
const onlyDifferences = byId('only-differences') as HTMLInputElement;
const said = byId('said');
const result = byId('result');

const [content, callers] = await Promise.all([contentOfServer(), preparedCallers()]);
const a = addCallerChooser(byId('caller-a'), { label: 'A asks as', id: 'asks-as-a', callers });
const b = addCallerChooser(byId('caller-b'), { label: 'B asks as', id: 'asks-as-b', callers });
addExamples();
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void compare();
});
onlyDifferences.addEventListener('change', () => result.classList.toggle('only-differences', onlyDifferences.checked));
byId('copy').addEventListener('click', () => void copyLink());
window.addEventListener('hashchange', begin);
begin();

async function contentOfServer(): Promise<Content> {
  return (await (await fetch('/pages/comparison.json')).json()) as Content;
}

/** With what the link says, or else with what shows a difference at once. */
function begin(): void {
  const shared = fromFragment(location.hash);
  if (!shared) beginWith(content.first ?? EMPTY);
  else if (!isShown(shared)) beginWith({ query: shared.query, callers: [shared.a, shared.b] });
}

function isShown(shared: SharedComparison): boolean {
  return shared.query === query.value && shared.a === a.caller().name && shared.b === b.caller().name;
}

function beginWith({ query: asked, callers: [nameA, nameB] }: NonNullable<Content['first']>): void {
  query.value = asked;
  const unknown = [choose(a, nameA), choose(b, nameB)].filter((name) => name !== null);
  if (unknown.length === 0) void compare();
  else
    said.textContent = `This server has no caller named ${unknown.join(' or ')}. Choose who asks, then press Compare.`;
}

/** The name, where there is no such caller. */
function choose(chooser: CallerChooser, name: string): string | null {
  return name === '' || chooser.choose(name) ? null : name;
}

function addExamples(): void {
  const titles = [...new Set(content.examples.map(({ title }) => title))];
  for (const title of titles) {
    const ofTitle = content.examples.filter((each) => each.title === title);
    examples.append(
      element('optgroup', { label: title }, ...ofTitle.map(({ name }) => element('option', { value: name }, name))),
    );
  }
  examples.addEventListener('change', () => {
    const chosen = content.examples.find(({ name }) => name === examples.value);
    if (chosen) query.value = chosen.query;
  });
}

async function compare(): Promise<void> {
  if (!isQueryOnly(query.value)) {
    said.textContent = 'Only queries are compared: a mutation would be done twice. Use the explorer for it.';
    return;
  }
  const [callerA, callerB] = [a.caller(), b.caller()];
  const asked = query.value;
  history.replaceState(null, '', `#${asFragment({ query: asked, a: callerA.name, b: callerB.name })}`);
  said.textContent = 'Asking…';
  try {
    const [one, other] = await Promise.all([sideOf(callerA, asked), sideOf(callerB, asked)]);
    show(one, other);
  } catch {
    said.textContent = 'No answer came. Is the server still running?';
  }
}

async function sideOf(caller: Caller, asked: string): Promise<Side> {
  return { name: caller.name, answer: await ask(caller, { query: asked, headers: EXPLAINED }) };
}

function show(one: Side, other: Side): void {
  const { table, differences, places } = compareTable(one, other);
  said.textContent = outcomeInWords(differences, places);
  result.replaceChildren(
    ...(places === 0 ? [] : [table]),
    element('h2', {}, 'What DynamoDB was asked'),
    pair(one, other, ({ answer }, against) => storeCalls(answer, against.answer)),
    element('h2', {}, 'What was denied or refused'),
    pair(one, other, ({ answer }) => denied(answer)),
  );
}

function outcomeInWords(differences: number, places: number): string {
  if (places === 0) return 'Neither query was answered. The reasons are below.';
  if (differences === 0) return `All ${String(places)} fields are the same.`;
  return `${String(differences)} of ${String(places)} fields ${differences === 1 ? 'differs' : 'differ'}.`;
}

/** Something of each side, side by side. */
function pair(one: Side, other: Side, of: (side: Side, against: Side) => HTMLElement): HTMLElement {
  return element(
    'div',
    { class: 'pair' },
    element('section', { 'data-side': 'A' }, element('h3', {}, `A: ${one.name}`), of(one, other)),
    element('section', { 'data-side': 'B' }, element('h3', {}, `B: ${other.name}`), of(other, one)),
  );
}

function denied(answer: GraphQLAnswer): HTMLElement {
  const { all } = denialsOf(answer);
  const items = [
    ...all.map(({ coordinate, requires }) => element('li', {}, element('code', {}, coordinate), ` needs ${requires}`)),
    ...otherErrors(answer).map((message) => element('li', {}, message)),
  ];
  return items.length > 0 ? element('ul', {}, ...items) : element('p', {}, 'Nothing.');
}

function otherErrors({ errors = [] }: GraphQLAnswer): readonly string[] {
  return errors.filter(({ extensions }) => extensions?.requires === undefined).map(({ message }) => message);
}

async function copyLink(): Promise<void> {
  const fragment = asFragment({ query: query.value, a: a.caller().name, b: b.caller().name });
  const link = `${location.origin}${location.pathname}#${fragment}`;
  try {
    await navigator.clipboard.writeText(link);
    said.textContent = 'The link is copied. It has the query and the names of the callers, and no token.';
  } catch {
    history.replaceState(null, '', link);
    said.textContent = 'The browser does not let this page copy. The link is in the address bar.';
  }
}
