import {
  CreateTableCommand,
  DescribeTableCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalFailure } from './failure';

const ACTIVE_WITHIN_MS = 30_000;
export const TIME_TO_LIVE_ATTRIBUTE = 'expiresAt';

/**
 * Creates the table unless it is there, and resolves when it can be used: with whether this call has made it. A table that was there
 * is left as it is. May be called again, also at the same time.
 *
 * Without a stream, which is switched on when the demo data is there (see {@link enableStream}).
 */
export async function createTable(client: Client, tableName: string): Promise<boolean> {
  return createUnlessThere(client, tableDefinition(tableName));
}

/**
 * Switches the stream of a table that we have made on, unless it is: subscriptions and notifications are made of it.
 *
 * dynoxide looks through all records of all streams at every write, and never removes one: each thousand records make a write a quarter
 * of a millisecond slower (measured: 1,200 items/s at first, 300 after 12,000). So what is loaded in bulk is loaded before, or with
 * the stream off.
 */
export async function enableStream(client: Client, tableName: string): Promise<void> {
  await setStream(client, tableName, true);
}

/**
 * Switches the stream of a table that we have made off, where nobody else can follow it: much is to be written. It stays off, however this
 * process ends: whoever serves the table next switches it on.
 */
export async function disableStream(client: Client, tableName: string): Promise<void> {
  await setStream(client, tableName, false);
}

/** The same for the small table in which whoever reads the stream keeps its lease and how far it came. */
export async function createChangesTable(client: Client, tableName: string): Promise<boolean> {
  return createUnlessThere(client, changesTableDefinition(tableName));
}

/** Time to live is for the tables that we make: in somebody else's, it would remove their items. */
async function createUnlessThere(client: Client, definition: TableDefinition): Promise<boolean> {
  const isMade = (await statusOf(client, definition.TableName)) === null && (await create(client, definition));
  await whenActive(client, definition.TableName);
  if (isMade) await enableTimeToLive(client, definition.TableName);
  return isMade;
}

export type TableDefinition = CreateTableCommandInput & { readonly TableName: string };

/** As one would declare it on AWS. */
export function tableDefinition(tableName: string): TableDefinition {
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

export function changesTableDefinition(TableName: string): TableDefinition {
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

/** Gives back whether it was this call that made it: of several at the same time, one does. */
async function create(client: Client, definition: TableDefinition): Promise<boolean> {
  try {
    await client.send(new CreateTableCommand(definition));
    return true;
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    return false;
  }
}

async function setStream(client: Client, tableName: string, isWanted: boolean): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  if ((Table?.StreamSpecification?.StreamEnabled ?? false) === isWanted) return;
  const StreamSpecification = isWanted
    ? ({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } as const)
    : { StreamEnabled: false };
  await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
  await whenActive(client, tableName);
}

async function statusOf(client: Client, tableName: string): Promise<string | null> {
  return (await describeTable(client, tableName))?.TableStatus ?? null;
}

/** `null` where there is no such table. */
export async function describeTable(client: Client, TableName: string): Promise<TableDescription | null> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table ?? null;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

async function whenActive(client: Client, tableName: string): Promise<void> {
  const deadline = performance.now() + ACTIVE_WITHIN_MS;
  for (let pause = 20; performance.now() < deadline; pause = Math.min(pause * 2, 1_000)) {
    if ((await statusOf(client, tableName)) === 'ACTIVE') return;
    await delay(pause);
  }
  throw new LocalFailure(
    `The table ${tableName} did not become active within ${ACTIVE_WITHIN_MS / 1_000} seconds. Try again.`,
  );
}

async function enableTimeToLive(client: Client, tableName: string): Promise<void> {
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: tableName,
      TimeToLiveSpecification: { AttributeName: TIME_TO_LIVE_ATTRIBUTE, Enabled: true },
    }),
  );
}
