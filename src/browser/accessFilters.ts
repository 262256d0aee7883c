import type { AccessLine } from './accessLine.js';
import { byId } from './element.js';

const TEXTS = ['role', 'with', 'reach', 'type', 'text'] as const;
const TICKS = ['differs', 'changed', 'hide'] as const;
const REACHED = 'reached';

type Texts = Readonly<Record<(typeof TEXTS)[number], string>>;
type Ticks = Readonly<Record<(typeof TICKS)[number], boolean>>;
type Question = Texts & Ticks;

/** Which lines are wanted, by the forms of the page. */
export class AccessFilters {
  /** Whether a caller’s verdicts stand in the table. */
  private hasCaller = false;

  constructor(private readonly lines: readonly AccessLine[]) {}

  /** What differs from the first look of the page, for its address. */
  asked(): [string, string][] {
    const question = this.question();
    const texts = TEXTS.map((name): [string, string] => [name, question[name]]).filter(
      ([name, value]) => value !== '' && !(name === 'reach' && value === REACHED),
    );
    const ticks = TICKS.filter((name) => question[name]).map((name): [string, string] => [name, 'yes']);
    return [...texts, ...ticks];
  }

  /** Sets the forms to what `asked` has given. What is not to choose from is left out. */
  recall(asked: URLSearchParams): void {
    for (const name of TEXTS) setText(name, asked.get(name) ?? (name === 'reach' ? REACHED : ''));
    for (const name of TICKS) {
      const field = tickBox(name);
      if (field) field.checked = asked.has(name);
    }
    this.show();
  }

  /** Shows the lines that are wanted now, and says how many. */
  show(hasCaller = this.hasCaller): void {
    this.hasCaller = hasCaller;
    const question = this.question();
    const shown = this.lines.filter((line) => {
      line.markDifference(isCompared(question) && differs(line, question));
      const isShown = isWanted(line, question);
      line.show(isShown);
      return isShown;
    });
    this.showParts(question, new Set(shown.map(({ typeName }) => typeName)));
    byId('count').textContent = countOf(shown, this.lines.length, question);
  }

  private showParts(question: Question, types: ReadonlySet<string>): void {
    const { role } = question;
    byId('with-field').hidden = role === '';
    byId('reach-field').hidden = role === '' || isCompared(question);
    byId('differs-field').hidden = !isCompared(question);
    byId('table').classList.toggle('compared', isCompared(question));
    byId('hide-field').hidden = !this.hasCaller;
    const roles = [role, isCompared(question) ? question.with : role];
    for (const part of document.querySelectorAll<HTMLElement>('[data-of]'))
      part.hidden = role !== '' && !roles.includes(part.dataset.of ?? '');
    for (const section of document.querySelectorAll('section')) section.hidden = !types.has(nameIn(section, 'h3'));
    for (const item of document.querySelectorAll<HTMLElement>('#contents li'))
      item.hidden = !types.has(nameIn(item, 'a'));
    for (const part of document.querySelectorAll<HTMLElement>('.part, #contents details'))
      part.hidden = part.querySelector('section:not([hidden]), li:not([hidden])') === null;
  }

  private question(): Question {
    const texts = Object.fromEntries(TEXTS.map((name) => [name, textField(name).value])) as Texts;
    const ticks = Object.fromEntries(TICKS.map((name) => [name, tickBox(name)?.checked === true])) as Ticks;
    return { ...texts, ...ticks, hide: ticks.hide && this.hasCaller };
  }
}

function isCompared({ role, with: other }: Question): boolean {
  return role !== '' && other !== '';
}

function differs(line: AccessLine, { role, with: other }: Question): boolean {
  return line.accessOf(role) !== line.accessOf(other);
}

function isWanted(line: AccessLine, question: Question): boolean {
  return (
    (question.type === '' || line.typeName === question.type) &&
    (isCompared(question) ? !question.differs || differs(line, question) : isInReach(line, question)) &&
    (!question.changed || line.isChanged) &&
    (!question.hide || (line.verdict !== null && !line.isOutOfReach)) &&
    question.text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => line.has(word))
  );
}

function isInReach(line: AccessLine, { role, reach }: Question): boolean {
  return role === '' || reach === 'all' || (line.accessOf(role) !== '') === (reach === REACHED);
}

function countOf(shown: readonly AccessLine[], all: number, question: Question): string {
  const whose = whoseOf(question);
  if (shown.length === 0) return `Nothing matches${whose}.`;
  const differing = shown.filter((line) => differs(line, question)).length;
  const compared = isCompared(question) ? ` They differ in ${differing} of these.` : '';
  return `${shown.length} of ${all} lines${whose}.${compared}`;
}

function whoseOf(question: Question): string {
  const { role, reach } = question;
  if (role === '') return '';
  if (isCompared(question)) return ` for ${role} and ${question.with}`;
  return { reached: ` within reach of ${role}`, denied: ` out of reach of ${role}` }[reach] ?? `, for ${role}`;
}

function setText(name: (typeof TEXTS)[number], value: string): void {
  const field = textField(name);
  field.value = value;
  if (field instanceof HTMLSelectElement && field.selectedIndex < 0) field.selectedIndex = 0;
}

function textField(name: (typeof TEXTS)[number]): HTMLInputElement | HTMLSelectElement {
  const field = byId(name);
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) return field;
  throw new Error(`expected a field with the id ${name} in the page`);
}

/** `null` where the page has none, as nothing has changed. */
function tickBox(name: (typeof TICKS)[number]): HTMLInputElement | null {
  const field = document.getElementById(name);
  return field instanceof HTMLInputElement ? field : null;
}

function nameIn(part: Element, selector: string): string {
  return part.querySelector(selector)?.textContent ?? '';
}
