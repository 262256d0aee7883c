import { PublicError } from '../../response/errors';
import { EmptyBucketError } from './buckets';

/** More was asked than may be asked now. */
export class RateLimitError extends PublicError {
  constructor(
    /** After how many seconds it is worth asking again. */
    readonly retryAfterSeconds: number,
  ) {
    super('RATE_LIMITED', `Too fast: ask again in ${String(retryAfterSeconds)} seconds.`, { retryAfterSeconds });
  }

  static after(milliseconds: number): RateLimitError {
    return new RateLimitError(Math.max(1, Math.ceil(milliseconds / 1000)));
  }
}

/** Nobody is let in uncounted, and it cannot be counted now. */
export class CountingAwayError extends PublicError {
  /** About as long as the table that counts is left alone. */
  readonly retryAfterSeconds = 2;

  constructor() {
    super('TRY_AGAIN', 'Requests cannot be counted right now; try again in a moment.', { retryAfterSeconds: 2 });
  }
}

/** What an empty bucket means to the client; any other failure is thrown as it is. */
export function refuse(cause: unknown): never {
  throw cause instanceof EmptyBucketError ? RateLimitError.after(cause.msBeforeNext) : cause;
}
