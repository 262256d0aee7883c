import { DynamoDB, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { observeCalls, type CallObserver } from './observeCalls';
import { refuseForeignAnswers } from './foreignAnswers';
import { Retries } from './retries';

export interface ClientOptions {
  readonly region: string;
  /** Another DynamoDB endpoint, such as the embedded engine's. */
  readonly endpoint?: string | undefined;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Hears of every call that is over. */
  readonly observe?: CallObserver;
}

const MAX_SOCKETS = 256;

/** A document client with timeouts that throw, bounded retries, kept connections, and no logger (the default one copies every answer). */
export function createClient(options: ClientOptions): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...clientConfig(options), retryStrategy: new Retries() });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  refuseForeignAnswers(documents);
  if (options.observe) observeCalls(documents, options.observe);
  return documents;
}

/** A client for counters in a table of their own: the whole-service class that rate-limiter-flexible calls. One try: who counts can guess. */
export function createCounterClient(options: ClientOptions): DynamoDB {
  return new DynamoDB({ ...clientConfig(options), retryStrategy: new Retries({ attempts: 1 }) });
}

function clientConfig({
  region,
  endpoint,
  connectionTimeoutMs,
  requestTimeoutMs,
}: ClientOptions): DynamoDBClientConfig {
  return {
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(endpoint !== undefined && !process.env.AWS_ACCESS_KEY_ID && { credentials: LOCAL_CREDENTIALS }),
    logger: {} as never,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    },
  };
}

/** A local engine wants a signature but checks none. */
const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
