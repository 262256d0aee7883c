import { once } from 'node:events';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { StoreClient } from '../../src/storage/client';
import type { Progress } from '../../src/changes/ChangeFeed';
import { CLOCK, type Clock } from '../../src/changes/clock';
import { Lease, type Turn } from '../../src/changes/Lease';
import { LeasedFeed } from '../../src/changes/LeasedFeed';
import type { Table } from '../../src/storage/Table';
import { EXISTS, MISSING } from '../../src/storage/writes';
import { openChangesTable } from '../support/changesTable';
import { FakeStream } from './FakeStream';

const DURATION_MS = 1000;

let client: StoreClient;
let table: Table;
let now = 1_000_000;
let names = 0;

beforeAll(async () => {
  ({ client, table } = await openChangesTable());
});

afterAll(() => client.destroy());

const nameOfItsOwn = () => `lease-${String((names += 1))}`;
const lease = (name: string, owner: string) =>
  new Lease({ table, name, owner, durationMs: DURATION_MS, clock: { now: () => now, elapsed: () => now } });
/** Sees the lease as it is, and again when it has not been kept for its duration. */
async function takenOver(by: Lease): Promise<Turn | null> {
  expect(await by.acquire()).toBeNull();
  now += DURATION_MS;
  return by.acquire();
}
const at = (sequence: string): Progress => ({ stream: 'stream-1', positions: new Map([['root', sequence]]) });

async function scanned({ documents }: StoreClient, { name }: Table): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: name, ConsistentRead: true }));
  return Items;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

