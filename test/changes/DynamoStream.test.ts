import { randomBytes } from 'node:crypto';
import { createTable, enableStream } from '../../src/local/table';
import { ChangesLostError, GoneError, PlaceExpiredError } from '../../src/changes/ChangeStream';
import { DynamoStream } from '../../src/changes/DynamoStream';
import { createClient, createStreamsClient } from '../../src/storage/client';
import { json, RawStore, type Raw } from '../support/RawStore';

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

const RECORD = { eventName: 'INSERT', dynamodb: { Keys: { pk: { S: 'a' }, sk: { S: 'b' } }, SequenceNumber: '1' } };

describe('an answer that is not the stream’s', () => {
  let store: RawStore;
  let answer: Raw;
  let stream: DynamoStream;
  let close: () => void;
  beforeAll(async () => {
    store = await RawStore.start(() => answer);
    const options = { region: 'eu-central-1', isLocal: true, endpoint: store.url };
    const bounds = { connectionTimeoutMs: 2000, requestTimeoutMs: 2000 };
    const [client, streams] = [createClient({ ...options, ...bounds }), createStreamsClient({ ...options, ...bounds })];
    stream = new DynamoStream(client.documents, streams, 'table');
    close = () => {
      client.destroy();
      streams.destroy();
    };
  });
  afterAll(async () => {
    close();
    await store.close();
  });

  const calls = {
    name: () => stream.name(),
    shards: () => stream.shards('stream'),
    place: () => stream.place('stream', 'shard', 'oldest'),
    read: () => stream.read('shard', 'place'),
  };
  const bodies: readonly unknown[] = [{}, [], null, { ok: true }, { Records: {} }, { Table: [] }, { ShardIterator: 1 }];
  const table = Object.entries(calls).flatMap(([name, call]) => bodies.map((body) => [name, body, call] as const));

  it.each(table)('is no news: %s, %j', async (_name, body, call) => {
    answer = json(200, body);
    await expect(call()).rejects.toThrow();
  });

  it.each([
    [[{ eventName: 'INSERT' }]],
    [[{ ...RECORD, eventName: 'OTHER' }]],
    [[RECORD, { ...RECORD, dynamodb: { Keys: { id: { S: 'a' } }, SequenceNumber: '2' } }]],
    [[{ ...RECORD, dynamodb: { Keys: RECORD.dynamodb.Keys } }]],
  ])('is no news: records such as %j', async (Records) => {
    answer = json(200, { Records, NextShardIterator: null });
    await expect(calls.read()).rejects.toThrow();
  });

  it('beside one that is', async () => {
    answer = json(200, { Records: [RECORD] });
    expect(await calls.read()).toMatchObject({ changes: [{ key: { pk: 'a', sk: 'b' }, sequence: '1' }], next: null });
    answer = json(200, { Records: [], NextShardIterator: 'next' });
    expect(await calls.read()).toEqual({ changes: [], since: null, next: 'next' });
  });

  it('a place that the store does not take is asked for anew; a number that it does not know is lost', async () => {
    answer = json(400, { __type: 'com.amazon.coral.validate#ValidationException', message: 'Invalid ShardIterator' });
    await expect(calls.read()).rejects.toThrow(PlaceExpiredError);
    await expect(stream.place('stream', 'shard', { after: 'x' })).rejects.toThrow(ChangesLostError);
  });
});
