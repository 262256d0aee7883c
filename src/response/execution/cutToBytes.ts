import { locatedError, type ExecutionResult } from 'graphql';
import { AnswerTooLargeError } from './AnswerTooLargeError';
import { placeBeyond } from './answerBytes';

export interface Room {
  /** What the answer may have in JSON, its errors included. */
  readonly maxBytes: number;
  /** Whether the fields of the root run one after the other: then what was done before the one that is too large stays. */
  readonly isSerial: boolean;
}

/** The answer as it is where it has room; else without what has none, from the first such field of the root on. Of a query, nothing is left. */
export function cutToBytes(result: ExecutionResult, { maxBytes, isSerial }: Room): ExecutionResult {
  const path = placeBeyond(result, maxBytes);
  if (!path) return result;
  const tooLarge = (at: typeof path) => locatedError(tooLargeFor({ maxBytes, isSerial }), undefined, at);
  const [first] = path;
  if (!isSerial || !result.data || first === undefined) return { data: null, errors: [tooLarge(path)] };
  const names = Object.keys(result.data);
  const left = names.slice(names.indexOf(String(first)));
  const errors = (result.errors ?? []).filter((error) => !left.includes(String(error.path?.[0])));
  return {
    data: { ...result.data, ...Object.fromEntries(left.map((name) => [name, null])) },
    errors: [...errors, ...left.map((name) => tooLarge(name === first ? path : [name]))],
  };
}

/** The error of what has no room. */
export function tooLargeFor({ maxBytes, isSerial }: Room): AnswerTooLargeError {
  return isSerial ? AnswerTooLargeError.made(maxBytes) : new AnswerTooLargeError(maxBytes);
}