describe('a lease', () => {
  it('is had by one at a time, of however many who ask at once', async () => {
    const name = nameOfItsOwn();
    const turns = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((owner) => lease(name, owner).acquire()));
    expect(turns.filter((turn) => turn !== null)).toEqual([
      { fence: 1, progress: { stream: null, positions: new Map() } },
    ]);
  });

  it('goes on to another when it has run out, with how far the last one came', async () => {
    const name = nameOfItsOwn();
    const [a, b] = [lease(name, 'a'), lease(name, 'b')];
    const turn = (await a.acquire())!;
    expect(await a.keep(turn, at('7'))).toBe(true);
    expect(await b.acquire()).toBeNull();
    now += DURATION_MS - 1;
    expect(await b.acquire()).toBeNull();
    expect(b.unkeptMs).toBe(0);
    now += 6;
    expect(b.unkeptMs).toBe(5);
    expect(await b.acquire()).toEqual({ fence: 2, progress: at('7') });
  });

  it('whoever was held up writes nothing over the progress of the next one', async () => {
    const name = nameOfItsOwn();
    const [a, b] = [lease(name, 'a'), lease(name, 'b')];
    const old = (await a.acquire())!;
    const turn = (await takenOver(b))!;
    expect(await b.keep(turn, at('9'))).toBe(true);
    expect(await a.keep(old, at('5'))).toBe(false);
    expect(await a.release(old, at('5'))).toBe(false);
    expect((await takenOver(a))?.progress).toEqual(at('9'));
  });

  it('one’s own earlier turn is another’s, too', async () => {
    const a = lease(nameOfItsOwn(), 'a');
    const old = (await a.acquire())!;
    expect(await takenOver(a)).toMatchObject({ fence: 2 });
    expect(await a.keep(old, at('5'))).toBe(false);
  });

  it('keeps how far each shard was read in an item of its own, however many shards there are', async () => {
    const name = nameOfItsOwn();
    const [a, b] = [lease(name, 'a'), lease(name, 'b')];
    const positions = new Map(Array.from({ length: 250 }, (_, index) => [`shard-${String(index)}`, '1'.repeat(40)]));
    const turn = (await a.acquire())!;
    expect(await a.keep(turn, { stream: 'stream-1', positions })).toBe(true);
    const items = async () => (await scanned(client, table)).filter(({ pk }) => pk === `LEASE#${name}`);
    expect(await items()).toHaveLength(251);
    // A shard's name and number, and what every one has.
    for (const item of await items()) expect(JSON.stringify(item).length).toBeLessThan(260);
    const later = new Map([...positions, ['shard-7', '2'.repeat(40)]]);
    const writes = jest.spyOn(table, 'transact');
    expect(await a.keep(turn, { stream: 'stream-1', positions: later })).toBe(true);
    // Of what was written before, nothing is written again.
    expect(writes.mock.calls.map(([made]) => made.length)).toEqual([2]);
    writes.mockRestore();
    expect((await takenOver(b))?.progress).toEqual({ stream: 'stream-1', positions: later });
  });

  it('whoever was held up in the middle of many shards writes none of the others', async () => {
    const name = nameOfItsOwn();
    const [a, b] = [lease(name, 'a'), lease(name, 'b')];
    const many = (sequence: string) =>
      new Map(Array.from({ length: 250 }, (_, index) => [`shard-${String(index)}`, sequence]));
    const old = (await a.acquire())!;
    const turn = (await takenOver(b))!;
    expect(await b.keep(turn, { stream: 'stream-1', positions: many('9') })).toBe(true);
    expect(await a.keep(old, { stream: 'stream-1', positions: many('5') })).toBe(false);
    expect((await takenOver(a))?.progress.positions).toEqual(many('9'));
  });

  it('writes what is still read again before it goes with time, and takes no place in another stream for one in this', async () => {
    const name = nameOfItsOwn();
    const a = lease(name, 'a');
    const turn = (await a.acquire())!;
    const expiry = async (): Promise<unknown> =>
      (await scanned(client, table)).find(({ pk, sk }) => pk === `LEASE#${name}` && sk === 'POSITION#root')?.expiresAt;
    await a.keep(turn, at('7'));
    const first = await expiry();
    expect(first).toBe(Math.floor(now / 1000) + 2 * 86_400);
    now += 23 * 3_600_000;
    await a.keep(turn, at('7'));
    expect(await expiry()).toBe(first);
    now += 2 * 3_600_000;
    await a.keep(turn, at('7'));
    expect(await expiry()).toBe(Number(first) + 25 * 3600);
    await a.release(turn, { stream: 'stream-2', positions: new Map() });
    expect((await a.acquire())?.progress).toEqual({ stream: 'stream-2', positions: new Map() });
  });

  it('goes on where release 0.2 was, and then keeps no list of shards any more', async () => {
    const name = nameOfItsOwn();
    const a = lease(name, 'a');
    const former = { owner: 'old', until: 0, fence: 6, stream: 'stream-1', positions: { root: '7', left: 'done' } };
    const key = { pk: `LEASE#${name}`, sk: 'LEASE' };
    await table.transact([{ kind: 'put', key, item: former, require: [MISSING] }]);
    const turn = (await a.acquire())!;
    const positions = new Map(Object.entries(former.positions));
    expect(turn).toEqual({ fence: 7, progress: { stream: 'stream-1', positions } });
    await a.release(turn, turn.progress);
    const [item] = (await scanned(client, table)).filter(({ pk, sk }) => pk === key.pk && sk === key.sk);
    expect(item).toEqual({
      ...{ ...key, owner: 'a', until: 0, fence: 7, stream: 'stream-1' },
      ...{ renewals: 1, durationMs: DURATION_MS },
    });
    expect((await a.acquire())?.progress).toEqual(turn.progress);
  });

  it.each([
    ['is ahead by an hour', 3_600_000],
    ['is behind by an hour', -3_600_000],
    ['was set back while it had the turn', null],
  ])('whose holder has a clock that %s lasts as long as any other', async (_name, ahead) => {
    const name = nameOfItsOwn();
    let wall = now + (ahead ?? 3_600_000);
    const clock = { now: () => wall, elapsed: () => now };
    const a = new Lease({ table, name, owner: 'a', durationMs: DURATION_MS, clock });
    const b = lease(name, 'b');
    const turn = (await a.acquire())!;
    expect(await b.acquire()).toBeNull();
    for (let round = 0; round < 5; round += 1) {
      if (ahead === null) wall -= DURATION_MS;
      now += DURATION_MS - 1;
      expect(await a.keep(turn, at('7'))).toBe(true);
      expect(await b.acquire()).toBeNull();
    }
    now += DURATION_MS;
    expect(await b.acquire()).toEqual({ fence: 2, progress: at('7') });
  });

  it('that release 0.2 wrote is kept by it for as long as it says so, and no longer, whatever its clock says', async () => {
    const name = nameOfItsOwn();
    const b = lease(name, 'b');
    const key = { pk: `LEASE#${name}`, sk: 'LEASE' };
    const former = { owner: 'old', fence: 6, stream: null };
    const until = now + 3_600_000;
    await table.transact([{ kind: 'put', key, item: { ...former, until }, require: [MISSING] }]);
    expect(await b.acquire()).toBeNull();
    now += DURATION_MS - 1;
    await table.transact([{ kind: 'update', key, set: { until: until + 1 }, require: [EXISTS] }]);
    expect(await b.acquire()).toBeNull();
    now += DURATION_MS - 1;
    expect(await b.acquire()).toBeNull();
    now += 1;
    expect(await b.acquire()).toMatchObject({ fence: 7 });
  });

  it('that is given up is had at once', async () => {
    const name = nameOfItsOwn();
    const [a, b] = [lease(name, 'a'), lease(name, 'b')];
    expect(await a.release((await a.acquire())!, at('3'))).toBe(true);
    expect(await b.acquire()).toEqual({ fence: 2, progress: at('3') });
  });
});

