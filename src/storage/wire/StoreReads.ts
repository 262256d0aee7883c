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
import { Memoized } from '../../waiting/Memoized';
import { aborted, untilAborted } from '../../waiting/untilAborted';
import { storeAnswer } from './nonDynamoResponses';
import { observed, type CallObserver } from '../calls/observeCalls';
import type { Retries } from '../calls/retries';
import { mapValues, READ_ANSWERS } from './answers';
import { itemToWire } from './attributeValues';
import { Clock } from './Clock';
import type { Connections } from './Connections';
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

interface ReadRequest {
  readonly operation: keyof Reads;
  readonly input: object;
  readonly body: string;
  readonly signal: AbortSignal | undefined;
  /** How often it was sent. */
  sent: number;
}

const API_VERSION = 'DynamoDB_20120810';
const CONTENT_TYPE = 'application/x-amz-json-1.0';
const SERVICE = 'dynamodb';

/**
 * Sends reads straight over HTTP: credentials, region, endpoint and retries are the SDK's, but neither its middleware nor its schema
 * of every answer, which take three quarters of the time of a read.
 */
export class StoreReads implements ReadClient {
  private readonly ways = new Memoized(async () => {
    const destination = await this.options.destination();
    return { ...destination, signer: new Signer(destination.region, SERVICE) };
  });
  private readonly clock = new Clock();

  constructor(private readonly options: Options) {}

  async call<Name extends keyof Reads>(
    operation: Name,
    input: Reads[Name]['input'],
    signal?: AbortSignal,
  ): Promise<Reads[Name]['output']> {
    const { observe } = this.options;
    const body = JSON.stringify(REQUESTS[operation](input));
    const send = () => this.withRetries({ operation, input, body, signal, sent: 0 });
    const answer = observe ? await observed(observe, operation, input, send) : await send();
    return answer.output;
  }

  private async withRetries(request: ReadRequest) {
    const { signal } = request;
    const { retries } = this.options;
    let token = await retries.acquireInitialRetryToken();
    for (;;) {
      try {
        const output = await this.once(request);
        return { output, $metadata: { attempts: request.sent } };
      } catch (cause) {
        const failure = failureOf(cause);
        const attempts = Math.max(1, request.sent);
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

  /** Once more where the credentials were refused, and others are to be had. */
  private async once(request: ReadRequest): Promise<never> {
    const { credentials } = this.options;
    const used = credentials.ready ?? (await untilAborted(credentials.get(), request.signal));
    try {
      return await this.signedBy(used, request);
    } catch (cause) {
      const others = await untilAborted(
        credentials.insteadOf(used.accessKeyId, cause instanceof Error ? cause.name : ''),
        request.signal,
      );
      if (!others) throw cause;
      return this.signedBy(others, request);
    }
  }

  private async signedBy(credentials: AwsCredentials, request: ReadRequest): Promise<never> {
    const { operation, input, body, signal } = request;
    const { connections, host, signer } = this.ways.ready ?? (await untilAborted(this.ways.get(), signal));
    const target = `${API_VERSION}.${operation}`;
    const sent = this.clock.sending();
    const headers = signer.sign({ host, target, contentType: CONTENT_TYPE, body }, credentials, this.clock.now());
    request.sent += 1;
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
