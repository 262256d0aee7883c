import { errorTypeRegistries } from '@aws-sdk/client-dynamodb';
import { AwsJson1_0Protocol } from '@aws-sdk/core/protocols';
import { HttpResponse } from '@smithy/core/protocols';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { errorOf, ForeignAnswerError, isNoHttp } from '../calls/errors';
import type { Retries } from '../calls/retries';
import type { HttpAnswer } from './Connections';

type Failure = Parameters<Retries['refreshRetryTokenForRetry']>[1];

/** A failure as the retries look at it. */
export interface ReadFailure {
  readonly errorType: Failure['errorType'];
  readonly error: SdkError;
}

/** What the SDK's exceptions have beside their words. */
export type SdkError = Parameters<typeof isThrottlingError>[0];

const NAMESPACE = 'com.amazonaws.dynamodb';
/** The SDK's own reader of answers; of ours it sees the refusals. */
const PROTOCOL = new AwsJson1_0Protocol({
  defaultNamespace: NAMESPACE,
  errorTypeRegistries,
  serviceTarget: 'DynamoDB_20120810',
});
const ANY_READ = { namespace: NAMESPACE, name: 'Read', traits: {}, input: 'unit', output: 'unit' } as const;

/** What the SDK's client would throw for this answer, where it is no success. */
export async function refusalOf({ status, headers, body }: HttpAnswer): Promise<SdkError> {
  const joined = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]);
  const response = new HttpResponse({
    statusCode: status,
    headers: Object.fromEntries(joined) as Record<string, string>,
    body: Buffer.from(body),
  });
  // It always throws.
  const error = await PROTOCOL.deserializeResponse(ANY_READ, {} as never, response).then(
    () => new Error('expected a refusal') as SdkError,
    (cause: unknown) => errorOf(cause) as SdkError,
  );
  const $metadata = { httpStatusCode: status, ...error.$metadata };
  // Not to be seen by whoever logs it.
  return Object.defineProperty(Object.assign(error, { $metadata }), '$response', { value: response });
}

/** Whatever became of a request, as the SDK's retries look at it. */
export function failureOf(cause: unknown): ReadFailure {
  const error = namedAsSdk(cause);
  return { errorType: typeOf(error), error: withoutWords(error) };
}

function typeOf(error: SdkError): ReadFailure['errorType'] {
  if (isThrottlingError(error)) return 'THROTTLING';
  if (isTransientError(error)) return 'TRANSIENT';
  return isServerError(error) ? 'SERVER_ERROR' : 'CLIENT_ERROR';
}

/** A refusal by its name, without the store's words and whatever else came with them: these may hold keys. */
export function withoutWords(error: SdkError): SdkError {
  const { name, $fault, $metadata } = error;
  if ($metadata?.httpStatusCode === undefined) return error;
  const refused = Object.assign(new Error(`the store refused the request (${name})`) as SdkError, {
    $metadata,
    ...($fault && { $fault }),
    // The SDK also finds it by the words that are gone.
    ...(typeOf(error) === 'TRANSIENT' && { $retryable: {} }),
  });
  return Object.defineProperty(refused, 'name', { value: name, configurable: true });
}

/** Broken off in any way: the SDK names this so. */
const BROKEN: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
/** undici's codes, and Node's for the same. */
const CODES: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_BODY_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'ECONNRESET',
  UND_ERR_HEADERS_OVERFLOW: 'HPE_HEADER_OVERFLOW',
};

/** A failed exchange with the name and code that the SDK's connections give it, whoever it comes from. */
export function namedAsSdk(cause: unknown): SdkError {
  const error = errorOf(cause) as SdkError & { code?: unknown };
  const code = typeof error.code === 'string' ? (CODES[error.code] ?? error.code) : undefined;
  if (code !== undefined && code !== error.code) Object.assign(error, { code });
  if (isNoHttp(error)) return new ForeignAnswerError('expected HTTP', { cause: error }) as SdkError;
  return BROKEN.has(code) ? Object.defineProperty(error, 'name', { value: 'TimeoutError', configurable: true }) : error;
}
