import { element } from './element.js';
import type { Verdict } from './accessVerdicts.js';

/** One line of the access table in the page. */
export class AccessLine {
  readonly coordinate: string;
  readonly typeName: string;
  /** Whether it differs from the last release. */
  readonly isChanged: boolean;
  /** Which half of a verdict it is about; `null` for what is gone, of which nothing can be asked. */
  readonly half: 'read' | 'write' | null;
  /** What the caller that somebody chose may do there; `null` unless somebody was chosen. */
  verdict: Verdict | null = null;
  private readonly words: string;
  private readonly access: ReadonlyMap<string, string>;
  private readonly header: Element;
  private mark: Element | null = null;
  private cell: Element | null = null;

  constructor(private readonly row: HTMLElement) {
    const { type = '', change = '', half } = row.dataset;
    this.coordinate = row.id;
    this.typeName = type;
    this.isChanged = change !== '';
    this.half = half === 'read' || half === 'write' ? half : null;
    this.words = `${row.textContent} ${row.id}`.toLowerCase();
    const cells = [...row.querySelectorAll<HTMLElement>('[data-access]')];
    this.access = new Map(cells.map(({ dataset }) => [dataset.of ?? '', dataset.access ?? '']));
    this.header = row.querySelector('th') ?? row;
  }

  has(word: string): boolean {
    return this.words.includes(word);
  }

  /** Such as `own`; empty for never. */
  accessOf(role: string): string {
    return this.access.get(role) ?? '';
  }

  /** Whether the caller that was chosen gets nothing there, whatever item it is. */
  get isOutOfReach(): boolean {
    return this.verdict !== null && this.half !== null && this.verdict[this.half] === 'NEVER';
  }

  show(isShown: boolean): void {
    this.row.hidden = !isShown;
  }

  /** Says in words that two roles differ here, so that it is not told by a colour alone. */
  markDifference(differs: boolean): void {
    this.mark ??= element('span', { class: 'mark differs' }, '≠ differs');
    if (differs) this.header.append(' ', this.mark);
    else this.mark.remove();
  }

  /** Puts a cell in as the first one; `null` takes it out again. */
  showVerdict(verdict: Verdict | null, cell: Element | null): void {
    this.verdict = verdict;
    this.cell?.remove();
    this.cell = cell;
    if (cell) this.header.after(cell);
  }
}
