import type { GraphQLAnswer } from './callers.js';
import { isObject } from './values.js';

type Path = readonly string[];

/** As the server tells it: see src/transports/pages/dashboard/DashboardContent.ts. */
export interface Figure {
  readonly title: string;
  readonly value: Path;
  readonly currency?: Path;
}

export interface Chart {
  readonly title: string;
  readonly kind: 'days' | 'bars' | 'table';
  readonly rows: Path;
  readonly label: Path;
  readonly value: Path;
  readonly currency?: Path;
  readonly withheld?: Path;
  readonly unit: string;
}

export interface View {
  readonly title: string;
  readonly query: string;
  readonly object: Path;
  readonly name?: Path;
  readonly figures: readonly Figure[];
  readonly charts: readonly Chart[];
}

/** One bar: what it is of, how long it is, and how that is written. */
export interface Bar {
  readonly label: string;
  /** `null` where there is nothing to draw. */
  readonly value: number | null;
  /** For people: the exact figure, "withheld" or "none". */
  readonly text: string;
  readonly isWithheld: boolean;
}

const WITHHELD = 'withheld';
const NONE = 'none';

/** What stands at the path; `undefined` where something on the way is not there. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, name) => (isObject(found) ? found[name] : undefined), value);
}

/** The objects that a view is about; none where the answer has none for this caller. */
export function objectsOf(view: View, { data }: GraphQLAnswer): readonly unknown[] {
  const found = at(data, view.object);
  const list = Array.isArray(found) ? (found as unknown[]) : [found];
  return list.filter(isObject);
}

/** Why the answer has nothing for this caller, in a sentence. */
export function reasonOf({ errors, extensions }: GraphQLAnswer): string {
  const denied = at(extensions, ['authorization', 'denied']);
  const [first] = Array.isArray(denied) ? (denied as unknown[]) : [];
  const requires = at(first, ['requires']);
  if (typeof requires === 'string') return `It requires ${requires}.`;
  return errors?.[0]?.message ?? 'There is nothing for this caller.';
}

/** The figure for people. Decimals are written as they came, digit by digit: they are exact, and no number here could hold all of them. */
export function textOf(value: unknown, currency?: unknown): string {
  if (value === null || value === undefined) return NONE;
  const plain = typeof value === 'number' ? String(Math.round(value * 100) / 100) : (value as string);
  const [whole = '', fraction] = plain.replace('-', '').split('.');
  // By itself, since no integer is "-0".
  const sign = plain.startsWith('-') ? '-' : '';
  const grouped = sign + BigInt(whole).toLocaleString('en');
  const number = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return typeof currency === 'string' ? `${number} ${currency}` : number;
}

/** The rows of a chart, in the order of the answer. */
export function barsOf(chart: Chart, object: unknown): Bar[] {
  const rows = at(object, chart.rows);
  return (Array.isArray(rows) ? (rows as unknown[]) : []).map((row) => {
    const value = at(row, chart.value);
    const isWithheld = chart.withheld !== undefined && at(row, chart.withheld) === true;
    const number = value === null || value === undefined ? null : Number(value);
    const label = at(row, chart.label);
    return {
      label: typeof label === 'string' ? label : 'no longer there',
      value: isWithheld ? null : number,
      text: isWithheld ? WITHHELD : textOf(value, chart.currency && at(row, chart.currency)),
      isWithheld,
    };
  });
}

/** The last `count` days (UTC) whose figures are complete, as dates. A day's are complete `completeAfterMs` after its end. */
export function lastDays(
  count: number,
  now: Date,
  completeAfterMs: number,
): { readonly from: string; readonly to: string } {
  const DAY_MS = 86_400_000;
  const day = (ago: number) =>
    new Date(now.getTime() - completeAfterMs - ago * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
  return { from: day(count), to: day(1) };
}
