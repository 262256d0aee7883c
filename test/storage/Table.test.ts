import * as fc from 'fast-check';
import { createClient } from '../../src/storage/client';
import { StoreUnavailableError } from '../../src/storage/calls/errors';
import { positionOf, type Item, type Position, type RangeQuery } from '../../src/storage/requests';
import { BATCH_SIZE, Table } from '../../src/storage/Table';
import type { RecordedCall, WireObject } from '../support/RecordedCall';
import { STORE_CLIENT } from '../support/storeClient';
import { storedRows, type StoredRows } from './storedRows';

const ROWS = 120;
const number = (index: number) => String(index).padStart(3, '0');
const keyOf = (index: number) => ({ pk: 'SHOP#alpha', sk: `ORDER#${number(index)}` });

const world: Item[] = Array.from({ length: ROWS }, (_, index) => ({
  ...keyOf(index),
  gsi1pk: `CUSTOMER#${index % 3 === 0 ? 'c1' : 'c2'}`,
  gsi1sk: `ORDER#${number(ROWS - index)}`,
  name: `name ${number(index)}`,
  status: index % 10 === 0 ? 'OPEN' : 'DONE',
  address: { street: `street ${number(index)}`, accessCode: `hidden-${number(index)}` },
  secret: `hidden-${number(index)}`,
}));

let rows: StoredRows;
beforeAll(async () => (rows = await storedRows(world)));
afterEach(() => {
  rows.recorder.faults = undefined;
  rows.recorder.take();
});
afterAll(() => rows.close());

const nameAt = (index: number) => ({ ...keyOf(index), name: `name ${number(index)}` });

/** The answer of a batch, rearranged. */
function answering(change: (items: WireObject[]) => WireObject[]) {
  return ({ operation }: Pick<RecordedCall, 'operation'>) =>
    operation === 'BatchGetItem'
      ? { transform: (response: WireObject) => ({ ...response, Responses: mapOf(response.Responses, change) }) }
      : undefined;
}

function mapOf(responses: unknown, change: (items: WireObject[]) => WireObject[]): WireObject {
  const byTable = Object.entries(responses as Record<string, WireObject[]>);
  return Object.fromEntries(byTable.map(([name, items]) => [name, change(items)]));
}

