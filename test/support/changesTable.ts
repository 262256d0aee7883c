import { randomBytes } from 'node:crypto';
import { createChangesTable } from '../../src/local/table';
import { createClient, type StoreClient } from '../../src/storage/client';
import { Table } from '../../src/storage/Table';

/** A table for leases and notices, on the real engine, of the test's own. */
export async function openChangesTable(): Promise<{ client: StoreClient; table: Table }> {
  const tableName = `test-${randomBytes(8).toString('hex')}`;
  const client = clientOf(process.env.FIELDGATE_TEST_ENDPOINT ?? '', 5000);
  await createChangesTable(client.documents, tableName);
  return { client, table: new Table(client, tableName) };
}

/** The same table by another way, on which an answer is waited for as long as it takes. */
export function byAnotherWay({ name }: Table, endpoint: string): { client: StoreClient; table: Table } {
  const client = clientOf(endpoint, 600_000);
  return { client, table: new Table(client, name) };
}

function clientOf(endpoint: string, requestTimeoutMs: number): StoreClient {
  return createClient({ region: 'eu-central-1', endpoint, isLocal: true, connectionTimeoutMs: 2000, requestTimeoutMs });
}
