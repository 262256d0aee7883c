import type { GraphQLAnswer } from './callers.js';
import { denialsOf, type Denials } from './denials.js';
import { compareAnswers, type ComparedPlace } from './difference.js';
import { element } from './element.js';

/** Two answers in one table, and how many places of them differ. */
export interface ComparedAnswers {
  readonly table: HTMLElement;
  readonly differences: number;
  readonly places: number;
}

export interface Side {
  readonly name: string;
  readonly answer: GraphQLAnswer;
}

/**
 * The two answers side by side, a line for each place. Every line says in words whether it is the same in both; a denied field says what it
 * would take.
 */
export function compareTable(a: Side, b: Side): ComparedAnswers {
  const places = compareAnswers(a.answer.data, b.answer.data);
  const [ofA, ofB] = [denialsOf(a.answer), denialsOf(b.answer)];
  const lines = places.map((place) => lineOf(place, ofA, ofB));
  const table = element(
    'table',
    { class: 'compared' },
    element('caption', { class: 'unseen' }, `The data of both answers: A as ${a.name}, B as ${b.name}`),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, 'Field'),
        element('th', { scope: 'col' }, `A: ${a.name}`),
        element('th', { scope: 'col' }, `B: ${b.name}`),
        element('th', { scope: 'col' }, 'Difference'),
      ),
    ),
    element('tbody', {}, ...lines.map(row)),
  );
  return { table, places: lines.length, differences: lines.filter(({ verdict }) => verdict !== 'same').length };
}

interface Line {
  readonly place: ComparedPlace;
  readonly deniedToA: string | null;
  readonly deniedToB: string | null;
  /** In words. */
  readonly verdict: string;
}

function lineOf(place: ComparedPlace, a: Denials, b: Denials): Line {
  const { path, pattern } = place;
  // A denied field is null, or leaves nothing behind: a value is what was seen.
  const deniedToA = isNothing(place.a) ? a.at(path, pattern) : null;
  const deniedToB = isNothing(place.b) ? b.at(path, pattern) : null;
  return { place, deniedToA, deniedToB, verdict: verdictOf(place, deniedToA !== null, deniedToB !== null) };
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

const VERDICTS = { same: 'same', onlyA: 'only in A', onlyB: 'only in B', changed: 'other value' } as const;

function verdictOf({ relation }: ComparedPlace, isDeniedToA: boolean, isDeniedToB: boolean): string {
  if (isDeniedToA && isDeniedToB) return 'same';
  if (isDeniedToA) return 'denied to A';
  if (isDeniedToB) return 'denied to B';
  return VERDICTS[relation];
}

function row(line: Line): HTMLElement {
  const { place, deniedToA, deniedToB, verdict } = line;
  const isSame = verdict === 'same';
  const depth = String(Math.min(place.depth, 8));
  return element(
    'tr',
    { class: isSame ? 'same' : 'different' },
    element('th', { scope: 'row', 'data-depth': depth, title: place.path }, element('code', {}, place.key)),
    element('td', { 'data-side': 'A' }, ...valueOf(place.a, place.isOpen, deniedToA)),
    element('td', { 'data-side': 'B' }, ...valueOf(place.b, place.isOpen, deniedToB)),
    element('td', { class: 'verdict' }, isSame ? 'same' : element('strong', {}, `≠ ${verdict}`)),
  );
}

function valueOf(value: unknown, isOpen: boolean, requires: string | null): (Node | string)[] {
  const shown = element('code', {}, inWords(value, isOpen));
  if (requires === null) return [shown];
  return [shown, ' ', element('span', { class: 'badge bad' }, 'denied'), ' ', `needs ${requires}`];
}

function inWords(value: unknown, isOpen: boolean): string {
  if (value === undefined) return '—';
  if (Array.isArray(value)) return `[${String(value.length)}]`;
  if (typeof value === 'object' && value !== null) return isOpen ? '{…}' : '{}';
  return JSON.stringify(value);
}
