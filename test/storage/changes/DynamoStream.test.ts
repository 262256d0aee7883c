import { randomBytes } from 'node:crypto';
import { createTable, enableStream } from '../../../src/local/table';
import { GoneError } from '../../../src/storage/changes/ChangeStream';
import { DynamoStream } from '../../../src/storage/changes/DynamoStream';
import { createClient, createStreamsClient } from '../../../src/storage/client';

it('what is not there is gone, and no passing trouble: the stream of a table that is not there', async () => {
  const options = {
    ...{ region: 'eu-central-1', endpoint: process.env.FIELDGATE_TEST_ENDPOINT ?? '', isLocal: true },
    ...{ connectionTimeoutMs: 2000, requestTimeoutMs: 5000 },
  };
  const [client, streams] = [createClient(options), createStreamsClient(options)];
  const tableName = `test-${randomBytes(8).toString('hex')}`;
  await createTable(client.documents, tableName);
  const stream = new DynamoStream(client.documents, streams, tableName);
  expect(await stream.name()).toBeNull();
  await enableStream(client.documents, tableName);
  const name = (await stream.name()) ?? '';
  expect(await stream.shards(name)).toHaveLength(1);
  await expect(stream.shards(name.replaceAll(tableName, `${tableName}-gone`))).rejects.toThrow(GoneError);
  client.destroy();
  streams.destroy();
});