describe('what was read is matched by key', () => {
  test('in the order of the keys, whatever order the engine answers in', async () => {
    const anyIndexes = fc.array(fc.nat(ROWS + 5), { minLength: 2, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(anyIndexes, fc.infiniteStream(fc.nat()), async (indexes, ranks) => {
        const ranked = (items: WireObject[]) =>
          items.map((item) => [Number(ranks.next().value), item] as const).sort(([a], [b]) => a - b);
        rows.recorder.faults = answering((items) => ranked(items).map(([, item]) => item));
        const read = await rows.table.read(indexes.map(keyOf), ['name']);
        expect(read).toEqual(indexes.map((index) => (index < ROWS ? nameAt(index) : null)));
      }),
      { numRuns: 40 },
    );
  });

  test('reversed, at the full size of a batch', async () => {
    rows.recorder.faults = answering((items) => [...items].reverse());
    const indexes = Array.from({ length: BATCH_SIZE }, (_, index) => index);
    expect(await rows.table.read(indexes.map(keyOf), ['name'])).toEqual(indexes.map(nameAt));
    expect(rows.recorder.take().map(({ operation }) => operation)).toEqual(['BatchGetItem']);
  });

  test('an item that was not asked for is nobody’s answer', async () => {
    const other = { pk: { S: 'SHOP#beta' }, sk: { S: 'ORDER#001' }, name: { S: 'of another' } };
    rows.recorder.faults = answering(([first]) => [other, first!]);
    expect(await rows.table.read([keyOf(0), keyOf(1)], ['name'])).toEqual(expect.arrayContaining([null]));
    expect(JSON.stringify(await rows.table.read([keyOf(0), keyOf(1)], ['name']))).not.toContain('of another');
  });
});

describe('what is missing is null', () => {
  test('alone and among others', async () => {
    expect(await rows.table.read([keyOf(900)], ['name'])).toEqual([null]);
    expect(await rows.table.read([keyOf(900), keyOf(1), keyOf(901)], ['name'])).toEqual([null, nameAt(1), null]);
  });

  test('an item without the asked attributes is there, with its keys', async () => {
    expect(await rows.table.read([keyOf(1)], ['nothing'])).toEqual([keyOf(1)]);
    const elsewhere = { pk: 'SHOP#beta', sk: 'ORDER#001' };
    expect(await rows.table.read([keyOf(1), elsewhere], ['nothing'])).toEqual([keyOf(1), null]);
    expect(await rows.table.read([keyOf(1), keyOf(2)], [])).toEqual([keyOf(1), keyOf(2)]);
  });

  test('no keys are no call', async () => {
    expect(await rows.table.read([], ['name'])).toEqual([]);
    expect(rows.recorder.take()).toEqual([]);
  });
});

describe('nothing more is asked for or received', () => {
  test('only the asked attributes come, of a map only the asked members', async () => {
    const asked = ['name', 'address.street'];
    const expected = { ...nameAt(3), address: { street: 'street 003' } };
    expect(await rows.table.read([keyOf(3)], asked)).toEqual([expected]);
    expect(await rows.table.read([keyOf(3), keyOf(3), keyOf(4)], asked)).toEqual([
      expected,
      expected,
      expect.anything(),
    ]);
    expect(
      rows.recorder
        .take()
        .map(({ responseText }) => responseText)
        .join(),
    ).not.toContain('hidden-');
  });

  test('a key asked for several times is asked once, and answered each time', async () => {
    const keys = [keyOf(5), keyOf(6), keyOf(5), keyOf(5)];
    expect(await rows.table.read(keys, ['name'])).toEqual([5, 6, 5, 5].map(nameAt));
    const [call, ...others] = rows.recorder.take();
    expect(others).toEqual([]);
    expect(keysAsked(call!)).toHaveLength(2);
    expect(await rows.table.read([keyOf(5), keyOf(5)], ['name'])).toEqual([5, 5].map(nameAt));
    expect(rows.recorder.take().map(({ operation }) => operation)).toEqual(['GetItem']);
  });

  test('a read is consistent where it was asked to be', async () => {
    await rows.table.read([keyOf(1)], [], { consistent: true });
    await rows.table.read([keyOf(1)], []);
    expect(rows.recorder.take().map(({ request }) => request.ConsistentRead)).toEqual([true, false]);
  });
});

function keysAsked({ request }: Pick<RecordedCall, 'request'>): WireObject[] {
  return Object.values(request.RequestItems as Record<string, { Keys: WireObject[] }>).flatMap(({ Keys }) => Keys);
}

/** Keeps back what `isKept` names, for as many calls as told. */
function keepingBack(isKept: (sk: string) => boolean, calls: number) {
  let left = calls;
  return ({ operation, request }: Pick<RecordedCall, 'operation' | 'request'>) => {
    if (operation !== 'BatchGetItem' || left === 0) return undefined;
    left -= 1;
    const [[name, asked]] = Object.entries(request.RequestItems as Record<string, { Keys: WireObject[] }>) as [
      [string, { Keys: WireObject[] }],
    ];
    const isBack = (item: WireObject) => isKept((item.sk as { S: string }).S);
    const transform = (response: WireObject) => ({
      Responses: mapOf(response.Responses, (items) => items.filter((item) => !isBack(item))),
      UnprocessedKeys: { [name]: { ...asked, Keys: asked.Keys.filter(isBack) } },
    });
    return { transform };
  };
}

describe('keys that the store keeps back', () => {
  const indexes = [0, 1, 2, 3, 4, 5, 900];
  const isOdd = (sk: string) => Number(sk.at(-1)) % 2 === 1;
  const read = () => rows.table.read(indexes.map(keyOf), ['name']);
  const complete = [...indexes.slice(0, 6).map(nameAt), null];

  test.each([1, 2, 4])('are asked for again, and only those (kept back %i times)', async (times) => {
    rows.recorder.faults = keepingBack(isOdd, times);
    expect(await read()).toEqual(complete);
    const asked = rows.recorder.take().map(keysAsked);
    expect(asked.map(({ length }) => length)).toEqual([7, ...Array.from({ length: times }, () => 3)]);
  });

  test('for good, are an error for exactly those keys, never null, after a bounded number of calls', async () => {
    rows.recorder.faults = keepingBack(isOdd, Number.POSITIVE_INFINITY);
    const read5 = await read();
    expect(read5.map((each) => each instanceof StoreUnavailableError)).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
    expect(read5.filter((each) => !(each instanceof Error))).toEqual([nameAt(0), nameAt(2), nameAt(4), null]);
    expect(rows.recorder.take()).toHaveLength(5);
  });

  test('all of them, for good, are an error for each', async () => {
    rows.recorder.faults = keepingBack(() => true, Number.POSITIVE_INFINITY);
    expect((await read()).every((each) => each instanceof StoreUnavailableError)).toBe(true);
    expect(rows.recorder.take()).toHaveLength(4);
  });

  test('some of them each time, are asked for until all are there', async () => {
    const all = Array.from({ length: BATCH_SIZE }, (_, index) => index);
    let calls = 0;
    // Each answer brings ten.
    rows.recorder.faults = (call) => {
      calls += 1;
      return keepingBack((sk) => Number(sk.slice(-3)) >= calls * 10, 1)(call);
    };
    expect(await rows.table.read(all.map(keyOf), ['name'])).toEqual(all.map(nameAt));
    expect(rows.recorder.take().map((call) => keysAsked(call).length)).toEqual([
      100, 90, 80, 70, 60, 50, 40, 30, 20, 10,
    ]);
  });

  test('and then cannot be asked for, are an error for exactly those keys: what came before stays', async () => {
    let calls = 0;
    rows.recorder.faults = (call) => ((calls += 1) === 1 ? keepingBack(isOdd, 1)(call) : 'reset');
    const read2 = await read();
    expect(read2.map((each) => each instanceof Error)).toEqual([false, true, false, true, false, true, false]);
    expect(read2.filter((each) => !(each instanceof Error))).toEqual([nameAt(0), nameAt(2), nameAt(4), null]);
  });

  test('are asked for with the same projection', async () => {
    rows.recorder.faults = keepingBack(isOdd, 1);
    await read();
    expect(new Set(rows.recorder.take().map(({ request }) => projectionsOf(request)))).toEqual(new Set(['#n0, #n1']));
  });

  test('are waited for with jitter: the pause is drawn anew each time', async () => {
    const draws: number[] = [];
    const table = new Table(rows.client, rows.table.name, () => {
      draws.push(0);
      return 0;
    });
    rows.recorder.faults = keepingBack(isOdd, 2);
    await table.read(indexes.map(keyOf), ['name']);
    expect(draws).toHaveLength(2);
  });
});

function projectionsOf(request: WireObject): string {
  const asked = Object.values(request.RequestItems as Record<string, { ProjectionExpression: string }>);
  return asked.map(({ ProjectionExpression }) => ProjectionExpression).join();
}

describe('a read that nobody waits for any more is given up', () => {
  test('before it starts', async () => {
    const signal = AbortSignal.abort();
    await expect(rows.table.read([keyOf(1)], [], { signal })).rejects.toThrow(StoreUnavailableError);
    expect(rows.recorder.take()).toEqual([]);
  });

  test.each(['read', 'query'] as const)('while the store does not answer (%s)', async (kind) => {
    const controller = new AbortController();
    rows.recorder.faults = () => {
      controller.abort();
      return 'hang';
    };
    const { signal } = controller;
    const given =
      kind === 'read' ? rows.table.read([keyOf(1)], [], { signal }) : rows.table.query(ofShop, 1, null, { signal });
    await expect(given).rejects.toThrow(StoreUnavailableError);
    expect(rows.recorder.take()).toHaveLength(1);
  });

  test('between two tries', async () => {
    const controller = new AbortController();
    const table = new Table(rows.client, rows.table.name, () => {
      controller.abort();
      return 1_000;
    });
    rows.recorder.faults = keepingBack(() => true, Number.POSITIVE_INFINITY);
    const read = await table.read([keyOf(1), keyOf(2)], [], { signal: controller.signal });
    expect(read).toEqual([expect.any(StoreUnavailableError), expect.any(StoreUnavailableError)]);
    expect(rows.recorder.take()).toHaveLength(1);
  });
});

const LOCAL = { region: 'eu-central-1', isLocal: true, connectionTimeoutMs: 1_000, requestTimeoutMs: 1_000 };

describe('a failure of the store', () => {
  const failing = (status: number, type: string) => ({
    status,
    body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'arn:aws:dynamodb:eu-central-1:1:table/x' },
  });

  test.each([
    ['throttled', failing(400, 'ProvisionedThroughputExceededException')],
    ['throttled, in other words', failing(400, 'ThrottlingException')],
    ['an internal error', failing(500, 'InternalServerError')],
    ['unavailable', failing(503, 'ServiceUnavailable')],
    ['a torn connection', 'reset' as const],
    ['half an answer', 'truncate' as const],
  ])('that passes is told apart: %s', async (_, fault) => {
    rows.recorder.faults = () => fault;
    const failure: unknown = await rows.table.read([keyOf(1)], []).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(StoreUnavailableError);
    expect(String(failure)).not.toMatch(/arn:|127\.0\.0\.1|ORDER|storage-/);
  });

  test('that never comes to an end is given up after the configured time, a few times', async () => {
    rows.recorder.faults = () => 'hang';
    const client = createClient({
      ...LOCAL,
      endpoint: rows.recorder.url,
      reads: STORE_CLIENT,
      connectionTimeoutMs: 500,
      requestTimeoutMs: 50,
    });
    const failure: unknown = await new Table(client, rows.table.name)
      .read([keyOf(1)], [])
      .catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(StoreUnavailableError);
    expect(rows.recorder.take()).toHaveLength(7);
    client.destroy();
  });

  test.each([
    ['a page', { status: 200, type: 'text/html', text: '<html>' }],
    ['a page that calls itself JSON', { status: 200, type: 'application/json', text: '<html>' }],
    ['JSON of another form', { status: 200, type: 'application/json', text: '{"hello":"world"}' }],
    ['empty', { status: 200, type: 'application/x-amz-json-1.0', text: '' }],
  ])('of an answer that is not the store’s is not "nothing is there": %s', async (_, fault) => {
    rows.recorder.faults = () => fault;
    await expect(rows.table.read([keyOf(1), keyOf(2)], [])).rejects.toThrow(StoreUnavailableError);
    await expect(rows.table.query(ofShop, 1, null)).rejects.toThrow(StoreUnavailableError);
  });

  test('that passes once is not seen', async () => {
    let calls = 0;
    rows.recorder.faults = () => ((calls += 1) === 1 ? failing(500, 'InternalServerError') : undefined);
    expect(await rows.table.read([keyOf(1)], ['name'])).toEqual([nameAt(1)]);
  });

  test('that is a mistake of ours is not called a passing one', async () => {
    rows.recorder.faults = () => failing(400, 'ValidationException');
    const failure: unknown = await rows.table.read([keyOf(1)], []).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(StoreUnavailableError);
  });

  test('shows in readiness, and so does a table that is not there', async () => {
    expect(await rows.table.isReachable()).toBe(true);
    expect(await new Table(rows.client, 'no-such-table').isReachable()).toBe(false);
    rows.recorder.faults = () => 'reset';
    expect(await rows.table.isReachable()).toBe(false);
  });
});

