import { storedInteger } from '../storage/storedInteger';
import type { Item } from './write';

/** What was counted, by name. */
export type Counters = Record<string, bigint>;

export function add(counters: Counters, more: Counters): void {
  Object.assign(
    counters,
    Object.fromEntries(Object.entries(more).map(([name, value]) => [name, (counters[name] ?? 0n) + value])),
  );
}

export function addTo(items: Map<string, Counters>, key: string, more: Counters): void {
  const counters = items.get(key) ?? {};
  add(counters, more);
  items.set(key, counters);
}

/** A map of counters; one that is not there has counted nothing. */
export function countersOf(map: unknown): Counters {
  return Object.fromEntries(Object.entries(map ?? {}).map(([name, value]) => [name, integer(value)]));
}

export function numbersOf({ pk: _pk, sk: _sk, ...counters }: Item): Counters {
  return Object.fromEntries(Object.entries(counters).map(([name, value]) => [name, integer(value)]));
}

/** What is no integer counts for nothing here: the shapes of items are looked at apart. */
export function integer(value: unknown): bigint {
  try {
    return storedInteger(value);
  } catch {
    return 0n;
  }
}
