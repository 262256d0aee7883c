import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

/** The store is throttled, too slow or away: trying again later may help. Says nothing about keys, tables or hosts. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';

  constructor(reason: string) {
    super(`The store did not answer in time (${reason}); try again.`);
  }
}

/** What a write required did not hold; nothing was written. `failed` are the positions of the writes that found so. */
export class RequirementError extends Error {
  override readonly name = 'RequirementError';

  constructor(readonly failed: ReadonlySet<number>) {
    super('a requirement of the transaction did not hold');
  }
}

/** Others kept writing the same items, also after several tries; nothing was written. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';

  constructor() {
    super('The same items are being written by others; try again.');
  }
}

/** Something else than the store has answered; see storeAnswer. */
export class ForeignAnswerError extends Error {
  override readonly name = 'ForeignAnswerError';
}

/** The SDK's names for answers that it can make nothing of: no JSON, and a refusal that names no reason. */
const FOREIGN: ReadonlySet<string> = new Set(['ForeignAnswerError', 'SyntaxError', 'Unknown']);

/** Whether what came was not the store's word. */
export function isForeign(cause: unknown): boolean {
  return FOREIGN.has(errorOf(cause).name) || isNoHttp(cause);
}

/** Whether what came was not even HTTP, or no TLS. */
export function isNoHttp(cause: unknown): boolean {
  const { name, code } = errorOf(cause) as { name: string; code?: unknown };
  return name === 'HTTPParserError' || (typeof code === 'string' && /^(?:HPE_|ERR_SSL_|EPROTO$)/.test(code));
}

/** Those that may be told by their name or code. */
const PASSING = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
  'InternalFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
  'AbortError',
  // Who gives us our credentials is away.
  'CredentialsProviderError',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Tells a passing failure of the store from a mistake of ours, and rethrows accordingly. */
export function rethrow(cause: unknown): never {
  const reason = passingReason(cause);
  if (reason !== null) throw new StoreUnavailableError(reason);
  throw cause;
}

function passingReason(cause: unknown): string | null {
  const error = errorOf(cause) as StoreError;
  // Of a refusal, the code is whatever stood in its body.
  const code = error.$metadata?.httpStatusCode === undefined ? error.code : undefined;
  const named = [error.name, code].find((word) => word !== undefined && PASSING.has(word));
  if (named !== undefined) return named;
  if (isForeign(error)) return 'a foreign answer';
  // By the SDK's own rules, which say what is sent again.
  if (isThrottlingError(error)) return 'throttled';
  if (isTransientError(error)) return 'a passing failure';
  return isServerError(error) || error.$fault === 'server' ? 'server fault' : null;
}

type StoreError = Parameters<typeof isServerError>[0] & { readonly code?: string };

/** What was thrown or rejected with, as an error. */
export function errorOf(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