const ofShop: RangeQuery = {
  index: null,
  partition: 'SHOP#alpha',
  range: { beginsWith: 'ORDER#' },
  descending: false,
  where: [],
  attributes: ['name'],
  consistent: false,
};
const ofCustomer: RangeQuery = {
  ...ofShop,
  index: { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' },
  partition: 'CUSTOMER#c1',
  attributes: ['gsi1sk'],
};

/** All rows of a query, page by page. */
async function walk(query: RangeQuery, limit: number | null): Promise<Item[]> {
  const found: Item[] = [];
  let start: Position | null = null;
  do {
    const { rows: page, next } = await rows.table.query(query, limit, start);
    found.push(...page);
    start = next;
  } while (start);
  return found;
}

describe('a range query', () => {
  test.each([
    ['ascending', ofShop, ROWS],
    ['descending', { ...ofShop, descending: true }, ROWS],
    ['between two sort keys, both included', { ...ofShop, range: { from: 'ORDER#010', to: 'ORDER#019' } }, 10],
    ['over a whole partition', { ...ofShop, range: null }, ROWS],
    ['filtered', { ...ofShop, where: [{ attribute: 'status', equals: 'OPEN' }] }, ROWS / 10],
    ['of an index', ofCustomer, ROWS / 3],
    ['of an index, descending', { ...ofCustomer, descending: true }, ROWS / 3],
    ['of nobody', { ...ofShop, partition: 'SHOP#nobody' }, 0],
  ])('%s, brings the same rows at every page size', async (_, query, count) => {
    const whole = await walk(query, null);
    expect(whole).toHaveLength(count);
    for (const limit of count > 50 ? [7, 100] : [1, 7, 100]) expect(await walk(query, limit)).toEqual(whole);
    const sorted = whole.map((row) => String(row[query.index?.sk ?? 'sk']));
    expect(sorted).toEqual([...sorted].sort((a, b) => (a < b === !query.descending ? -1 : 1)));
  });

  test.each([
    ['the table', ofShop],
    ['the table, descending', { ...ofShop, descending: true }],
    ['an index', ofCustomer],
  ])('goes on after the position of any of its rows (%s)', async (_, query) => {
    const whole = await walk(query, null);
    for (const at of [0, 1, 17, whole.length - 1]) {
      const { rows: rest } = await rows.table.query(query, null, positionOf(query, whole[at]!));
      expect(rest).toEqual(whole.slice(at + 1));
    }
  });

  test('brings keys and what was asked for, and nothing hidden', async () => {
    const { rows: page } = await rows.table.query({ ...ofShop, attributes: ['address.street'] }, 2, null);
    expect(page).toEqual([0, 1].map((index) => ({ ...keyOf(index), address: { street: `street ${number(index)}` } })));
    const { rows: ofIndex } = await rows.table.query({ ...ofCustomer, attributes: [] }, 1, null);
    expect(Object.keys(ofIndex[0]!).sort()).toEqual(['gsi1pk', 'pk', 'sk']);
    expect(
      rows.recorder
        .take()
        .map(({ responseText }) => responseText)
        .join(),
    ).not.toContain('hidden-');
  });
});
