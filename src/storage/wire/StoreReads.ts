import { setTimeout as wait } from 'node:timers/promises';
import type {
  BatchGetCommandInput,
  BatchGetCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import type { HeldCredentials } from '../../aws/HeldCredentials';
import { Remembered } from '../../waiting/Remembered';
import { untilAborted } from '../../waiting/untilAborted';
import { ForeignAnswerError, isOfStore } from '../foreignAnswers';
import { observed, type CallObserver } from '../observeCalls';
import type { Retries } from '../retries';
import { itemFromWire, itemToWire, type WireItem } from './attributeValues';
import type { Connections, HttpAnswer } from './Connections';
import { Signer, type AwsCredentials } from './signature';
import { failureOf, StoreRefusal } from './failures';

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

/** What the SDK's client knows of where to send requests. */
export interface Destination {
  readonly connections: Connections;
  readonly host: string;
  readonly region: string;
}

interface Options {
  readonly destination: () => Promise<Destination>;
  readonly credentials: HeldCredentials;
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
  private readonly ways = new Remembered(async () => {
    const destination = await this.options.destination();
    return { ...destination, signer: new Signer(destination.region, SERVICE) };
  });
  /** How far this machine's clock is from the store's, once the store has complained. */
  private clockOffsetMs = 0;

  constructor(private readonly options: Options) {}

  async call<Name extends keyof Reads>(
    operation: Name,
    input: Reads[Name]['input'],
    signal?: AbortSignal,
  ): Promise<Reads[Name]['output']> {
    const { observe } = this.options;
    const send = () => this.withRetries(operation, JSON.stringify(REQUESTS[operation](input)), signal);
    const answer = observe ? await observed(observe, operation, input, send) : await send();
    return answer.output;
  }

  private async withRetries(operation: keyof Reads, body: string, signal: AbortSignal | undefined) {
    const { retries } = this.options;
    let token = await retries.acquireInitialRetryToken();
    for (;;) {
      try {
        const output = await this.once(operation, body, signal);
        return { output, $metadata: { attempts: token.getRetryCount() + 1 } };
      } catch (cause) {
        const failure = failureOf(cause);
        const attempts = token.getRetryCount() + 1;
        if (signal?.aborted) throw withAttempts(failure.error, attempts);
        token = await retries.refreshRetryTokenForRetry(token, failure).catch(() => {
          throw withAttempts(failure.error, attempts);
        });
        await wait(token.getRetryDelay(), undefined, signal ? { signal } : {});
      }
    }
  }

  /** Once more where the credentials were refused, and others are to be had. */
  private async once(operation: keyof Reads, body: string, signal: AbortSignal | undefined): Promise<never> {
    const { credentials } = this.options;
    const used = credentials.ready ?? (await untilAborted(credentials.get(), signal));
    try {
      return await this.signedBy(used, operation, body, signal);
    } catch (cause) {
      if (!credentials.refused(used.accessKeyId, cause instanceof StoreRefusal ? cause.name : '')) throw cause;
      return this.signedBy(await untilAborted(credentials.get(), signal), operation, body, signal);
    }
  }

  private async signedBy(
    credentials: AwsCredentials,
    operation: keyof Reads,
    body: string,
    signal: AbortSignal | undefined,
  ): Promise<never> {
    const { connections, host, signer } = this.ways.ready ?? (await untilAborted(this.ways.get(), signal));
    const target = `${API_VERSION}.${operation}`;
    const at = new Date(Date.now() + this.clockOffsetMs);
    const signed = signer.sign({ host, target, contentType: CONTENT_TYPE, body }, credentials, at);
    const headers = { host, 'content-type': CONTENT_TYPE, 'x-amz-target': target, ...signed };
    const answer = await connections.post(headers, body, signal);
    if (answer.status !== 200) throw this.refusal(answer);
    return ANSWERS[operation](parsed(answer)) as never;
  }

  /** Also sets the clock right where the store says that it is wrong. */
  private refusal(answer: HttpAnswer): StoreRefusal {
    const refusal = StoreRefusal.of(answer);
    if (refusal.isOfClock) this.clockOffsetMs = Date.parse(String(answer.headers.date)) - Date.now() || 0;
    return refusal;
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

interface Answer {
  readonly Item?: WireItem;
  readonly Items?: readonly WireItem[];
  readonly LastEvaluatedKey?: WireItem;
  readonly Responses?: Readonly<Record<string, readonly WireItem[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys?: readonly WireItem[] }>>;
}

const ANSWERS: Readonly<Record<keyof Reads, (answer: Answer) => object>> = {
  GetItem: ({ Item, ...rest }) => ({ ...rest, ...(Item && { Item: itemFromWire(Item) }) }),
  BatchGetItem: ({ Responses, UnprocessedKeys, ...rest }) => ({
    ...rest,
    ...(Responses && { Responses: mapValues(Responses, (items) => items.map(itemFromWire)) }),
    ...(UnprocessedKeys && {
      UnprocessedKeys: mapValues(UnprocessedKeys, ({ Keys = [] }) => ({ Keys: Keys.map(itemFromWire) })),
    }),
  }),
  Query: ({ Items, LastEvaluatedKey, ...rest }) => ({
    ...rest,
    ...(Items && { Items: Items.map(itemFromWire) }),
    ...(LastEvaluatedKey && { LastEvaluatedKey: itemFromWire(LastEvaluatedKey) }),
  }),
};

function mapValues<From, To>(map: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}

/** What is no JSON is not the store's word; see refuseForeignAnswers. */
function parsed({ headers, body }: HttpAnswer): Answer {
  const answer = isOfStore(headers) && body !== '' ? (JSON.parse(body) as unknown) : null;
  if (typeof answer === 'object' && answer !== null) return answer;
  throw new ForeignAnswerError('expected JSON');
}
