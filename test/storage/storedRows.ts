import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../src/local/table';
import { createClient, type StoreClient } from '../../src/storage/client';
import { Retries } from '../../src/storage/calls/retries';
import type { Item } from '../../src/storage/requests';
import { Table } from '../../src/storage/Table';
import { DynamoRecorder } from '../support/DynamoRecorder';
import { STORE_CLIENT } from '../support/storeClient';

/** The real table on the real engine, behind a recorder that can make things go wrong. */
export interface StoredRows {
  readonly table: Table;
  readonly recorder: DynamoRecorder;
  readonly client: StoreClient;
  close(): Promise<void>;
}

const WRITE_LIMIT = 25;
const REQUEST_TIMEOUT_MS = 1_000;

export async function storedRows(items: readonly Item[]): Promise<StoredRows> {
  const recorder = await DynamoRecorder.start({ target: process.env.FIELDGATE_TEST_ENDPOINT });
  const client = createClient({
    region: 'eu-central-1',
    endpoint: recorder.url,
    reads: STORE_CLIENT,
    connectionTimeoutMs: REQUEST_TIMEOUT_MS,
    isLocal: true,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    retries: new Retries({ random: () => 0 }),
  });
  const name = `storage-${randomUUID()}`;
  await createTable(client.documents, name);
  for (let at = 0; at < items.length; at += WRITE_LIMIT) {
    const puts = items.slice(at, at + WRITE_LIMIT).map((each) => ({ PutRequest: { Item: { ...each } } }));
    await client.documents.send(new BatchWriteCommand({ RequestItems: { [name]: puts } }));
  }
  recorder.take();
  // Without jitter: retries follow at once.
  const table = new Table(client, name, () => 0);
  return { table, recorder, client, close: () => close(client, recorder) };
}

async function close(client: StoreClient, recorder: DynamoRecorder): Promise<void> {
  client.destroy();
  await recorder.close();
}
