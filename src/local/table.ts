import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalFailure } from './failure';

const ACTIVE_WITHIN_MS = 30_000;
const TIME_TO_LIVE_ATTRIBUTE = 'expiresAt';

/**
 * Creates the table unless it is there, and resolves when it can be used. May be called again, also at the same time.
 *
 * Without a stream, which is switched on when the demo data is there (see {@link enableStream}).
 */
export async function createTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): Promise<void> {
  if (!(await statusOf(client, tableName))) await create(client, tableDefinition(tableName));
  await whenActive(client, tableName);
  await enableTimeToLive(client, tableName);
}

/**
 * Switches the table's stream on, unless it is: subscriptions and notifications are made of it.
 *
 * dynoxide looks through all records of all streams at every write, and never removes one: each thousand records make a write a quarter
 * of a millisecond slower (measured: 1,200 items/s at first, 300 after 12,000). So what is loaded in bulk is loaded before, or with
 * the stream off.
 */
export async function enableStream(client: Client, tableName: string): Promise<void> {
  await setStream(client, tableName, true);
}

/** Does something with the stream off, where it was on: much is written that nobody follows. */
export async function withoutStream<T>(client: Client, tableName: string, run: () => Promise<T>): Promise<T> {
  const wasOn = await setStream(client, tableName, false);
  return run().finally(async () => wasOn && setStream(client, tableName, true));
}

/** The small table in which whoever reads the stream keeps its lease and how far it came. */
export async function createChangesTable(client: Client, tableName: string): Promise<void> {
  if (!(await statusOf(client, tableName))) await create(client, changesTableDefinition(tableName));
  await whenActive(client, tableName);
  await enableTimeToLive(client, tableName);
}

/** As one would declare it on AWS. */
function tableDefinition(tableName: string): CreateTableCommandInput {
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: keySchema('pk', 'sk'),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'gsi1',
        KeySchema: keySchema('gsi1pk', 'gsi1sk'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['category', 'available', 'status'] },
      },
    ],
  };
}

function changesTableDefinition(TableName: string): CreateTableCommandInput {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keySchema('pk', 'sk'),
  };
}

function keySchema(hash: string, range: string): NonNullable<CreateTableCommandInput['KeySchema']> {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}

type Client = Pick<DynamoDBClient, 'send'>;

async function create(client: Client, definition: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(definition));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}

/** Gives back whether it was otherwise. */
async function setStream(client: Client, tableName: string, isWanted: boolean): Promise<boolean> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  if ((Table?.StreamSpecification?.StreamEnabled ?? false) === isWanted) return false;
  const StreamSpecification = isWanted
    ? ({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } as const)
    : { StreamEnabled: false };
  await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
  await whenActive(client, tableName);
  return true;
}

async function statusOf(client: Client, tableName: string): Promise<string | null> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return Table?.TableStatus ?? null;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

async function whenActive(client: Client, tableName: string): Promise<void> {
  const deadline = Date.now() + ACTIVE_WITHIN_MS;
  for (let pause = 20; Date.now() < deadline; pause = Math.min(pause * 2, 1_000)) {
    if ((await statusOf(client, tableName)) === 'ACTIVE') return;
    await delay(pause);
  }
  throw new LocalFailure(
    `The table ${tableName} did not become active within ${ACTIVE_WITHIN_MS / 1_000} seconds. Try again.`,
  );
}

async function enableTimeToLive(client: Client, tableName: string): Promise<void> {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
  if (['ENABLED', 'ENABLING'].includes(TimeToLiveDescription?.TimeToLiveStatus ?? '')) return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: tableName,
      TimeToLiveSpecification: { AttributeName: TIME_TO_LIVE_ATTRIBUTE, Enabled: true },
    }),
  );
}
