import { PublicError } from './errors';

/** Which limit an answer is over, in the extensions of its error. */
export const LIMIT_OF_BYTES = 'bytes';

const ADVICE = 'Ask for smaller pages, fewer fields or fewer items.';

export interface Room {
  /** What the answer may have in JSON, its errors included. */
  readonly maxBytes: number;
  /** Whether the fields of the root run one after the other: then what was done before the one that is too large stays. */
  readonly isSerial: boolean;
}

/** The answer has no room for what stands at the place of this error. */
export class AnswerTooLargeError extends PublicError {
  constructor(maximum: number, note = '') {
    super('QUERY_TOO_COMPLEX', `Expected an answer of at most ${String(maximum)} bytes. ${note}${ADVICE}`, {
      limit: LIMIT_OF_BYTES,
      maximum,
    });
  }

  /** For the answer of a mutation, which has done what it does. */
  static made(maximum: number): AnswerTooLargeError {
    return new AnswerTooLargeError(maximum, 'The mutation was made; what it answers is left out. ');
  }

  /** For a mutation after one whose answer had no room. */
  static notBegun(maximum: number): AnswerTooLargeError {
    return new AnswerTooLargeError(maximum, 'The answer was full before this mutation, which was not begun. ');
  }
}

/** The error of what has no room. */
export function tooLargeFor({ maxBytes, isSerial }: Room): AnswerTooLargeError {
  return isSerial ? AnswerTooLargeError.made(maxBytes) : new AnswerTooLargeError(maxBytes);
}
