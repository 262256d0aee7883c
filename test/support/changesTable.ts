import { randomBytes } from 'node:crypto';
import { createChangesTable } from '../../src/local/table';
import { createClient, type StoreClient } from '../../src/storage/client';
import { Table } from '../../src/storage/Table';

/** A table for leases and notices, on the real engine, of the test's own. */
export async function openChangesTable(): Promise<{ client: StoreClient; table: Table }> {
  const endpoint = process.env.FIELDGATE_TEST_ENDPOINT ?? '';
  const tableName = `test-${randomBytes(8).toString('hex')}`;
  const client = createClient({
    region: 'eu-central-1',
    endpoint,
    isLocal: true,
    connectionTimeoutMs: 2000,
    requestTimeoutMs: 5000,
  });
  await createChangesTable(client.documents, tableName);
  return { client, table: new Table(client, tableName) };
}
