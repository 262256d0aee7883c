import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { isForeign } from './errors';

type Strategy = Extract<NonNullable<DynamoDBClientConfig['retryStrategy']>, { recordSuccess: unknown }>;
type Token = Awaited<ReturnType<Strategy['acquireInitialRetryToken']>>;
type Failure = Parameters<Strategy['refreshRetryTokenForRetry']>[1];

/**
 * With every fifth call throttled, one call in 0.2⁻⁷ (78,000) fails for good, so that 99.9 % of requests succeed even where each
 * makes 70 calls. Six attempts would do for 15 calls.
 */
const ATTEMPTS = 7;
/** The pauses are drawn from 0 to 25, 50, … 400 ms: all six last 590 ms on average; the SDK’s own, 25 s. */
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 400;
/** Each call earns half a retry, where a fifth of all being throttled takes a quarter; so an outage adds half to the load at most. */
const EARNED_BY_CALL = 0.5;
const BUDGET = 500;

interface Options {
  readonly attempts?: number;
  readonly random?: () => number;
}

/**
 * Which calls are sent again, and after what pause: those that failed in passing, a bounded number of times, with full jitter,
 * as long as the budget that all calls of a client share is not used up. Only for calls that may arrive twice: reads, and writes
 * that have a token or say what shall be there.
 *
 * The SDK's `StandardRetryStrategy` (@smithy/core 3.41.0), even with our number of attempts and our pauses, cannot do this:
 * - A torn connection costs it 14 of its budget of 500, which cannot be set: 35 at once, and nobody else is sent again. Of 10,000 calls, 100 at
 *   once, where a fifth meets one, it lost 8.04 %, and this lost none. Where 30 % are throttled, 1,000 at once, it lost 5.01 %, and this 0.03 %.
 * - It waits for the pause itself, whatever becomes of the request. This only says how long, so that reads end with their request's signal.
 * - It does not send again after a fault of the server that has none of the four status codes it knows, nor after an answer that is not the
 *   store's; and it does after `TransactionInProgressException`, for which whoever sent the transaction waits.
 */
export class Retries implements Strategy {
  private budget = BUDGET;
  private readonly attempts: number;
  private readonly random: () => number;

  constructor({ attempts = ATTEMPTS, random = Math.random }: Options = {}) {
    this.attempts = attempts;
    this.random = random;
  }

  acquireInitialRetryToken(): Promise<Token> {
    this.budget = Math.min(BUDGET, this.budget + EARNED_BY_CALL);
    return Promise.resolve(token(0, 0));
  }

  /** Rejects where the call is not to be sent again; the SDK then gives its caller the failure itself. */
  refreshRetryTokenForRetry(used: Token, failure: Failure): Promise<Token> {
    const retry = used.getRetryCount() + 1;
    if (!isPassing(failure) || retry >= this.attempts || this.budget < 1)
      return Promise.reject(new Error('the call is not sent again'));
    this.budget -= 1;
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** (retry - 1), LONGEST_PAUSE_MS);
    return Promise.resolve(token(retry, this.random() * longest));
  }

  recordSuccess(): void {
    // A call has earned its part when it began, whatever became of it.
  }
}

function token(retries: number, pauseMs: number): Token {
  return { getRetryCount: () => retries, getRetryDelay: () => pauseMs };
}

/** A transaction that is still at work is waited for by whoever sent it. What the store did not say is no refusal of the store. */
function isPassing({ errorType, error }: Failure): boolean {
  if (error?.name === 'TransactionInProgressException') return false;
  return errorType !== 'CLIENT_ERROR' || isForeign(error);
}
