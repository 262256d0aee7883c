import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

/** Something else than the service that was asked has answered: a proxy, a page to sign in on, another program. */
export class ForeignAnswerError extends Error {
  override readonly name = 'ForeignAnswerError';
}

/** The SDK's names for answers that it can make nothing of: no JSON, and a refusal that names no reason. */
const FOREIGN: ReadonlySet<string> = new Set(['ForeignAnswerError', 'SyntaxError', 'Unknown']);

/** Whether what came was not the word of the service that was asked. */
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
  'InternalServerException',
  // Cognito's name for it.
  'InternalErrorException',
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

/** Why trying again later may help, for operators; `null` where it will not: a mistake of ours, or a refusal. The same for every service. */
export function passingReason(cause: unknown): string | null {
  const error = errorOf(cause) as ServiceError;
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

type ServiceError = Parameters<typeof isServerError>[0] & { readonly code?: string };

/** What was thrown or rejected with, as an error. */
export function errorOf(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
