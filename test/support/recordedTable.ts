import { randomUUID } from 'node:crypto';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../src/local/table';
import { DynamoRecorder } from './DynamoRecorder';

/** A small table of its own for the tests of the recorder, reached through a recorder. */
export interface RecordedTable {
  readonly name: string;
  readonly recorder: DynamoRecorder;
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** Makes the table, fills it, and forgets the calls that this took. */
export async function recordedTable(items: Record<string, AttributeValue>[]): Promise<RecordedTable> {
  const recorder = await DynamoRecorder.start({ target: process.env.FIELDGATE_TEST_ENDPOINT });
  const client = clientOf(recorder.url);
  const name = `recorder-${randomUUID()}`;
  await createTable(client, name);
  const puts = items.map((Item) => ({ PutRequest: { Item } }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: puts } }));
  recorder.take();
  return { name, recorder, client, close: () => close(client, recorder) };
}

/** A client that gives up soon and never tries twice, so that a test sees each fault once. */
function clientOf(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 1_000, throwOnRequestTimeout: true },
  });
}

async function close(client: DynamoDBClient, recorder: DynamoRecorder): Promise<void> {
  client.destroy();
  await recorder.close();
}
