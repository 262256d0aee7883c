import type { Counters } from './counters';

/** A number that the table holds, and what counting the items anew gives. */
export interface Difference {
  /** The item, as `<partition>/<sort key>`; the platform's shards are one. */
  readonly item: string;
  readonly counter: string;
  readonly stored: number | bigint;
  readonly counted: number | bigint;
}

export function difference(item: string, counter: string, stored = 0n, counted = 0n): Difference {
  return { item, counter, stored: shown(stored), counted: shown(counted) };
}

export function differencesOf(item: string, stored: Counters, counted: Counters): Difference[] {
  const names = [...new Set([...Object.keys(stored), ...Object.keys(counted)])].sort();
  return names
    .map((counter) => difference(item, counter, stored[counter], counted[counter]))
    .filter((each) => each.stored !== each.counted);
}

/** A number where that is as exact. */
function shown(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
