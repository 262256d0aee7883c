import * as fc from 'fast-check';
import { EmptyBucketError, type Bucket, type Taken } from '../../../src/operation/limits/buckets';
import { SharedCounters } from '../../../src/operation/limits/SharedCounters';
import { SideSystem } from '../../../src/sideSystems/SideSystem';

const BUCKET: Bucket = { name: 'own', points: 800, seconds: 3600 };
/** A four-hundredth, which each instance may let in ahead of the table. */
const SHARE = 2;
/** As much may stay with instances of what was given back: a tenth. */
const KEPT = 80;

/** In the place of a table, since only here the order of its answers can be chosen: each change is made at once, its answer comes when told. */
class Totals {
  total = 0;
  calls = 0;

  constructor(private readonly scheduler: fc.Scheduler) {}

  async add(points: number, onMade: () => void): Promise<number> {
    this.calls += 1;
    await this.scheduler.schedule(Promise.resolve(), 'on the way there');
    this.total += points;
    onMade();
    return this.scheduler.schedule(Promise.resolve(this.total), 'on the way back');
  }
}

type Ahead = 'a part' | 'nothing';

/** One instance, with what it has told the table and what it has let in. */
class Instance {
  told = 0;
  letIn = 0;
  /** How much of what it has let in the table did not know, at most. */
  ahead = 0;
  readonly counters: SharedCounters;

  constructor(totals: Totals, ahead: Ahead, whenAway: 'open' | 'closed' = 'open') {
    const add = async (_: string, points: number) =>
      totals.add(points, () => {
        this.told += points;
        this.look();
      });
    const system = new SideSystem({ name: 'rate-limits', timeoutMs: 60_000 });
    this.counters = new SharedCounters('test', { table: { add }, system, whenAway }, ahead);
  }

  /** What it has let in, and what that came to. */
  async take(points: number): Promise<(actual: number) => Promise<void>> {
    const [taken] = await this.counters.takeAll([BUCKET], points);
    this.letIn += points;
    this.look();
    return async (actual) => {
      this.letIn -= points - actual;
      await this.counters.settle(taken!, points - actual);
    };
  }

  private look(): void {
    this.ahead = Math.max(this.ahead, this.letIn - this.told);
  }
}

const instancesOf = (totals: Totals, count: number, ...how: readonly [Ahead, ('open' | 'closed')?]) =>
  Array.from({ length: count }, () => new Instance(totals, ...how));
const used = (instances: readonly Instance[]) => instances.reduce((sum, { letIn }) => sum + letIn, 0);

const asked = fc.record({
  /** Some instances are asked no more after a while, as one that has ended. */
  instance: fc.nat(4),
  points: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 300 })),
  /** What part of it the answer comes to. */
  part: fc.constantFrom(0, 0.5, 1),
});
/** What needs several of them at once is seldom met in few. */
const LONG = { maxLength: 60, size: 'max' } as const;
const fleet = fc.integer({ min: 1, max: 5 });

describe.each<[Ahead, 'open' | 'closed', number]>([
  ['a part', 'open', SHARE],
  ['a part', 'closed', 0],
  ['nothing', 'open', 0],
  ['nothing', 'closed', 0],
])('ahead of the table: %s, %s while it is away', (ahead, whenAway, share) => {
  test('in whatever order the table answers, instances let in no more than the bucket and a share each', async () => {
    await fc.assert(
      fc.asyncProperty(fleet, fc.array(asked, LONG), fc.scheduler(), async (count, requests, scheduler) => {
        const totals = new Totals(scheduler);
        const instances = instancesOf(totals, count, ahead, whenAway);
        const all = requests.map(async ({ instance, points, part }) => {
          await scheduler.schedule(Promise.resolve(), 'somebody asks');
          const settle = await instances[instance % count]!.take(points);
          expect(used(instances)).toBeLessThanOrEqual(BUCKET.points + share * count);
          await scheduler.schedule(Promise.resolve(), 'the answer is made');
          await settle(Math.floor(points * part));
        });
        const outcomes = Promise.allSettled(all);
        await scheduler.waitFor(outcomes);
        await scheduler.waitFor(Promise.all(instances.map(async ({ counters }) => counters.sent())));
        for (const each of await outcomes)
          if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(EmptyBucketError);
        // Whenever one had stood still, it had kept no more than a share to itself; and all of them what nobody uses, but no more than a tenth.
        for (const each of instances) expect(each.ahead).toBeLessThanOrEqual(share);
        const unused = instances.reduce((sum, { letIn, told }) => sum + Math.max(0, told - letIn), 0);
        expect(unused).toBeLessThanOrEqual(KEPT);
        // Nothing is lost, and nothing is counted twice: who has to ask the table has told it all.
        for (const each of instances) {
          const isIn = await scheduler.waitFor(
            each.take(KEPT + SHARE + 1).then(
              () => true,
              () => false,
            ),
          );
          if (isIn) expect(each.told).toBe(each.letIn);
        }
      }),
    );
  });

  test('nobody is refused before nine tenths of the bucket are used', async () => {
    await fc.assert(
      fc.asyncProperty(fleet, fc.array(asked, LONG), fc.scheduler(), async (count, requests, scheduler) => {
        const instances = instancesOf(new Totals(scheduler), count, ahead, whenAway);
        for (const { instance, points, part } of requests) {
          const { counters, take } = methodsOf(instances[instance % count]!);
          const settle = await scheduler.waitFor(take(points).catch(() => null));
          if (settle === null) {
            expect(used(instances) + points).toBeGreaterThan(BUCKET.points - KEPT);
            return;
          }
          await scheduler.waitFor(settle(Math.floor(points * part)).then(async () => counters.sent()));
        }
      }),
    );
  });
});

function methodsOf(instance: Instance) {
  return { counters: instance.counters, take: async (points: number) => instance.take(points) };
}

describe('what need not be told is not', () => {
  /** So many calls for so many requests, one after the other. */
  const callsFor = async (times: number, points: number, actual: number, ahead: Ahead) => {
    let calls = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const totals = new Totals(scheduler);
        const one = new Instance(totals, ahead);
        for (let each = 0; each < times; each += 1) {
          const settle = await scheduler.waitFor(one.take(points));
          await scheduler.waitFor(settle(actual).then(async () => one.counters.sent()));
        }
        calls = totals.calls;
      }),
      { numRuns: 1 },
    );
    return calls;
  };

  test.each<[string, number, number, number, Ahead, number]>([
    ['a share, and not a point more', 2, 1, 1, 'a part', 0],
    ['one in three', 30, 1, 1, 'a part', 10],
    ['what was given back is used by the next', 30, 1, 0, 'nothing', 1],
    ['the same of a large one', 30, 80, 0, 'a part', 1],
    ['a guess is told each time', 30, 1, 1, 'nothing', 30],
  ])('%s', async (_, times, points, actual, ahead, calls) => {
    expect(await callsFor(times, points, actual, ahead)).toBe(calls);
  });
});

test('what one caller at one instance asks for at once is told in a few calls', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const table = new Totals(scheduler);
      const { counters } = new Instance(table, 'nothing');
      const tries = Array.from({ length: 50 }, async (): Promise<readonly Taken[]> => counters.takeAll([BUCKET]));
      await scheduler.waitFor(Promise.all(tries));
      expect(table.calls).toBe(2);
      expect((await counters.look(BUCKET)).left).toBe(750);
    }),
  );
});
