import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { createClient } from '../../../src/storage/client';
import { ContentionError, RequirementError, StoreUnavailableError } from '../../../src/storage/calls/errors';
import type { StoreCall } from '../../../src/storage/calls/observeCalls';
import type { RangeQuery } from '../../../src/storage/requests';
import { Retries } from '../../../src/storage/calls/retries';
import { Table } from '../../../src/storage/Table';
import { EXISTS } from '../../../src/storage/writes';
import { ROWS, type Row } from './rawAnswers';
import { RawStore } from '../../support/RawStore';

const WAYS = ['wire', 'sdk'] as const;
const TIMEOUTS = { connectionTimeoutMs: 2000, requestTimeoutMs: 2000 };
const REGION = 'eu-central-1';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const at = (sk: string) => ({ pk: 'a', sk });
const RANGE: RangeQuery = {
  index: null,
  partition: 'a',
  range: null,
  descending: false,
  where: [],
  attributes: ['color'],
  consistent: true,
};

type Way = (typeof WAYS)[number] | 'alone';
const READS: Readonly<Record<string, (table: Table) => Promise<unknown>>> = {
  GetItem: (table) => table.read([at('b')], ['color']),
  BatchGetItem: (table) => table.read([at('b'), at('c')], ['color']),
  Query: (table) => table.query(RANGE, 10, null),
};
const WRITE = 'TransactWriteItems';
const OPERATIONS: typeof READS = {
  ...READS,
  [WRITE]: (table) => table.transact([{ kind: 'check', key: at('b'), require: [EXISTS] }]),
};

/** One for each way, so that what it saw is of that way. */
const stores = new Map<Way, RawStore>();
let raw: Row['raw'];
beforeAll(async () => {
  for (const way of [...WAYS, 'alone'] as const)
    stores.set(way, await RawStore.start((request) => raw(request.operation)));
});
afterAll(async () => {
  for (const store of stores.values()) await store.close();
});

const endpointOf = (way: Way): string => stores.get(way)?.url ?? '';
const sentTo = (way: Way): readonly string[] =>
  stores
    .get(way)
    ?.take()
    .map(({ operation }) => operation) ?? [];

interface Seen {
  readonly outcome: string;
  /** Requests that the other side saw. */
  readonly sent: number;
  readonly calls: readonly object[];
  readonly value: unknown;
}

/** What each operation comes to. */
async function seen(way: (typeof WAYS)[number]): Promise<Record<string, Seen>> {
  const calls: StoreCall[] = [];
  const client = createClient({
    region: REGION,
    isLocal: true,
    endpoint: endpointOf(way),
    ...TIMEOUTS,
    reads: way,
    retries: new Retries({ random: () => 0 }),
    observe: (call) => calls.push(call),
  });
  const table = new Table(client, 'raw', () => 0);
  const names = Object.keys(OPERATIONS);
  const settlements = await Promise.all(names.map(async (name) => OPERATIONS[name]?.(table).then(settled, failed)));
  client.destroy();
  const sent = sentTo(way);
  const entries = names.map((name, index): [string, object] => {
    const own = calls.filter(({ operation }) => operation === name).map(withoutTime);
    return [name, { ...settlements[index], sent: sent.filter((each) => each === name).length, calls: own }];
  });
  return Object.fromEntries(entries) as Record<string, Seen>;
}

function withoutTime(call: StoreCall): object {
  const { milliseconds: _, ...rest } = call;
  return { ...rest, attributes: call.attributes };
}

/** A batch brings its failure in place of items. */
function settled(value: unknown) {
  const failure = Array.isArray(value)
    ? (value as unknown[]).find((each): each is Error => each instanceof Error)
    : undefined;
  return failure ? failed(failure) : { outcome: 'answered', value };
}

function failed(cause: unknown) {
  const outcome =
    cause instanceof StoreUnavailableError
      ? 'unavailable'
      : cause instanceof RequirementError
        ? 'refused'
        : cause instanceof ContentionError
          ? 'contended'
          : 'mistake';
  return { outcome, value: String(cause) };
}

test('there are enough of them, each once', () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(80);
  expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
});

describe.each(ROWS)('$name', (row) => {
  beforeEach(() => {
    ({ raw } = row);
  });

  test('means the same on both ways', async () => {
    const [wire, sdk] = await Promise.all([seen('wire'), seen('sdk')]);
    for (const name of Object.keys(READS)) {
      expect(wire[name]).toMatchObject({ outcome: row.outcome, sent: row.sent, calls: [{ attempts: row.sent }] });
      expect(wire[name]).toEqual(sdk[name]);
    }
    const { outcome, sent } = row.write ?? row;
    expect(wire[WRITE]).toMatchObject({ outcome, sent });
    expect(sdk[WRITE]).toEqual(wire[WRITE]);
    expect(JSON.stringify(Object.keys(READS).map((name) => wire[name]))).not.toContain('canary');
  });

  if (!row.isFooledSdk)
    test('is sent again as often as by the SDK alone', async () => {
      const alone = new DynamoDBClient({
        region: REGION,
        endpoint: endpointOf('alone'),
        credentials: CREDENTIALS,
        retryStrategy: new Retries({ random: () => 0 }),
      });
      const get = new GetCommand({ TableName: 'raw', Key: at('b') });
      await DynamoDBDocumentClient.from(alone)
        .send(get)
        .catch(() => undefined);
      alone.destroy();
      expect(sentTo('alone')).toHaveLength(row.sent);
    });
});
