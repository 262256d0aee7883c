import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface ClientOptions {
  readonly region: string;
  /** Another DynamoDB endpoint, such as the embedded engine's. */
  readonly endpoint?: string | undefined;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

const MAX_SOCKETS = 256;

/** A document client with timeouts that throw, kept connections, and no logger (the default one copies every answer). */
export function createClient({
  region,
  endpoint,
  connectionTimeoutMs,
  requestTimeoutMs,
}: ClientOptions): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(endpoint !== undefined && !process.env.AWS_ACCESS_KEY_ID && { credentials: LOCAL_CREDENTIALS }),
    logger: {} as never,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** A local engine wants a signature but checks none. */
const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
