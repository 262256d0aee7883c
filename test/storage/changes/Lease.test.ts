import { once } from 'node:events';
import type { StoreClient } from '../../../src/storage/client';
import type { Progress } from '../../../src/storage/changes/ChangeFeed';
import { CLOCK, type Clock } from '../../../src/storage/changes/clock';
import { Lease } from '../../../src/storage/changes/Lease';
import { LeasedFeed } from '../../../src/storage/changes/LeasedFeed';
import type { Table } from '../../../src/storage/Table';
import { openChangesTable } from '../../support/changesTable';
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
  new Lease({ table, name, owner, durationMs: DURATION_MS, now: () => now });
const at = (sequence: string): Progress => ({ stream: 'stream-1', positions: new Map([['root', sequence]]) });

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
    now += DURATION_MS - 1;
    expect(await b.acquire()).toBeNull();
    now += 1;
    expect(await b.acquire()).toEqual({ fence: 2, progress: at('7') });
  });

  it('whoever was held up writes nothing over the progress of the next one', async () => {
    const name = nameOfItsOwn();
    const [a, b] = [lease(name, 'a'), lease(name, 'b')];
    const old = (await a.acquire())!;
    now += DURATION_MS;
    const turn = (await b.acquire())!;
    expect(await b.keep(turn, at('9'))).toBe(true);
    expect(await a.keep(old, at('5'))).toBe(false);
    expect(await a.release(old, at('5'))).toBe(false);
    now += DURATION_MS;
    expect((await a.acquire())?.progress).toEqual(at('9'));
  });

  it('one’s own earlier turn is another’s, too', async () => {
    const a = lease(nameOfItsOwn(), 'a');
    const old = (await a.acquire())!;
    now += DURATION_MS;
    await a.acquire();
    expect(await a.keep(old, at('5'))).toBe(false);
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
    const quick: Clock = { now: () => Date.now(), pause: (ms, signal) => CLOCK.pause(Math.min(ms, 5), signal) };
    const instance = (owner: string) =>
      new LeasedFeed({
        lease: new Lease({ table, name, owner, durationMs: DURATION_MS, now: () => Date.now() }),
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
      clock: { now: () => now, pause },
      take: () => Promise.resolve(),
      onTrouble: () => undefined,
    });
    feed.start();
    await looked;
    await feed.stop();
    expect(wasFree).toBe(false);
  });
});
