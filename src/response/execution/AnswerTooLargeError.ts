import { PublicError } from '../errors';

/** Which limit an answer is over, in the extensions of its error. */
export const LIMIT_OF_BYTES = 'bytes';

const ADVICE = 'Ask for smaller pages, fewer fields or fewer items.';

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
