import { DescribeEndpointsCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createAwsClient, credentialsFor, type AwsOptions } from '../aws/createAwsClient';
import { HeldCredentials } from '../aws/HeldCredentials';
import { Memoized } from '../waiting/Memoized';
import { observeCalls, type CallObserver } from './calls/observeCalls';
import { refuseForeignAnswers } from './wire/nonDynamoResponses';
import { Retries } from './calls/retries';
import { SdkReads } from './SdkReads';
import { numberFromWire } from './wire/attributeValues';
import { Connections } from './wire/Connections';
import { StoreReads, type Destination, type ReadClient } from './wire/StoreReads';

export interface ClientOptions extends AwsOptions {
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

const MAX_SOCKETS = 256;

/** Both ways to the store: reads go straight, everything else through the SDK. */
export interface StoreClient {
  readonly reads: ReadClient;
  /** With bounded retries. */
  readonly documents: DynamoDBDocumentClient;
  /** Both ways in another name, over the same connections. */
  as(credentials: HeldCredentials): Pick<StoreClient, 'reads' | 'documents'>;
  destroy(): void;
}

export function createClient(options: ClientOptions): StoreClient {
  const { retries = new Retries(), observe } = options;
  const credentials = options.credentials ?? credentialsFor(options);
  const endpoint = new Memoized(async () => endpointOf(options));
  const connections = new Memoized(async () => new Connections(await endpoint.get(), options));
  const destination = async (): Promise<Destination> => {
    const { host } = await endpoint.get();
    return { connections: await connections.get(), host, region: options.region };
  };
  const waysOf = (held: HeldCredentials, shared: DynamoDBClientConfig = {}) => {
    const open = () => {
      const client = dynamoClient({ ...options, credentials: held }, { retryStrategy: retries, ...shared });
      return watched(DynamoDBDocumentClient.from(client, TRANSLATION), options);
    };
    const straight = new StoreReads({ destination, credentials: held, retries, observe });
    return new Ways(open, options.reads === 'sdk' ? null : straight);
  };
  const { reads, documents } = waysOf(credentials);
  // The SDK's own connections are shared as well.
  const { requestHandler } = documents.config;
  return {
    reads,
    documents,
    as: (named) => waysOf(named, { requestHandler }),
    destroy: () => {
      // That of the document client does nothing.
      requestHandler.destroy?.();
      connections.current?.then(
        (opened) => opened.destroy(),
        () => undefined,
      );
    },
  };
}

/** The SDK's client is made for the first who needs it: it takes some 90 kB, and there are callers by the thousand who only read. */
class Ways implements Pick<StoreClient, 'reads' | 'documents'> {
  private opened: DynamoDBDocumentClient | null = null;
  private bySdk: ReadClient | null = null;

  constructor(
    private readonly open: () => DynamoDBDocumentClient,
    private readonly straight: ReadClient | null,
  ) {}

  get documents(): DynamoDBDocumentClient {
    return (this.opened ??= this.open());
  }

  get reads(): ReadClient {
    return this.straight ?? (this.bySdk ??= new SdkReads(this.documents));
  }
}

function dynamoClient(options: ClientOptions, own: DynamoDBClientConfig = {}): DynamoDBClient {
  return createAwsClient(DynamoDBClient, { maxSockets: MAX_SOCKETS, ...options }, own);
}

const NOBODY = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };
/** The SDK wants some before it says where it would send a request. */
const NOBODYS = new HeldCredentials({ source: () => Promise.resolve(NOBODY), withinMs: 1000 });

function watched(documents: DynamoDBDocumentClient, { observe }: ClientOptions): DynamoDBDocumentClient {
  refuseForeignAnswers(documents);
  if (observe) observeCalls(documents, observe);
  return documents;
}

/** Where the SDK would send a request: it knows regions, partitions, FIPS and what the environment names. Nothing is sent. */
async function endpointOf(options: ClientOptions): Promise<URL> {
  const client = dynamoClient({ ...options, credentials: NOBODYS });
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

/** A client for counters in a table of their own. One try: who counts can guess. */
export function createCounterClient(options: ClientOptions): DynamoDBDocumentClient {
  const once = dynamoClient(options, { retryStrategy: new Retries({ attempts: 1 }) });
  return watched(DynamoDBDocumentClient.from(once, TRANSLATION), options);
}

/** A client for a table's stream, which is read by one reader at a time, and never in a hurry. */
export function createStreamsClient(options: ClientOptions): DynamoDBStreamsClient {
  const streams = createAwsClient(DynamoDBStreamsClient, options);
  refuseForeignAnswers(streams);
  return streams;
}
