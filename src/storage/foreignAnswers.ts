import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { operationOf } from './observeCalls';
import { READ_ANSWERS } from './wire/answers';
import type { HttpAnswer } from './wire/Connections';
import { ForeignAnswerError, isNoHttp } from './errors';
import { namedAsSdk } from './wire/failures';

/**
 * The store's word, as parsed; throws a {@link ForeignAnswerError} where something else has answered: a proxy, a page to sign in on, a
 * port that another program has taken. The SDK would read most of that as `{}`: as "there is no such item", and as "the transaction
 * was made".
 */
export function storeAnswer(operation: string, input: object, { status, headers, body }: HttpAnswer): object {
  if (status !== 200) throw new ForeignAnswerError(`expected status 200, got ${String(status)}`);
  if (!/json/i.test(String(headers['content-type']))) throw new ForeignAnswerError('expected JSON, got another type');
  const answer = parsed(body);
  if (!isObject(answer)) throw new ForeignAnswerError('expected a JSON object, got something else');
  if (!isAnswerTo(operation, input, answer))
    throw new ForeignAnswerError(`expected an answer to ${operation}, got an object of another form`);
  return answer;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ForeignAnswerError('expected JSON, got text that is none');
  }
}

type Kind = (value: unknown) => boolean;
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber: Kind = (value) => typeof value === 'number';

interface Form {
  /** What an answer can have. */
  readonly members: Readonly<Record<string, Kind>>;
  /** One of them is always there. */
  readonly always?: readonly string[];
}

const FORMS: Readonly<Record<string, Form>> = {
  GetItem: { members: { Item: isObject, ConsumedCapacity: isObject } },
  BatchGetItem: {
    members: { Responses: isObject, UnprocessedKeys: isObject, ConsumedCapacity: Array.isArray },
    always: ['Responses', 'UnprocessedKeys'],
  },
  Query: {
    members: {
      Items: Array.isArray,
      Count: isNumber,
      ScannedCount: isNumber,
      LastEvaluatedKey: isObject,
      ConsumedCapacity: isObject,
    },
    always: ['Items'],
  },
  TransactWriteItems: { members: { ConsumedCapacity: Array.isArray, ItemCollectionMetrics: isObject } },
};

/** A query that brings no rows. */
const COUNTS: Form = { members: { ...FORMS.Query?.members }, always: ['Count'] };

interface Input {
  readonly ReturnConsumedCapacity?: string;
  readonly Select?: string;
}

/** Members that are new to us are let be, but not alone. */
function isAnswerTo(operation: string, input: Input, answer: object): boolean {
  const form = input.Select === 'COUNT' ? COUNTS : FORMS[operation];
  if (!form) return true;
  const { members, always = Object.keys(members) } = form;
  const known = Object.entries(answer).filter(([name]) => Object.hasOwn(members, name));
  if (!known.every(([name, value]) => members[name]?.(value))) return false;
  if (known.some(([name]) => always.includes(name))) return true;
  // Nothing but what an answer need not have: whoever asked what the call took is always told.
  return form.always === undefined && Object.keys(answer).length === 0 && !asksForCapacity(input);
}

function asksForCapacity({ ReturnConsumedCapacity = 'NONE' }: Input): boolean {
  return ReturnConsumedCapacity !== 'NONE';
}

/** Lets the SDK see no success that is not the store's; see {@link storeAnswer}. */
export function refuseForeignAnswers(client: DynamoDBDocumentClient): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args).catch((cause: unknown) => {
          throw isNoHttp(cause) ? new ForeignAnswerError('expected HTTP', { cause }) : cause;
        });
        const response = result.response as SdkResponse;
        const bytes = await bytesOf(response.body);
        response.body = bytes;
        if (response.statusCode < 300) judge(operationOf(commandName), args.input, response, bytes);
        return result;
      },
    { step: 'deserialize', name: 'refuseForeignAnswers', priority: 'low' },
  );
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: HttpAnswer['headers'];
  body: Readable | Buffer;
}

function judge(operation: string, input: object, { statusCode, headers }: SdkResponse, bytes: Buffer): void {
  const answer = storeAnswer(operation, input, { status: statusCode, headers, body: bytes.toString('utf8') });
  const read = READ_ANSWERS[operation as keyof typeof READ_ANSWERS] as ((answer: object) => object) | undefined;
  // What cannot be read as items is refused here as well, so that it is asked for again.
  read?.(answer);
}

async function bytesOf(body: Readable | Buffer): Promise<Buffer> {
  return Buffer.isBuffer(body)
    ? body
    : buffer(body).catch((cause: unknown) => {
        throw namedAsSdk(cause);
      });
}
