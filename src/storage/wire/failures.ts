import { errorOf } from '../errors';
import type { Retries } from '../retries';
import type { HttpAnswer } from './Connections';

/** A failure as the retries look at it. */
export interface ReadFailure {
  readonly errorType: Failure['errorType'];
  readonly error: Error & { readonly cause?: Error };
}

type Failure = Parameters<Retries['refreshRetryTokenForRetry']>[1];

const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ThrottlingError',
]);
const CLOCK: ReadonlySet<string> = new Set(['RequestExpired', 'RequestTimeTooSkewed']);
const TOO_SLOW: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** The store has answered that it will not: named as the SDK names its exceptions, without the message, which may hold keys. */
export class StoreRefusal extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  readonly $fault: 'client' | 'server';

  private constructor(
    override readonly name: string,
    status: number,
    /** The signature was refused for its time. */
    readonly isOfClock: boolean,
  ) {
    super(`the store refused the request (${name})`);
    this.$metadata = { httpStatusCode: status };
    this.$fault = status >= 500 ? 'server' : 'client';
  }

  static of({ status, body }: HttpAnswer): StoreRefusal {
    const { type, message } = wordsOf(body);
    const isOfClock =
      CLOCK.has(type) || (type === 'InvalidSignatureException' && /expired|not yet current/i.test(message));
    return new StoreRefusal(type, status, isOfClock);
  }
}

/** Whatever became of a request, as the retries want it. */
export function failureOf(cause: unknown): ReadFailure {
  const error = errorOf(cause) as ReadFailure['error'];
  if (cause instanceof StoreRefusal) return { errorType: typeOf(cause), error };
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && TOO_SLOW.has(code))
    return { errorType: 'TRANSIENT', error: named(error, 'TimeoutError') };
  if (code === 'UND_ERR_SOCKET') return { errorType: 'TRANSIENT', error: Object.assign(error, { code: 'ECONNRESET' }) };
  return { errorType: typeof code === 'string' ? 'TRANSIENT' : 'CLIENT_ERROR', error };
}

function typeOf({ name, $fault, isOfClock }: StoreRefusal): ReadFailure['errorType'] {
  if (THROTTLED.has(name)) return 'THROTTLING';
  if ($fault === 'server') return 'SERVER_ERROR';
  return isOfClock ? 'TRANSIENT' : 'CLIENT_ERROR';
}

function named(error: ReadFailure['error'], name: string): ReadFailure['error'] {
  return Object.defineProperty(error, 'name', { value: name, configurable: true });
}

/** `com.amazonaws.dynamodb.v20120810#ThrottlingException` → `ThrottlingException`. */
function wordsOf(body: string): { type: string; message: string } {
  try {
    const { __type: type = 'UnknownError', message = '' } = JSON.parse(body) as { __type?: string; message?: string };
    return { type: type.replace(/^.*#/, ''), message };
  } catch {
    return { type: 'UnknownError', message: '' };
  }
}
