import { locatedError, type ExecutionResult } from 'graphql';
import { tooLargeFor, type Room } from '../AnswerTooLargeError';
import { placeBeyond } from '../answerBytes';

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
