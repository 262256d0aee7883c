import { createClient, type StoreClient } from '../../../src/storage/client';
import type { StoreCall } from '../../../src/storage/calls/observeCalls';
import { Retries } from '../../../src/storage/calls/retries';
import { Table } from '../../../src/storage/Table';
import { EXISTS } from '../../../src/storage/writes';
import { good } from './rawAnswers';
import { RawStore, type Arrived, type Raw } from '../../support/RawStore';

const KEPT = 20;
const ROUNDS = 5;
const KEY = { pk: 'a', sk: 'b' };

/** How the other side parts from the connections that it has kept. */
interface Parting {
  readonly name: string;
  /** What it does to them at once. */
  readonly now?: (store: RawStore) => void;
  /** What it does to whoever sends something on one of them. */
  readonly later?: Raw | null;
}

const PARTINGS: readonly Parting[] = [
  { name: 'ends them', now: ({ sockets }) => sockets.forEach((socket) => socket.end()) },
  { name: 'tears them', now: ({ sockets }) => sockets.forEach((socket) => socket.resetAndDestroy()) },
  { name: 'has forgotten them', later: { bytes: '', then: 'reset' } },
  { name: 'has gone without a word', later: null },
];

let store: RawStore;
let answer: (request: Arrived, socket: Parameters<Parameters<typeof RawStore.start>[0]>[1]) => Raw | null;
let calls: StoreCall[];
let client: StoreClient;
let table: Table;

beforeAll(async () => {
  store = await RawStore.start((request, socket) => answer(request, socket));
});
afterAll(() => store.close());
afterEach(() => client.destroy());

const read = async () => expect(await table.read([KEY], ['color'])).toMatchObject([{ color: 'red' }]);
const write = () => table.transact([{ kind: 'check', key: KEY, require: [EXISTS] }]);
const WAYS = [
  ['a straight read', 'wire', read],
  ['a read through the SDK', 'sdk', read],
  ['a write', 'wire', write],
] as const;

const atOnce = (run: () => Promise<unknown>) => Promise.all(Array.from({ length: KEPT }, run));

/** So many connections, all of them kept. */
async function given(reads: 'wire' | 'sdk', run: () => Promise<unknown>): Promise<void> {
  calls = [];
  client = createClient({
    region: 'eu-central-1',
    isLocal: true,
    endpoint: store.url,
    connectionTimeoutMs: 1000,
    // Longer than a busy machine keeps anybody waiting.
    requestTimeoutMs: 2000,
    reads,
    retries: new Retries({ random: () => 0 }),
    observe: (call) => calls.push(call),
  });
  table = new Table(client, 'raw', () => 0);
  const waiting: (() => void)[] = [];
  answer = ({ operation }, socket) => {
    waiting.push(() => socket.write(good(operation).bytes));
    if (waiting.length === KEPT) for (const send of waiting) send();
    return null;
  };
  await atOnce(run);
  expect(store.sockets.size).toBe(KEPT);
  calls = [];
  store.take();
}

/** The connections that were kept are gone; new ones are answered. */
function part({ now, later }: Parting): void {
  const gone = new Set(store.sockets);
  answer = ({ operation }, socket) => (gone.has(socket) && later !== undefined ? later : good(operation));
  now?.(store);
}

describe.each(PARTINGS)('where the other side $name', (parting) => {
  test.each(WAYS)('%s is sent again once at most', async (_, reads, run) => {
    await given(reads, run);
    part(parting);
    for (let round = 0; round < ROUNDS; round += 1) await run();
    expect(calls.map(({ error }) => error)).toEqual(Array.from({ length: ROUNDS }, () => null));
    // One for all of them: whoever comes next finds none of the others.
    expect(store.take().length).toBeLessThanOrEqual(ROUNDS + 1);
  });

  test.each(WAYS)('so is each of many at once: %s', async (_, reads, run) => {
    await given(reads, run);
    part(parting);
    await atOnce(run);
    expect(calls.map(({ error, attempts }) => ({ error, isOften: attempts > 2 }))).toEqual(
      Array.from({ length: KEPT }, () => ({ error: null, isOften: false })),
    );
  });
});

describe('where one answer does not come', () => {
  test.each(WAYS)('connections from which others came meanwhile are kept: %s', async (_, reads, run) => {
    await given(reads, run);
    let arrived: () => void = () => undefined;
    const hasArrived = new Promise<void>((resolve) => (arrived = resolve));
    answer = () => {
      arrived();
      return null;
    };
    const late = run();
    await hasArrived;
    const heard = new Set<unknown>();
    const waiting: (() => void)[] = [];
    answer = ({ operation }, socket) => {
      heard.add(socket);
      waiting.push(() => socket.write(good(operation).bytes));
      if (waiting.length === KEPT - 1) for (const send of waiting) send();
      return waiting.length < KEPT ? null : good(operation);
    };
    await Promise.all(Array.from({ length: KEPT - 1 }, run));
    expect(heard.size).toBe(KEPT - 1);
    await late;
    const open = new Set<unknown>(store.sockets);
    expect([...heard].filter((socket) => !open.has(socket)).length).toBe(0);
  });
});
