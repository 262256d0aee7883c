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
  'ForeignAnswerError',
  // What came was no JSON.
  'SyntaxError',
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
  const { name, code, $metadata, $fault } = (cause ?? {}) as StoreError;
  const named = [name, code].find((word) => word !== undefined && PASSING.has(word));
  if (named !== undefined) throw new StoreUnavailableError(named);
  if ($fault === 'server' || ($metadata?.httpStatusCode ?? 0) >= 500) throw new StoreUnavailableError('server fault');
  throw cause;
}

interface StoreError {
  readonly name?: string;
  readonly code?: string;
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What was thrown or rejected with, as an error. */
export function errorOf(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
