import type { AwsClient } from '../../aws/createAwsClient';
import { judgeAnswers, type Asked, type RawAnswer } from '../../aws/judgeAnswers';
import { isObject, objectIn } from '../../aws/objectIn';
import { operationOf } from '../calls/observeCalls';
import { READ_ANSWERS } from './answers';
import type { HttpAnswer } from './Connections';
import { ForeignAnswerError } from '../calls/errors';
import { namedAsSdk } from './failures';

/**
 * The store's word, as parsed; throws a {@link ForeignAnswerError} where something else has answered: a proxy, a page to sign in on, a
 * port that another program has taken. The SDK would read most of that as `{}`: as "there is no such item", and as "the transaction
 * was made".
 */
export function storeAnswer(operation: string, input: object, { status, headers, body }: HttpAnswer): object {
  if (status !== 200) throw new ForeignAnswerError(`expected status 200, got ${String(status)}`);
  if (!/json/i.test(String(headers['content-type']))) throw new ForeignAnswerError('expected JSON, got another type');
  const answer = objectIn(body);
  if (!isAnswerTo(operation, input, answer))
    throw new ForeignAnswerError(`expected an answer to ${operation}, got an object of another form`);
  return answer;
}

type Kind = (value: unknown) => boolean;
const isNumber: Kind = (value) => typeof value === 'number';
const isText: Kind = (value) => typeof value === 'string' && value !== '';
const isTextOrNone: Kind = (value) => value === null || isText(value);

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
  DescribeTable: { members: { Table: isObject }, always: ['Table'] },
  DescribeStream: { members: { StreamDescription: isObject }, always: ['StreamDescription'] },
  GetShardIterator: { members: { ShardIterator: isText }, always: ['ShardIterator'] },
  // Without `Records` it would read as the end of a shard, which nobody reads again.
  GetRecords: { members: { Records: Array.isArray, NextShardIterator: isTextOrNone }, always: ['Records'] },
};

/** A query that brings no rows. */
const COUNTS: Form = { members: { ...FORMS.Query?.members }, always: ['Count'] };

interface Input {
  readonly ReturnConsumedCapacity?: string;
  readonly Select?: string;
}

/** Members that are new to us are let be, but not alone. In one loop, since this is done for every read. */
function isAnswerTo(operation: string, input: Input, answer: object): boolean {
  const form = input.Select === 'COUNT' ? COUNTS : FORMS[operation];
  if (!form) return true;
  const { members, always } = form;
  let isEmpty = true;
  let hasAlways = false;
  for (const name in answer) {
    isEmpty = false;
    if (!Object.hasOwn(members, name)) continue;
    if (members[name]?.(answer[name as never]) !== true) return false;
    hasAlways ||= !always || always.includes(name);
  }
  // Nothing but what an answer need not have: whoever asked what the call took is always told.
  return hasAlways || (!always && isEmpty && !asksForCapacity(input));
}

function asksForCapacity({ ReturnConsumedCapacity = 'NONE' }: Input): boolean {
  return ReturnConsumedCapacity !== 'NONE';
}

/** Lets the SDK see no success that is not the store's; see {@link storeAnswer}. */
export function refuseForeignAnswers(client: AwsClient): void {
  judgeAnswers(client, judge, namedAsSdk);
}

function judge({ command, input }: Asked, answer: RawAnswer): void {
  if (answer.status >= 300) return;
  const operation = operationOf(command);
  const known = storeAnswer(operation, input, answer);
  const read = READ_ANSWERS[operation as keyof typeof READ_ANSWERS] as ((answer: object) => object) | undefined;
  // What cannot be read as items is refused here as well, so that it is asked for again.
  read?.(known);
}
