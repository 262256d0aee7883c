import type { ExecutionResult } from 'graphql';

type Path = readonly (string | number)[];

/** In JSON, the most bytes of one UTF-16 unit: a control character is written `\u0000`. */
const MOST_BYTES_OF_A_LETTER = 6;
/** What an error is written with beside its message and path: their names, a code, a request id. */
const LETTERS_OF_AN_ERROR = 150;
/** `2026-12-02T09:00:00.000Z`, which takes 3 µs to write. */
const LETTERS_OF_A_TIME = 24;
/** Of what is told of a failure. */
const MOST_LETTERS_OF_A_MESSAGE = 1000;

/**
 * How much room a value of a scalar takes in the answer. Counts units of UTF-16, since a string knows how many it has: to count its bytes it would have
 * to be read. Never more than its bytes in JSON.
 */
export function lettersOf(leaf: unknown): number {
  if (typeof leaf === 'string') return leaf.length;
  if (leaf instanceof Date) return LETTERS_OF_A_TIME;
  return typeof leaf === 'object' && leaf !== null ? JSON.stringify(leaf).length : 1;
}

/** The same, of an error at this place. */
export function lettersOfError({ message }: Error, path: Path): number {
  const ofPath = path.reduce<number>((sum, key) => sum + String(key).length + 1, 0);
  return LETTERS_OF_AN_ERROR + Math.min(message.length, MOST_LETTERS_OF_A_MESSAGE) + ofPath;
}

/** Whether so many letters may be more bytes than that: if not, nobody has to count the bytes. */
export function mayExceed(letters: number, maxBytes: number): boolean {
  return letters * MOST_BYTES_OF_A_LETTER > maxBytes;
}

/** The bytes of a value in JSON. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The first place, in the order of the answer, at which it has more bytes than that; `null` where it has not. Makes no text of the whole. */
export function placeBeyond({ data, errors = [] }: ExecutionResult, maxBytes: number): Path | null {
  const room = maxBytes - (errors.length > 0 ? bytesOf(errors) + errors.length * LETTERS_OF_AN_ERROR : 0);
  const path: (string | number)[] = [];
  return take(data, room, path) < 0 ? path : null;
}

/** What of the room is left after this value; where it is none, the path leads to where it ended. */
function take(value: unknown, room: number, path: (string | number)[]): number {
  if (typeof value === 'string') return room - bytesOfText(value);
  if (typeof value !== 'object' || value === null) return room - String(value).length;
  // Such as a `Date`.
  if ('toJSON' in value) return room - bytesOf(value);
  return Array.isArray(value) ? takeItems(value, room, path) : takeMembers(value, room, path);
}

function takeItems(items: readonly unknown[], room: number, path: (string | number)[]): number {
  let left = room - Math.max(2, items.length + 1);
  for (const [index, item] of items.entries()) {
    path.push(index);
    left = take(item, left, path);
    if (left < 0) return left;
    path.pop();
  }
  return left;
}

function takeMembers(object: object, room: number, path: (string | number)[]): number {
  const members: [string, unknown][] = Object.entries(object);
  let left = room - Math.max(2, members.length + 1);
  for (const [name, value] of members) {
    path.push(name);
    left = take(value, left - bytesOfText(name) - 1, path);
    if (left < 0) return left;
    path.pop();
  }
  return left;
}

const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

function bytesOfText(text: string): number {
  return ESCAPED.test(text) ? bytesOf(text) : Buffer.byteLength(text) + 2;
}
