import type { Item } from './requests';

/**
 * An integer number of an item, exact, whatever its size: counters add up beyond what JavaScript's numbers can hold. Throws at anything else; a
 * text, a fraction or a map is a fault of its item, and never a zero. The message says nothing of the value.
 */
export function storedInteger(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  throw new TypeError(`expected a stored integer, got ${formOf(value)}`);
}

/** The same for a number to reckon with as JavaScript does: an amount, a version. Throws where it is too large for that. */
export function storedNumber(value: unknown): number {
  const integer = storedInteger(value);
  const number = Number(integer);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError('expected a stored integer that a JavaScript number can hold, got a larger one');
}

/** A counter that counts from 0: one that is not there has counted nothing. */
export function counterIn(item: Item | null | undefined, name: string): bigint {
  const value = item?.[name];
  return value === undefined ? 0n : storedInteger(value);
}

function formOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'number') return 'a number that is none';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
