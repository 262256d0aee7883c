import type { Model } from '../../../model/Model';
import { accessLines, type AccessLine } from '../../../model/accessLines';
import { escapeHtml } from '../page/escapeHtml';
import { WHO_PATH } from './places';

const BADGES: Readonly<Record<string, string>> = { yes: 'good', own: 'info', visit: 'warn' };

/** Who may see, call or write what, from the rules that the API enforces. */
export class WhoMay {
  private readonly lines: ReadonlyMap<string, AccessLine>;

  constructor({ access, ...model }: Model) {
    this.lines = new Map(accessLines({ access, ...model }).map((line) => [line.coordinate, line]));
  }

  /** One line of HTML; empty for what has no rule of its own. `may` is what they may, such as `see`. */
  of(coordinate: string, may: string): string {
    const line = this.lines.get(coordinate);
    if (!line) return '';
    const factor = line.needsSecondFactor ? ', with a second factor where the deployment asks for one' : '';
    return `<p class="who"><a class="label" href="${WHO_PATH}">Who may ${escapeHtml(may)} it:</a> ${grants(line)}${factor}</p>`;
  }
}

function grants({ cells }: AccessLine): string {
  const values = Object.entries(cells).filter(([, cell]) => cell !== '');
  if (values.length === 0) return 'nobody';
  if (values.every(([, cell]) => cell === 'as parent')) return 'whoever may see what leads here';
  if (values.length === Object.keys(cells).length && values.every(([, cell]) => cell === 'yes')) return 'everyone';
  return values.map(([role, cell]) => badge(role, cell)).join(' ');
}

function badge(role: string, cell: string): string {
  const condition = cell === 'yes' ? '' : ` (${escapeHtml(cell)})`;
  return `<span class="badge ${BADGES[cell] ?? 'info'}">${escapeHtml(role)}${condition}</span>`;
}
