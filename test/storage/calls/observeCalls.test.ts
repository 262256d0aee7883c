import { randomUUID } from 'node:crypto';
import { createTable } from '../../../src/local/table';
import { createClient } from '../../../src/storage/client';
import type { StoreCall } from '../../../src/storage/calls/observeCalls';
import { Table } from '../../../src/storage/Table';
import { EXISTS, MISSING, type Write } from '../../../src/storage/writes';
import { DynamoRecorder, type Faults } from '../../support/DynamoRecorder';
import { STORE_CLIENT } from '../../support/storeClient';

const name = `observed-${randomUUID()}`;
const put = (sk: string): Write => ({
  kind: 'put',
  key: { pk: 'a', sk },
  item: { color: 'canary-red', size: { width: 1 } },
  require: [MISSING],
});

let recorder: DynamoRecorder;
let calls: StoreCall[] = [];
let table: Table;
let close: () => Promise<void>;

beforeAll(async () => {
  recorder = await DynamoRecorder.start({ target: process.env.FIELDGATE_TEST_ENDPOINT });
  const timeouts = { isLocal: true, connectionTimeoutMs: 1000, requestTimeoutMs: 1000 };
  const client = createClient({
    region: 'eu-central-1',
    endpoint: recorder.url,
    reads: STORE_CLIENT,
    ...timeouts,
    observe: (call) => {
      calls.push(call);
      throw new Error('an observer that fails');
    },
  });
  await createTable(client.documents, name);
  table = new Table(client, name, () => 0);
  await table.transact([put('1'), put('2'), put('3')]);
  close = async () => {
    client.destroy();
    await recorder.close();
  };
});
afterAll(() => close());
beforeEach(() => {
  recorder.take();
  calls = [];
});

const read = (sks: readonly string[], attributes: readonly string[]) =>
  table.read(
    sks.map((sk) => ({ pk: 'a', sk })),
    attributes,
  );

async function withFaults<T>(faults: Faults, run: () => Promise<T>): Promise<T> {
  recorder.faults = faults;
  return run().finally(() => {
    recorder.faults = undefined;
  });
}

test('one item: its attributes by name, nested ones dotted, and the units', async () => {
  await read(['1'], ['color', 'size.width']);
  expect(calls[0]?.attributes).toEqual(['sk', 'color', 'size.width']);
  expect(calls).toEqual([
    {
      operation: 'GetItem',
      index: null,
      keys: 1,
      readUnits: 0.5,
      writeUnits: 0,
      attempts: 1,
      milliseconds: expect.any(Number),
      error: null,
    },
  ]);
});

test('a batch: how many keys, and the sum of the units', async () => {
  await read(['1', '2', '3'], ['color']);
  expect(calls).toMatchObject([{ operation: 'BatchGetItem', keys: 3, readUnits: 1.5, writeUnits: 0 }]);
});

test('a range: no keys', async () => {
  const query = {
    index: null,
    partition: 'a',
    range: null,
    descending: false,
    where: [],
    attributes: ['color'],
    consistent: true,
  };
  await table.query(query, 10, null);
  expect(calls).toMatchObject([{ operation: 'Query', keys: 0, attributes: ['sk', 'color'], readUnits: 1 }]);
});

test('a transaction: its items, and units written', async () => {
  await table.transact([put('4'), { kind: 'check', key: { pk: 'a', sk: '1' }, require: [EXISTS] }]);
  expect(calls).toMatchObject([
    { operation: 'TransactWriteItems', attributes: [], keys: 2, readUnits: 0, error: null },
  ]);
  expect(calls[0]?.writeUnits).toBeGreaterThanOrEqual(2);
});

test('a transaction that was refused', async () => {
  await expect(table.transact([put('1')])).rejects.toThrow();
  expect(calls).toMatchObject([{ error: 'TransactionCanceledException', writeUnits: 0, attempts: 1 }]);
});

test('retries are counted as attempts of one call', async () => {
  let arrived = 0;
  await withFaults(
    () => ((arrived += 1) === 1 ? 'reset' : undefined),
    () => read(['1'], ['color']),
  );
  expect(calls).toMatchObject([{ attempts: 2, error: null }]);
});

test('a call that fails for good', async () => {
  await withFaults(
    () => 'reset',
    () => expect(read(['1'], ['color'])).rejects.toThrow(),
  );
  expect(calls).toMatchObject([
    { operation: 'GetItem', readUnits: 0, attempts: recorder.take().length, error: expect.any(String) },
  ]);
});

test('nothing of a key or a value is told', async () => {
  await read(['secret-key'], ['color']);
  await table.transact([put('5')]);
  expect(JSON.stringify(calls)).not.toMatch(/secret-key|canary/);
});
