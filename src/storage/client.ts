import {
  DescribeEndpointsCommand,
  DynamoDB,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { QUIET_LOGGER } from '../identity/quietLogger';
import { observeCalls, type CallObserver } from './observeCalls';
import { refuseForeignAnswers } from './foreignAnswers';
import { dropIdleOnFailure } from './idleConnections';
import { Retries } from './retries';
import { SdkReads } from './SdkReads';
import { numberFromWire } from './wire/attributeValues';
import { Connections } from './wire/Connections';
import type { AwsCredentials } from './wire/signature';
import { StoreReads, type Destination, type ReadClient } from './wire/StoreReads';

export interface ClientOptions {
  readonly region: string;
  /** Another DynamoDB endpoint, such as the embedded engine's. */
  readonly endpoint?: string | undefined;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How often a call is sent; for all calls of the client together. */
  readonly retries?: Retries;
  /** Which way reads go; straight unless said. */
  readonly reads?: 'wire' | 'sdk';
  /** Hears of every call that is over. */
  readonly observe?: CallObserver;
}

/** Of items to what JavaScript has: numbers as the other way reads them. */
const TRANSLATION = {
  marshallOptions: { removeUndefinedValues: true },
  unmarshallOptions: { wrapNumbers: numberFromWire },
};

type Logger = NonNullable<DynamoDBClientConfig['logger']>;

const MAX_SOCKETS = 256;
/** Without such a time Node's agent ignores how long the other side says that it keeps an idle connection. */
const MAX_IDLE_MS = 20_000;

/** Gives credentials, and says when they expire. */
type NamedCredentials = () => Promise<
  Required<AwsCredentials> & { readonly sessionToken: string; readonly expiration: Date }
>;

/** Both ways to the store: reads go straight, everything else through the SDK. */
export interface StoreClient {
  readonly reads: ReadClient;
  /** With timeouts that throw, bounded retries, kept connections, and no logger (the default one copies every answer). */
  readonly documents: DynamoDBDocumentClient;
  /** Both ways in another name, over the same connections. The credentials are asked for again before they expire. */
  as(credentials: NamedCredentials): Pick<StoreClient, 'reads' | 'documents'>;
  destroy(): void;
}

export function createClient(options: ClientOptions): StoreClient {
  const { retries = new Retries() } = options;
  const own = new DynamoDBClient({ ...clientConfig(options), retryStrategy: retries });
  const opened: Connections[] = [];
  const open = async () => {
    const origin = await endpointOf(options);
    const connections = new Connections(origin, options);
    opened.push(connections);
    return { connections, host: origin.host };
  };
  let shared: ReturnType<typeof open> | null = null;
  const waysOf = (client: DynamoDBClient): Pick<StoreClient, 'reads' | 'documents'> => {
    const documents = DynamoDBDocumentClient.from(client, TRANSLATION);
    watch(documents, options);
    const destination = async (): Promise<Destination> => {
      shared ??= open();
      const { credentials, region } = client.config;
      return { ...(await shared), region: await region(), credentials };
    };
    if (options.reads === 'sdk') return { reads: new SdkReads(documents), documents };
    return { reads: new StoreReads({ destination, retries, observe: options.observe }), documents };
  };
  return {
    ...waysOf(own),
    as: (credentials) =>
      // The SDK's own connections are shared as well.
      waysOf(
        new DynamoDBClient({
          ...clientConfig(options),
          retryStrategy: retries,
          credentials,
          requestHandler: own.config.requestHandler,
        }),
      ),
    destroy: () => {
      own.destroy();
      for (const connections of opened) connections.destroy();
    },
  };
}

function watch(documents: DynamoDBDocumentClient, { requestTimeoutMs, observe }: ClientOptions): void {
  dropIdleOnFailure(documents);
  refuseForeignAnswers(documents, requestTimeoutMs);
  if (observe) observeCalls(documents, observe);
}

/** Where the SDK would send a request: it knows regions, partitions, FIPS and what the environment names. Nothing is sent. */
async function endpointOf(options: ClientOptions): Promise<URL> {
  const client = new DynamoDBClient(clientConfig(options));
  const command = new DescribeEndpointsCommand();
  const built = new Promise<URL>((resolve) => {
    command.middlewareStack.add(
      () => (args) => {
        const { protocol, hostname, port } = args.request as { protocol: string; hostname: string; port?: number };
        resolve(new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${String(port)}`}`));
        return Promise.resolve({ response: {}, output: { Endpoints: [], $metadata: {} } });
      },
      { step: 'build', name: 'endpointOf' },
    );
  });
  await client.send(command);
  client.destroy();
  return built;
}

/** A client for counters in a table of their own: the whole-service class that rate-limiter-flexible calls. One try: who counts can guess. */
export function createCounterClient(options: ClientOptions): DynamoDB {
  return new DynamoDB({ ...clientConfig(options), retryStrategy: new Retries({ attempts: 1 }) });
}

/** A client for a table's stream, which is read by one reader at a time, and never in a hurry. */
export function createStreamsClient(options: ClientOptions): DynamoDBStreamsClient {
  return new DynamoDBStreamsClient(clientConfig(options));
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
    logger: QUIET_LOGGER as unknown as Logger,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: MAX_IDLE_MS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: MAX_IDLE_MS },
    },
  };
}

/** A local engine wants a signature but checks none. */
const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
