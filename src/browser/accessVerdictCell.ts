import { element } from './element.js';
import type { Verdict } from './accessVerdicts.js';

const SECOND_FACTOR = /(?:_WITH_)?MFA$/;

/** What a verdict is called in the table: the words that the rules have there, too. */
function wordsOf(verdict: string): string {
  const condition = verdict.replace(SECOND_FACTOR, '');
  const words = condition === 'ALWAYS' ? 'yes' : condition.toLowerCase().replaceAll('_', ' ');
  const factor = SECOND_FACTOR.test(verdict) ? 'second factor' : '';
  return [words, factor].filter((each) => each !== '').join(', after a ');
}

function kindOf(verdict: string): string {
  if (verdict === 'NEVER') return 'never';
  if (SECOND_FACTOR.test(verdict)) return 'factor';
  return verdict === 'ALWAYS' ? 'yes' : verdict.startsWith('OWN') ? 'own' : 'visit';
}

/** The cell of a line under the caller that was chosen; `verdict` is `null` where nothing was asked. */
export function verdictCell(name: string, half: 'read' | 'write' | null, verdict: Verdict | null): HTMLElement {
  const label = element('span', { class: 'label' }, name);
  if (!verdict || half === null) return element('td', { role: 'cell', class: 'caller' }, label, '–');
  const said = verdict[half];
  const parts = [
    element('span', { class: `cell ${kindOf(said)}` }, wordsOf(said)),
    ...(half === 'read' && verdict.write !== 'NEVER' ? [' ', writesOf(verdict)] : []),
    ' ',
    element('span', { class: 'because' }, verdict.because),
  ];
  return element('td', { role: 'cell', class: 'caller', 'data-verdict': said }, label, ...parts);
}

/** What can be read can be written, too, through some mutation. */
function writesOf({ write }: Verdict): HTMLElement {
  return element('span', { class: `cell ${kindOf(write)}` }, `write: ${wordsOf(write)}`);
}
