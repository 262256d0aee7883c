import { callerWithToken, GUEST, type Caller } from './callers.js';
import { element } from './element.js';

/** Lets people choose whom a page asks as: a prepared caller, nobody in particular, or somebody whose token they paste. */
export interface CallerChooser {
  /** Who is chosen now. */
  readonly caller: () => Caller;
  /** Chooses the caller of that name; `false` where there is none. */
  readonly choose: (name: string) => boolean;
}

export interface ChooserOptions {
  /** What the list is called, for everybody. */
  readonly label: string;
  /** Begins the ids of what is made, so that a page may have several. */
  readonly id: string;
  readonly callers: readonly Caller[];
  /** Called when somebody else is chosen, and when a pasted token was changed. */
  readonly onChange?: (caller: Caller) => void;
}

const PASTED = 'A token that I paste';

/** Puts a chooser into `place`. A pasted token is kept nowhere but in its input, and is gone with the page. */
export function addCallerChooser(place: HTMLElement, options: ChooserOptions): CallerChooser {
  const { label, id, onChange } = options;
  const callers = options.callers.length > 0 ? options.callers : [GUEST];
  const names = [...callers.map(({ name }) => name), PASTED];
  const select = element('select', { id }, ...names.map((name) => element('option', { value: name }, name)));
  const token = secretInput(`${id}-token`);
  const visit = secretInput(`${id}-visit`);
  const inputs = element(
    'div',
    { class: 'tokens' },
    element('label', { for: token.id }, `${label}: ID token or guest session token`),
    token,
    element('label', { for: visit.id }, `${label}: visit token, if any`),
    visit,
  );
  const caller = (): Caller =>
    select.value === PASTED
      ? callerWithToken(token.value, visit.value)
      : (callers.find(({ name }) => name === select.value) ?? GUEST);
  const show = (): void => {
    inputs.hidden = select.value !== PASTED;
  };
  select.addEventListener('change', show);
  for (const each of [select, token, visit]) each.addEventListener('change', () => onChange?.(caller()));
  show();
  place.append(element('div', { class: 'chooser' }, element('label', { for: id }, label), select, inputs));
  const choose = (name: string): boolean => {
    if (!callers.some((each) => each.name === name)) return false;
    select.value = name;
    show();
    return true;
  };
  return { caller, choose };
}

/** Nobody who looks at the screen reads it; no password manager keeps it. */
function secretInput(id: string): HTMLInputElement {
  return element('input', { id, type: 'password', autocomplete: 'off', spellcheck: 'false' });
}
