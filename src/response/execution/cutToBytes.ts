import { locatedError, type ExecutionResult } from 'graphql';
import { AnswerTooLargeError } from './AnswerTooLargeError';
import { placeBeyond } from './answerBytes';

export interface Room {
  /** What the answer may have in JSON, its errors included. */
  readonly maxBytes: number;
  /** Whether the fields of the root run one after the other: then what was done before the one that is too large stays. */
  readonly isSerial: boolean;
}

/** The answer as it is where it has room; else without those fields of the root that have none. Of a query, nothing is left. */
export function cutToBytes(result: ExecutionResult, { maxBytes, isSerial }: Room): ExecutionResult {
  const path = placeBeyond(result, maxBytes);
  if (!path) return result;
  const tooLarge = (at: typeof path) => locatedError(tooLargeFor({ maxBytes, isSerial }), undefined, at);
  const [first] = path;
  const name = String(first);
  if (!isSerial || !result.data || first === undefined || (result.data[name] ?? null) === null)
    return { data: null, errors: [tooLarge(path)] };
  const errors = (result.errors ?? []).filter((error) => error.path?.[0] !== name);
  // The others keep what they have to say, where that has room.
  return cutToBytes(
    { data: { ...result.data, [name]: null }, errors: [...errors, tooLarge(path)] },
    { maxBytes, isSerial },
  );
}

/** The error of what has no room. */
export function tooLargeFor({ maxBytes, isSerial }: Room): AnswerTooLargeError {
  return isSerial ? AnswerTooLargeError.made(maxBytes) : new AnswerTooLargeError(maxBytes);
}
