import { setTimeout as wait } from 'node:timers/promises';
import type {
  BatchGetCommandInput,
  BatchGetCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { storeAnswer } from '../foreignAnswers';
import { observed, type CallObserver } from '../observeCalls';
import type { Retries } from '../retries';
import { mapValues, READ_ANSWERS } from './answers';
import { itemToWire } from './attributeValues';
import { Clock } from './Clock';
import { aborted, type Connections } from './Connections';
import { failureOf, refusalOf } from './failures';
import { Signer, type AwsCredentials } from './signature';

/** The reads of the store's API, as lib-dynamodb's types say them. */
interface Reads {
  readonly GetItem: { input: GetCommandInput; output: Pick<GetCommandOutput, 'Item' | 'ConsumedCapacity'> };
  readonly BatchGetItem: {
    input: BatchGetCommandInput;
    output: Pick<BatchGetCommandOutput, 'Responses' | 'UnprocessedKeys' | 'ConsumedCapacity'>;
  };
  readonly Query: {
    input: QueryCommandInput;
    output: Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey' | 'ConsumedCapacity'>;
  };
}

/** Reads items; rejects as the SDK's client does, so that one function ({@link rethrow}) tells passing failures from mistakes. */
export interface ReadClient {
  call<Name extends keyof Reads>(
    operation: Name,
    input: Reads[Name]['input'],
    signal?: AbortSignal,
  ): Promise<Reads[Name]['output']>;
}

/** What the SDK's client knows of where to send requests, and in whose name. */
export interface Destination {
  readonly connections: Connections;
  readonly host: string;
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentials>;
}

interface Options {
  readonly destination: () => Promise<Destination>;
  readonly retries: Retries;
  readonly observe: CallObserver | undefined;
}

const API_VERSION = 'DynamoDB_20120810';
const CONTENT_TYPE = 'application/x-amz-json-1.0';
const SERVICE = 'dynamodb';

/**
 * Sends reads straight over HTTP: credentials, region, endpoint and retries are the SDK's, but neither its middleware nor its schema
 * of every answer, which take three quarters of the time of a read.
 */
export class StoreReads implements ReadClient {
  private destination: Promise<Destination> | null = null;
  private signer: Signer | null = null;
  private readonly clock = new Clock();

  constructor(private readonly options: Options) {}

  async call<Name extends keyof Reads>(
    operation: Name,
    input: Reads[Name]['input'],
    signal?: AbortSignal,
  ): Promise<Reads[Name]['output']> {
    const { observe } = this.options;
    const send = () => this.withRetries(operation, input, JSON.stringify(REQUESTS[operation](input)), signal);
    const answer = observe ? await observed(observe, operation, input, send) : await send();
    return answer.output;
  }

  private async withRetries(operation: keyof Reads, input: object, body: string, signal: AbortSignal | undefined) {
    const { retries } = this.options;
    let token = await retries.acquireInitialRetryToken();
    for (;;) {
      try {
        const output = await this.once(operation, input, body, signal);
        return { output, $metadata: { attempts: token.getRetryCount() + 1 } };
      } catch (cause) {
        const failure = failureOf(cause);
        const attempts = token.getRetryCount() + 1;
        if (signal?.aborted) throw withAttempts(aborted(), attempts);
        token = await retries.refreshRetryTokenForRetry(token, failure).catch(() => {
          throw withAttempts(failure.error, attempts);
        });
        await wait(token.getRetryDelay(), undefined, signal ? { signal } : {}).catch(() => {
          throw withAttempts(aborted(), attempts);
        });
      }
    }
  }

  private async once(
    operation: keyof Reads,
    input: object,
    body: string,
    signal: AbortSignal | undefined,
  ): Promise<never> {
    this.destination ??= this.options.destination();
    const { connections, host, region, credentials } = await this.destination;
    this.signer ??= new Signer(region, SERVICE);
    const target = `${API_VERSION}.${operation}`;
    const own = await credentials();
    const sent = this.clock.sending();
    const headers = this.signer.sign({ host, target, contentType: CONTENT_TYPE, body }, own, this.clock.now());
    const answer = await connections.post(headers, body, signal);
    if (answer.status >= 300) throw this.clock.refused(sent, await refusalOf(answer));
    const read = READ_ANSWERS[operation](storeAnswer(operation, input, answer));
    this.clock.answered(sent, answer);
    return read as never;
  }
}

function withAttempts(error: Error & { $metadata?: object }, attempts: number): Error {
  return Object.assign(error, { $metadata: { ...error.$metadata, attempts } });
}

const REQUESTS: { readonly [Name in keyof Reads]: (input: Reads[Name]['input']) => object } = {
  GetItem: ({ Key, ...rest }) => ({ ...rest, Key: itemToWire(Key ?? {}) }),
  BatchGetItem: ({ RequestItems = {}, ...rest }) => ({
    ...rest,
    RequestItems: mapValues(RequestItems, ({ Keys = [], ...part }) => ({ ...part, Keys: Keys.map(itemToWire) })),
  }),
  Query: ({ ExpressionAttributeValues: values, ExclusiveStartKey: start, ...rest }) => ({
    ...rest,
    ...(values && { ExpressionAttributeValues: itemToWire(values) }),
    ...(start && { ExclusiveStartKey: itemToWire(start) }),
  }),
};
