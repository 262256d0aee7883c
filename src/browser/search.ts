import { element } from './element.js';
import { found, type Entry } from './searchRanking.js';

const INDEX = '/docs/search.json';
const MOST = 12;

/** The search of the page: a list of what was found, walked through by arrows, opened by Enter. */
class Search {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private readonly told: HTMLParagraphElement;
  private shown: readonly Entry[] = [];
  private chosen = -1;

  constructor(form: HTMLFormElement) {
    this.input = one(form, '#sought', HTMLInputElement);
    this.list = one(form, '#found', HTMLUListElement);
    this.told = one(form, '#told', HTMLParagraphElement);
    this.input.addEventListener('input', () => void this.search());
    this.input.addEventListener('focus', () => void index());
    this.input.addEventListener('keydown', (event) => this.pressed(event));
    this.list.addEventListener('click', ({ target }) => {
      const option = target instanceof Element ? target.closest('li') : null;
      if (option) this.open([...this.list.children].indexOf(option));
    });
    form.addEventListener('submit', (event) => event.preventDefault());
  }

  focus(): void {
    this.input.focus();
  }

  private async search(): Promise<void> {
    const sought = this.input.value.trim();
    const entries = sought === '' ? [] : found(await index(), sought, MOST);
    // Something else was typed while the index came.
    if (sought !== this.input.value.trim()) return;
    this.show(entries);
    this.told.textContent = sought === '' ? '' : countInWords(entries.length);
  }

  private show(entries: readonly Entry[]): void {
    this.shown = entries;
    this.list.replaceChildren(...entries.map(optionFor));
    this.list.hidden = entries.length === 0;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    this.choose(-1);
  }

  private choose(position: number): void {
    this.chosen = position;
    const options = [...this.list.children];
    options.forEach((option, each) => option.setAttribute('aria-selected', String(each === position)));
    const option = options[position];
    if (option) this.input.setAttribute('aria-activedescendant', option.id);
    else this.input.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  private open(position: number): void {
    const entry = this.shown[position];
    if (!entry) return;
    this.clear();
    location.assign(entry.path);
  }

  private clear(): void {
    this.input.value = '';
    this.told.textContent = '';
    this.show([]);
  }

  private pressed(event: KeyboardEvent): void {
    const { shown, chosen } = this;
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.choose(chosen + 1 < shown.length ? chosen + 1 : 0),
      ArrowUp: () => this.choose(chosen > 0 ? chosen - 1 : shown.length - 1),
      Enter: () => this.open(Math.max(chosen, 0)),
      Escape: () => this.clear(),
    };
    const act = acts[event.key];
    if (!act || event.isComposing) return;
    event.preventDefault();
    act();
  }
}

let entries: readonly Entry[] | undefined;

/** Fetched when somebody begins to search, and kept once it is there; where that fails, the next letter tries again. */
async function index(): Promise<readonly Entry[]> {
  try {
    return (entries ??= await fetched());
  } catch {
    return [];
  }
}

async function fetched(): Promise<readonly Entry[]> {
  const answer = await fetch(INDEX);
  if (!answer.ok) throw new Error(`expected the index; got status ${answer.status}`);
  return (await answer.json()) as readonly Entry[];
}

function optionFor({ name, kind, about }: Entry, position: number): HTMLLIElement {
  return element(
    'li',
    { id: `found-${String(position)}`, role: 'option' },
    element('span', { class: 'name' }, name),
    element('span', { class: 'quiet' }, about === '' ? kind : `${kind}: ${about}`),
  );
}

function countInWords(count: number): string {
  if (count === 0) return 'Nothing found.';
  const most = count === MOST ? 'The first ' : '';
  return `${most}${String(count)} found. Use the arrow keys, and Enter to open.`;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function one<T extends Element>(parent: ParentNode, selector: string, kind: new () => T): T {
  const part = parent.querySelector(selector);
  if (!(part instanceof kind)) throw new TypeError(`expected ${selector} on the page`);
  return part;
}

const form = document.getElementById('search');
if (form instanceof HTMLFormElement) {
  const search = new Search(form);
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    search.focus();
  });
  form.hidden = false;
}
