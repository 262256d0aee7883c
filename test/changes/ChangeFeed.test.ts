import fc from 'fast-check';
import type { Change } from '../../src/changes/Change';
import { ChangeFeed, type Progress } from '../../src/changes/ChangeFeed';
import { Duplicates } from '../../src/changes/Duplicates';
import type { Clock } from '../../src/changes/clock';
import { FeedLag } from '../../src/changes/FeedLag';
import { FakeStream } from './FakeStream';

const NOTHING_YET: Progress = { stream: null, positions: new Map() };

/** Time that passes as fast as it is waited for. */
const CLOCK: Clock = {
  now: () => 0,
  elapsed: () => 0,
  pause: () => new Promise((resolve) => setImmediate(resolve)),
};

class Run {
  readonly taken: Change[] = [];
  readonly troubles: string[] = [];
  gaps = 0;
  /** How many times telling of a gap fails before it succeeds. */
  deafness = 0;
  readonly lag = new FeedLag(() => 200_000, 1);
  readonly feed: ChangeFeed;
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;
  /** How many times taking fails before it succeeds. */
  refusals = 0;

  constructor(stream: FakeStream, progress = NOTHING_YET, start: 'oldest' | 'latest' = 'oldest', clock = CLOCK) {
    this.feed = new ChangeFeed({
      stream,
      start,
      progress,
      pollMs: 1,
      clock,
      lag: this.lag,
      onTrouble: (cause) => this.troubles.push((cause as Error).name),
      onGap: () => {
        this.deafness -= 1;
        if (this.deafness >= 0) return Promise.reject(new Error('the bus is away'));
        this.gaps += 1;
        return Promise.resolve();
      },
      take: (changes) => {
        this.refusals -= 1;
        if (this.refusals >= 0) return Promise.reject(new Error('the bus is away'));
        this.taken.push(...changes);
        return Promise.resolve();
      },
    });
    this.running = this.feed.run(this.ending.signal);
  }

