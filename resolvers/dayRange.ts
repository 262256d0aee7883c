import { ArgumentError } from '../src/loading/ListReader';

/** Whole UTC days, both ends included, as "YYYY-MM-DD". */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

export const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;
/** Long before there was anything to count; years before 1 are written in another form. */
const FIRST_DAY = Date.parse('2000-01-01');

/** The range asked for; `to` is today unless told, and the range 30 days. Throws {@link ArgumentError} beyond 366 days, and before 2000. */
export function dayRange(from: Date | null | undefined, to: Date | null | undefined, now: Date): DayRange {
  const last = startOfDay(to ?? now);
  const first = from ? startOfDay(from) : last - (DEFAULT_DAYS - 1) * DAY_MS;
  const days = (last - first) / DAY_MS + 1;
  if (days < 1) throw new ArgumentError('to', 'Expected `to` not to be before `from`.');
  if (days > MAX_DAYS)
    throw new ArgumentError('from', `Expected at most ${String(MAX_DAYS)} days, got ${String(days)}.`);
  if (first < FIRST_DAY) throw new ArgumentError('from', 'Expected days of the year 2000 or later.');
  return { from: toDay(first), to: toDay(last) };
}

/** Every day of the range, the oldest first. */
export function daysOf({ from, to }: DayRange): string[] {
  const first = Date.parse(from);
  return Array.from({ length: (Date.parse(to) - first) / DAY_MS + 1 }, (_, index) => toDay(first + index * DAY_MS));
}

/** The first moment of its day (UTC). */
export function startOfDay(date: Date): number {
  return Math.floor(date.getTime() / DAY_MS) * DAY_MS;
}

/** The day (UTC) of a time, as "YYYY-MM-DD". */
export function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
