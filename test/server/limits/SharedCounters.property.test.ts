import * as fc from 'fast-check';
import { EmptyBucketError, type Bucket, type Taken } from '../../../src/server/limits/buckets';
import { SharedCounters } from '../../../src/server/limits/SharedCounters';
import { SideSystem } from '../../../src/server/sideSystems/SideSystem';

const BUCKET: Bucket = { name: 'own', points: 800, seconds: 3600 };
/** A four-hundredth, which each instance may let in ahead of the table. */
const AHEAD = 2;

/** In the place of a table, since only here the order of its answers can be chosen: each change is made at once, its answer comes when told. */
class Totals {
  readonly totals = new Map<string, number>();
  calls = 0;

  constructor(private readonly scheduler: fc.Scheduler) {}

  async add(key: string, points: number): Promise<number> {
    this.calls += 1;
    await this.scheduler.schedule(Promise.resolve(), 'on the way there');
    const total = (this.totals.get(key) ?? 0) + points;
    this.totals.set(key, total);
    return this.scheduler.schedule(Promise.resolve(total), 'on the way back');
  }
}

const asked = fc.record({
  instance: fc.nat(2),
  points: fc.integer({ min: 1, max: 300 }),
  /** What part of it the answer comes to. */
  part: fc.constantFrom(0, 0.5, 1),
});

const instance = (table: Totals, ahead: 'a part' | 'nothing') =>
  new SharedCounters(
    'test',
    { table, system: new SideSystem({ name: 'rate-limits', timeoutMs: 60_000 }), whenAway: 'open' },
    ahead,
  );

describe.each<['a part' | 'nothing', number]>([
  ['a part', AHEAD],
  ['nothing', 0],
])('ahead of the table: %s', (ahead, margin) => {
  test('in whatever order the table answers, three instances let in no more than the bucket and what each may ahead', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { maxLength: 40 }), fc.scheduler(), async (requests, scheduler) => {
        const table = new Totals(scheduler);
        const instances = [1, 2, 3].map(() => instance(table, ahead));
        let letIn = 0;
        const all = requests.map(async (request) => {
          const counters = instances[request.instance]!;
          const [taken] = await counters.takeAll([BUCKET], request.points);
          letIn += request.points;
          expect(letIn).toBeLessThanOrEqual(BUCKET.points + margin * instances.length);
          await scheduler.schedule(Promise.resolve(), 'the answer is made');
          const actual = Math.floor(request.points * request.part);
          letIn -= request.points - actual;
          await counters.settle(taken!, request.points - actual);
        });
        const outcomes = Promise.allSettled(all);
        await scheduler.waitFor(outcomes);
        await scheduler.waitFor(Promise.all(instances.map(async (each) => each.sent())));
        for (const each of await outcomes)
          if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(EmptyBucketError);
        // Nothing is lost, and nothing is counted twice.
        expect([...table.totals.values()].reduce((sum, each) => sum + each, 0)).toBe(letIn);
      }),
    );
  });
});

test('what one caller at one instance asks for at once is told in a few calls', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const table = new Totals(scheduler);
      const counters = instance(table, 'nothing');
      const tries = Array.from({ length: 50 }, async (): Promise<readonly Taken[]> => counters.takeAll([BUCKET]));
      await scheduler.waitFor(Promise.all(tries));
      expect(table.calls).toBe(2);
      expect((await counters.look(BUCKET)).left).toBe(750);
    }),
  );
});
