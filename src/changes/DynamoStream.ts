import { DescribeTableCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type DynamoDBStreamsClient,
  type Shard as StreamShard,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ForeignAnswerError, rethrow } from '../storage/calls/errors';
import type { Change } from './Change';
import {
  ChangesLostError,
  GoneError,
  PlaceExpiredError,
  type ChangeStream,
  type Records,
  type Shard,
  type Start,
} from './ChangeStream';

const KINDS: Readonly<Record<string, Change['kind']>> = { INSERT: 'created', MODIFY: 'updated', REMOVE: 'deleted' };

/**
 * The stream of a DynamoDB table. KEYS_ONLY is all that it takes: what an item says is read afresh for each who is told of it, and what
 * the stream does not carry cannot leak from it.
 */
export class DynamoStream implements ChangeStream {
  constructor(
    private readonly tables: DynamoDBDocumentClient,
    private readonly streams: DynamoDBStreamsClient,
    private readonly tableName: string,
  ) {}

  async name(): Promise<string | null> {
    const { Table } = await this.tables.send(new DescribeTableCommand({ TableName: this.tableName })).catch(rethrow);
    return Table?.StreamSpecification?.StreamEnabled === true ? (Table.LatestStreamArn ?? null) : null;
  }

  async shards(stream: string): Promise<Shard[]> {
    const shards: Shard[] = [];
    let after: string | undefined;
    do {
      const request = new DescribeStreamCommand({ StreamArn: stream, ...(after && { ExclusiveStartShardId: after }) });
      const { StreamDescription } = await this.streams.send(request).catch(explain);
      shards.push(...(StreamDescription?.Shards ?? []).map(shardOf));
      after = StreamDescription?.LastEvaluatedShardId;
    } while (after !== undefined);
    return shards;
  }

  async place(stream: string, shard: string, start: Start): Promise<string> {
    const request = new GetShardIteratorCommand({ StreamArn: stream, ShardId: shard, ...beginning(start) });
    const { ShardIterator } = await this.streams.send(request).catch((cause: unknown) => {
      // What the store does not take as a sequence number now, it never will.
      if (typeof start === 'object' && isInvalid(cause))
        throw new ChangesLostError('the store does not know the place');
      return explain(cause);
    });
    if (ShardIterator === undefined) throw new PlaceExpiredError('an answer without an iterator');
    return ShardIterator;
  }

  async read(shard: string, place: string): Promise<Records> {
    const request = new GetRecordsCommand({ ShardIterator: place });
    const { Records: records = [], NextShardIterator } = await this.streams.send(request).catch((cause: unknown) => {
      if (isInvalid(cause)) throw new PlaceExpiredError('the store does not know the place');
      return explain(cause);
    });
    const since = records[0]?.dynamodb?.ApproximateCreationDateTime?.getTime() ?? null;
    return { changes: records.map((record) => changeOf(shard, record)), since, next: NextShardIterator ?? null };
  }
}

function shardOf({ ShardId = '', ParentShardId }: StreamShard): Shard {
  return { id: ShardId, parent: ParentShardId ?? null };
}

function beginning(start: Start) {
  if (start === 'oldest') return { ShardIteratorType: 'TRIM_HORIZON' } as const;
  if (start === 'latest') return { ShardIteratorType: 'LATEST' } as const;
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: start.after } as const;
}

/** Nothing is passed over: what is no record of this table's is no answer of its stream's. */
function changeOf(shard: string, { eventName, dynamodb }: StreamRecord): Change {
  const { Keys = {}, SequenceNumber: sequence } = dynamodb ?? {};
  const [pk, sk] = [textOf(Keys.pk), textOf(Keys.sk)];
  const kind = KINDS[eventName ?? ''];
  if (pk === undefined || sk === undefined || sequence === undefined || kind === undefined)
    throw new ForeignAnswerError('expected a record with keys pk and sk, a kind and a number, got another one');
  return { key: { pk, sk }, kind, shard, sequence };
}

function textOf(value: Partial<AttributeValue> | undefined): string | undefined {
  return value?.S;
}

/**
 * What a refusal means for whoever goes on reading. All others pass: throttles (`LimitExceededException`), faults of the service, credentials
 * that are renewed.
 */
const REFUSALS: Readonly<Record<string, () => Error>> = {
  // After a quarter of an hour.
  ExpiredIteratorException: () => new PlaceExpiredError('the iterator has expired'),
  // After a day.
  TrimmedDataAccessException: () => new ChangesLostError('older than the stream keeps'),
  // A stream a day after it was switched off, or with its table; a shard a day after it was closed.
  ResourceNotFoundException: () => new GoneError('the stream or its shard is not there any more'),
};

/** Of a place that is no place: it was made by something else than this stream. */
function isInvalid(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'ValidationException';
}

function explain(cause: unknown): never {
  const refusal = cause instanceof Error && Object.hasOwn(REFUSALS, cause.name) ? REFUSALS[cause.name] : undefined;
  if (refusal) throw refusal();
  return rethrow(cause);
}