  async until(isSo: () => boolean): Promise<void> {
    for (let turn = 0; turn < 20_000 && !isSo(); turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(isSo()).toBe(true);
  }

  async stop(): Promise<Progress> {
    this.ending.abort();
    await this.running;
    return this.feed.progress;
  }

  get items(): string[] {
    return this.taken.map(({ key }) => key.pk);
  }
}

describe('a stream is read', () => {
  it('from its oldest record, or from now on', async () => {
    const stream = new FakeStream();
    stream.write('root', 'before');
    const [all, late] = [new Run(stream), new Run(stream, NOTHING_YET, 'latest')];
    await late.feed.ready.opened();
    stream.write('root', 'after');
    await Promise.all([all.until(() => all.taken.length === 2), late.until(() => late.taken.length === 1)]);
    expect([all.items, late.items]).toEqual([['before', 'after'], ['after']]);
    await Promise.all([all.stop(), late.stop()]);
  });

  it('from where it was left', async () => {
    const stream = new FakeStream();
    for (const item of ['a', 'b', 'c']) stream.write('root', item);
    const first = new Run(stream);
    await first.until(() => first.taken.length === 3);
    const progress = await first.stop();
    stream.write('root', 'd');
    const second = new Run(stream, progress);
    await second.until(() => second.taken.length === 1);
    expect(second.items).toEqual(['d']);
    await second.stop();
  });

  it('a parent to its end before its children', async () => {
    const stream = new FakeStream();
    for (const item of ['1', '2', '3', '4', '5']) stream.write('root', item);
    stream.split('root', 'left', 'right');
    stream.write('left', '6');
    stream.write('right', '7');
    stream.split('left', 'leftmost');
    stream.write('leftmost', '8');
    const run = new Run(stream);
    await run.until(() => run.taken.length === 8);
    expect(run.items.slice(0, 5)).toEqual(['1', '2', '3', '4', '5']);
    expect(run.items.indexOf('8')).toBeGreaterThan(run.items.indexOf('6'));
    await run.stop();
  });

  it('from now on leaves alone what was closed before', async () => {
    const stream = new FakeStream();
    stream.write('root', 'old');
    stream.split('root', 'child');
    stream.write('child', 'old, too');
    const run = new Run(stream, NOTHING_YET, 'latest');
    await run.feed.ready.opened();
    stream.write('child', 'new');
    await run.until(() => run.taken.length === 1);
    expect(run.items).toEqual(['new']);
    await run.stop();
  });

  it('again where the store or whoever takes it fails', async () => {
    const stream = new FakeStream();
    const run = new Run(stream);
    await run.feed.ready.opened();
    run.refusals = 3;
    stream.failures.push(new Error('throttled'), new Error('away'));
    stream.write('root', 'a');
    stream.write('root', 'b');
    await run.until(() => run.taken.length === 2);
    expect(run.items).toEqual(['a', 'b']);
    expect(run.troubles.length).toBeGreaterThanOrEqual(5);
    await run.stop();
  });

  it('on after its place has expired, without losing or repeating anything', async () => {
    const stream = new FakeStream();
    stream.write('root', 'a');
    const run = new Run(stream);
    await run.until(() => run.taken.length === 1);
    stream.oldestPlace = 1_000_000;
    stream.write('root', 'b');
    await new Promise((resolve) => setImmediate(resolve));
    stream.oldestPlace = 0;
    await run.until(() => run.taken.length === 2);
    expect(run.items).toEqual(['a', 'b']);
    await run.stop();
  });

  it('from its oldest record where it was left too long ago, and says so', async () => {
    const stream = new FakeStream();
    stream.write('root', 'a');
    const run = new Run(stream, { stream: 'stream-1', positions: new Map([['root', '7']]) });
    await run.until(() => run.taken.length === 1);
    expect(run.troubles).toContain('ChangesLostError');
    expect(run.gaps).toBe(1);
    await run.stop();
  });

  it('from the oldest where what its place pointed at is gone, however often it is asked for', async () => {
    const stream = new FakeStream();
    stream.write('root', 'a');
    const run = new Run(stream);
    await run.until(() => run.taken.length === 1);
    stream.trim();
    stream.write('root', 'b');
    await run.until(() => run.items.includes('b'));
    expect(run.troubles).toContain('ChangesLostError');
    await run.stop();
  });

  it('anew where it was switched off and on', async () => {
    const stream = new FakeStream('stream-2');
    stream.write('root', 'a');
    const run = new Run(stream, { stream: 'stream-1', positions: new Map([['root', '101']]) });
    await run.until(() => run.taken.length === 1);
    expect(run.gaps).toBe(1);
    await run.stop();
  });
});

/** Time that goes on by what is waited for. */
function passing(): Clock {
  let elapsed = 0;
  const pause = async (milliseconds: number, signal: AbortSignal) => {
    elapsed += milliseconds;
    return CLOCK.pause(milliseconds, signal);
  };
  return { ...CLOCK, elapsed: () => elapsed, pause };
}

describe('a store that has its bad days', () => {
  it('gives each shard one reader, however long its place takes and however often others fail', async () => {
    const stream = new FakeStream();
    let [begin, asked]: [() => void, number] = [() => undefined, 0];
    const slow = new Promise<void>((resolve) => (begin = resolve));
    const place = stream.place.bind(stream);
    stream.open('slow', null);
    stream.place = async (name, shard, start) => {
      if (shard === 'root' && asked < 3) throw new Error('throttled');
      asked += 1;
      if (shard === 'slow') await slow;
      return place(name, shard, start);
    };
    const run = new Run(stream);
    await run.until(() => asked >= 1);
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    begin();
    stream.write('slow', 'a');
    await run.until(() => run.taken.length > 0);
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(run.items).toEqual(['a']);
    await run.stop();
  });

  it('and names no shards at first, begins with what is new all the same', async () => {
    const stream = new FakeStream();
    stream.write('root', 'old');
    const shards = stream.shards.bind(stream);
    stream.shards = () => Promise.resolve([]);
    const run = new Run(stream, NOTHING_YET, 'latest');
    await run.until(() => run.troubles.includes('StreamStartingError'));
    expect(run.feed.ready.isOpen).toBe(false);
    stream.shards = shards;
    await run.feed.ready.opened();
    stream.write('root', 'new');
    await run.until(() => run.taken.length > 0);
    expect(run.items).toEqual(['new']);
    await run.stop();
  });

  it('and refuses a place for ever, in words that nobody knows, is asked for another one', async () => {
    const stream = new FakeStream();
    stream.write('root', 'a');
    const run = new Run(stream);
    await run.until(() => run.taken.length === 1);
    const read = stream.read.bind(stream);
    let refused: string | null = null;
    stream.read = async (shard, place) => {
      refused ??= place;
      if (place === refused) throw new Error('unknown');
      return read(shard, place);
    };
    stream.write('root', 'b');
    await run.until(() => run.taken.length === 2);
    expect([run.items, run.gaps]).toEqual([['a', 'b'], 0]);
    await run.stop();
  });

  it.each(['oldest', 'latest'] as const)('and has lost the place of who has read nothing yet: %s', async (start) => {
    const stream = new FakeStream();
    stream.write('root', 'old');
    if (start === 'oldest') stream.oldestPlace = 2;
    const run = new Run(stream, NOTHING_YET, start);
    if (start === 'latest') {
      await run.feed.ready.opened();
      stream.oldestPlace = 1_000_000;
      await run.until(() => run.gaps > 0);
      stream.oldestPlace = 0;
      stream.write('root', 'new');
    }
    await run.until(() => run.taken.length > 0);
    expect(run.items).toEqual([start === 'oldest' ? 'old' : 'new']);
    await run.stop();
  });

  it('and does not answer is not being read; when it answers again, it is', async () => {
    const stream = new FakeStream();
    stream.write('root', 'a');
    const run = new Run(stream, NOTHING_YET, 'oldest', passing());
    await run.until(() => run.taken.length === 1);
    const read = stream.read.bind(stream);
    stream.read = () => Promise.reject(new Error('away'));
    await run.until(() => run.feed.canRead === false && !run.feed.ready.isOpen);
    stream.read = read;
    await run.until(() => run.feed.canRead === true && run.feed.ready.isOpen);
    stream.write('root', 'b');
    await run.until(() => run.taken.length === 2);
    expect(run.gaps).toBe(0);
    await run.stop();
  });
});

describe('how far a reader is behind', () => {
  it('is how long nothing was heard of a shard, also of one that had nothing new', () => {
    let now = 1_000_000;
    const lag = new FeedLag(() => now, 1000);
    lag.note('a', null);
    lag.note('b', null);
    now += 9_000;
    expect(lag.seconds).toBe(0);
    lag.note('a', null);
    now += 9_000;
    expect(lag.seconds).toBe(18);
    lag.forget('b');
    expect(lag.seconds).toBe(0);
  });

  it('is nothing of a shard that is asked seldom, and is read all the same', async () => {
    const stream = new FakeStream();
    const clock = passing();
    let wasUnread = false;
    const pollMs = 15_000;
    const lag = new FeedLag(clock.elapsed, pollMs);
    const [progress, ending] = [NOTHING_YET, new AbortController()];
    const quiet = { onTrouble: () => undefined, take: () => Promise.resolve() };
    const feed = new ChangeFeed({ stream, start: 'oldest', progress, pollMs, clock, lag, ...quiet });
    const running = feed.run(ending.signal);
    while (clock.elapsed() < 120_000) {
      await new Promise((resolve) => setImmediate(resolve));
      wasUnread ||= feed.canRead === false || lag.seconds > 0;
    }
    ending.abort();
    await running;
    expect(wasUnread).toBe(false);
  });
});

describe('what may have been missed', () => {
  it('is nothing where all was read, from the beginning, a crash, a split, an expired place or the end of a shard', async () => {
    const stream = new FakeStream();
    stream.write('root', 'a');
    const first = new Run(stream);
    await first.until(() => first.taken.length === 1);
    const progress = await first.stop();
    const run = new Run(stream, progress);
    stream.split('root', 'left');
    stream.write('left', 'b');
    await run.until(() => run.taken.length === 1);
    stream.oldestPlace = 1_000_000;
    stream.write('left', 'c');
    await new Promise((resolve) => setImmediate(resolve));
    stream.oldestPlace = 0;
    await run.until(() => run.taken.length === 2);
    stream.forget('root', { isListed: false });
    stream.split('left', 'next');
    stream.write('next', 'd');
    await run.until(() => run.taken.length === 3);
    await run.stop();
    expect([first.gaps, run.gaps]).toEqual([0, 0]);
  });

  it('is told when the stream was switched off and on, however often that fails, and before anything of the new one', async () => {
    const stream = new FakeStream();
    stream.write('root', 'a');
    const run = new Run(stream);
    await run.until(() => run.taken.length === 1);
    run.deafness = 3;
    stream.renew('stream-2', 'second');
    stream.write('second', 'b');
    await run.until(() => run.taken.length === 2);
    expect([run.gaps, run.items, run.feed.progress.stream]).toEqual([1, ['a', 'b'], 'stream-2']);
    await run.stop();
  });

  it('is told at once where shards of the old one never end, and what is left there comes first', async () => {
    const stream = new FakeStream();
    stream.write('root', 'a');
    const run = new Run(stream, NOTHING_YET, 'oldest', passing());
    await run.until(() => run.taken.length === 1);
    stream.renew('stream-2', 'second', { isClosing: false });
    stream.write('root', 'b');
    stream.write('second', 'c');
    await run.until(() => run.taken.length === 3);
    expect([run.gaps, run.items, run.feed.progress.stream]).toEqual([1, ['a', 'b', 'c'], 'stream-2']);
    await run.stop();
  });

  it('is left, of several shards that never end, when nothing comes of any of them', async () => {
    const stream = new FakeStream();
    stream.open('root-2', null);
    stream.open('root-3', null);
    const run = new Run(stream, NOTHING_YET, 'oldest', passing());
    await run.feed.ready.opened();
    stream.renew('stream-2', 'second', { isClosing: false });
    stream.write('root-2', 'a');
    stream.write('second', 'b');
    await run.until(() => run.taken.length === 2);
    expect([run.gaps, run.items, run.feed.progress.stream]).toEqual([1, ['a', 'b'], 'stream-2']);
    await run.stop();
  });

  it.each([
    ['the stream is another one', (stream: FakeStream) => stream.renew('stream-2', 'second')],
    ['a shard is gone', (stream: FakeStream) => stream.forget('root', { isListed: false })],
  ])('is told by the next reader where one ends before it could: %s', async (_what, lose) => {
    const stream = new FakeStream();
    stream.open('root-2', null);
    stream.write('root', 'a');
    const first = new Run(stream);
    await first.until(() => first.taken.length === 1);
    const before = await first.stop();
    lose(stream);
    const second = new Run(stream, before);
    second.deafness = Infinity;
    await second.until(() => second.troubles.length > 3);
    const third = new Run(stream, await second.stop());
    await third.until(() => third.gaps === 1);
    expect(second.gaps).toBe(0);
    await third.stop();
  });

  it('is told when the stream was off, under whatever name it comes back; while it is off nothing can be read', async () => {
    const stream = new FakeStream();
    const run = new Run(stream);
    await run.feed.ready.opened();
    expect(run.feed.canRead).toBe(true);
    stream.called = null;
    stream.split('root', 'next');
    await run.until(() => run.feed.canRead === false && !run.feed.ready.isOpen);
    expect(run.gaps).toBe(0);
    stream.called = 'stream-1';
    await run.until(() => run.feed.ready.isOpen);
    expect([run.gaps, run.feed.canRead]).toEqual([1, true]);
    await run.stop();
  });

  it.each([
    ['that the store still names', true],
    ['that it does not name any more', false],
  ])(
    'is what was left of a shard that is gone, %s: it is told once, and not asked for again',
    async (_name, isListed) => {
      const stream = new FakeStream();
      stream.write('root', 'a');
      stream.split('root', 'child');
      const before = { stream: 'stream-1', positions: new Map([['root', '101']]) };
      stream.forget('root', { isListed });
      stream.write('child', 'b');
      const run = new Run(stream, before);
      await run.until(() => run.items.includes('b') && run.gaps === 1);
      const asked = stream.asked.get('root');
      stream.write('child', 'c');
      stream.split('child', 'grandchild');
      stream.write('grandchild', 'd');
      await run.until(() => run.items.includes('d'));
      expect([run.gaps, stream.asked.get('root')]).toEqual([1, asked]);
      await run.stop();
    },
  );

  it('is what was left of a shard that goes while it is read, and its reader ends', async () => {
    const stream = new FakeStream();
    stream.write('root', 'a');
    const run = new Run(stream);
    await run.until(() => run.taken.length === 1);
    stream.forget('root', { isListed: true });
    await run.until(() => run.gaps === 1);
    const asked = stream.asked.get('root');
    stream.open('other', null);
    stream.write('other', 'b');
    stream.renew('stream-2', 'second');
    stream.write('second', 'c');
    await run.until(() => run.items.includes('c'));
    expect(stream.asked.get('root')).toBe(asked);
    await run.stop();
  });
});

type Step = { readonly write: number } | { readonly split: number } | 'crash';

describe('whatever happens', () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ write: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ split: fc.nat(5) }) },
    { weight: 2, arbitrary: fc.constant('crash' as const) },
  );

  it('every change comes at least once, its repetitions are recognised, and each item keeps its order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const stream = new FakeStream();
        const leaves = ['root'];
        const written: Change[] = [];
        const heard: Change[] = [];
        const duplicates = new Duplicates();
        let saved = NOTHING_YET;
        let run = new Run(stream);
        const hear = () => heard.push(...run.taken.splice(0).filter((change) => duplicates.isNew(change)));
        for (const each of steps) {
          if (each === 'crash') {
            hear();
            await run.stop();
            hear();
            // What it had come to since it last said so is forgotten.
            run = new Run(stream, saved);
          } else if ('write' in each)
            written.push(stream.write(leaves[each.write % leaves.length]!, String(each.write)));
          else {
            const [split] = leaves.splice(each.split % leaves.length, 1);
            const children = [`${split!}l`, `${split!}r`];
            stream.split(split!, ...children);
            leaves.push(...children);
          }
          await new Promise((resolve) => setImmediate(resolve));
          if (each !== 'crash' && written.length % 3 === 0) saved = run.feed.progress;
        }
        await run.until(() => (hear(), heard.length >= written.length));
        await run.stop();
        expect(heard.map(({ sequence }) => sequence).sort()).toEqual(written.map(({ sequence }) => sequence).sort());
        for (const shard of new Set(heard.map((each) => each.shard))) {
          const sequences = heard.filter((each) => each.shard === shard).map(({ sequence }) => Number(sequence));
          expect(sequences).toEqual([...sequences].sort((one, other) => one - other));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('how far it is behind', () => {
  it('is the age of the oldest of what was read last until it is taken, and nothing after that, or where nobody reads', async () => {
    const stream = new FakeStream();
    const run = new Run(stream);
    expect(run.lag.seconds).toBe(0);
    run.refusals = Number.MAX_SAFE_INTEGER;
    // Written at second 101 and 102.
    for (const item of ['a', 'b']) stream.write('root', item);
    await run.until(() => run.troubles.length > 3);
    expect(run.lag.seconds).toBe(99);
    run.refusals = 0;
    await run.until(() => run.taken.length === 2 && run.lag.seconds === 0);
    run.refusals = Number.MAX_SAFE_INTEGER;
    stream.write('root', 'c');
    await run.until(() => run.lag.seconds === 97);
    await run.stop();
    expect(run.lag.seconds).toBe(0);
  });
});
