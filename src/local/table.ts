import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceInUseException,
  ResourceNotFoundException,
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
 * Without a stream: nothing reads one yet, and dynoxide looks through all of a stream's records at every write
 * (measured: from 6,000 items/s down to 800 after 8,000 writes).
 */
export async function createTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): Promise<void> {
  if (!(await statusOf(client, tableName))) await create(client, tableName);
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

function keySchema(hash: string, range: string): NonNullable<CreateTableCommandInput['KeySchema']> {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}

type Client = Pick<DynamoDBClient, 'send'>;

async function create(client: Client, tableName: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand(tableDefinition(tableName)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
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