describe('a leased feed', () => {
  it('is gone on with by another instance, which repeats nothing that was written down', async () => {
    const name = nameOfItsOwn();
    const stream = new FakeStream();
    const heard: string[] = [];
    const quick: Clock = { ...CLOCK, pause: (ms, signal) => CLOCK.pause(Math.min(ms, 5), signal) };
    const instance = (owner: string) =>
      new LeasedFeed({
        lease: new Lease({ table, name, owner, durationMs: DURATION_MS, clock: CLOCK }),
        durationMs: DURATION_MS,
        stream,
        pollMs: 1,
        clock: quick,
        onTrouble: () => undefined,
        take: (changes) => {
          heard.push(...changes.map(({ key }) => `${owner} ${key.pk}`));
          return Promise.resolve();
        },
      });
    const until = async (count: number) => {
      while (heard.length < count) await new Promise((resolve) => setImmediate(resolve));
    };
    const [one, two] = [instance('one'), instance('two')];
    stream.write('root', 'a');
    one.start();
    await until(1);
    two.start();
    stream.write('root', 'b');
    await until(2);
    await one.stop();
    stream.write('root', 'c');
    await until(3);
    await two.stop();
    expect(heard).toEqual(['one a', 'one b', 'two c']);
  });

  it('is left to another instance by one that can hand nothing on, which takes no turn until it can', async () => {
    const name = nameOfItsOwn();
    const stream = new FakeStream();
    const fit = { one: true, two: true };
    const heard: string[] = [];
    const quick: Clock = { ...CLOCK, pause: (ms, signal) => CLOCK.pause(Math.min(ms, 5), signal) };
    const instance = (owner: 'one' | 'two') =>
      new LeasedFeed({
        lease: new Lease({ table, name, owner, durationMs: 600_000, clock: CLOCK }),
        durationMs: 600_000,
        stream,
        pollMs: 1,
        clock: quick,
        isFit: () => fit[owner],
        onTrouble: () => undefined,
        take: (changes) => Promise.resolve(void heard.push(...changes.map(({ key }) => `${owner} ${key.pk}`))),
      });
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
    };
    const [one, two] = [instance('one'), instance('two')];
    one.start();
    await until(() => one.isLeading);
    two.start();
    fit.one = false;
    await until(() => two.isLeading);
    expect(one.isLeading).toBe(false);
    stream.write('root', 'a');
    await until(() => heard.length > 0);
    fit.one = true;
    fit.two = false;
    await until(() => one.isLeading);
    await Promise.all([one.stop(), two.stop()]);
    expect(heard).toEqual(['two a']);
  });

  it('that nobody reads is told by one that cannot, with how long that has been so', async () => {
    const name = nameOfItsOwn();
    // Its holder is gone, and says so to nobody.
    await lease(name, 'gone').acquire();
    let isFit = false;
    const told = new Set<string>();
    const pause = async (milliseconds: number, signal: AbortSignal) => {
      if (milliseconds > DURATION_MS) return untilAborted(signal);
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    };
    const feed = new LeasedFeed({
      lease: lease(name, 'one'),
      durationMs: DURATION_MS,
      stream: new FakeStream(),
      pollMs: DURATION_MS * 10,
      clock: { now: () => now, elapsed: () => now, pause },
      isFit: () => isFit,
      take: () => Promise.resolve(),
      onTrouble: (cause) => told.add((cause as Error).name),
    });
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
    };
    expect(feed.secondsUnread).toBe(0);
    feed.start();
    await until(() => told.size > 0);
    expect([...told]).toEqual(['NobodyReadsError']);
    expect(feed.secondsUnread).toBeGreaterThan(DURATION_MS / 1000);
    isFit = true;
    await until(() => feed.isLeading);
    expect(feed.secondsUnread).toBe(0);
    await feed.stop();
  });

  it('stays with whoever has it, also while nothing is written', async () => {
    const name = nameOfItsOwn();
    const [own, other] = [lease(name, 'one'), lease(name, 'two')];
    let [looks, wasFree] = [0, false];
    let enough = () => {};
    const looked = new Promise<void>((resolve) => (enough = resolve));
    // The leader's pauses pass at once; those of reading end with it.
    const pause = async (milliseconds: number, signal: AbortSignal) => {
      if (milliseconds > DURATION_MS) return untilAborted(signal);
      now += milliseconds;
      wasFree ||= (await other.acquire()) !== null;
      if ((looks += 1) === 12) enough();
    };
    const feed = new LeasedFeed({
      lease: own,
      durationMs: DURATION_MS,
      stream: new FakeStream(),
      pollMs: DURATION_MS * 10,
      clock: { now: () => now, elapsed: () => now, pause },
      take: () => Promise.resolve(),
      onTrouble: () => undefined,
    });
    feed.start();
    await looked;
    await feed.stop();
    expect(wasFree).toBe(false);
  });
});
