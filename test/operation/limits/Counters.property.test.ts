import * as fc from 'fast-check';
import { EmptyBucketError, type Bucket, type Taken } from '../../../src/operation/limits/buckets';
import { Counters } from '../../../src/operation/limits/Counters';

const SECONDS = 3600;
const names = ['own', 'network', 'account'] as const;
const bucket = (name: string, points: number): Bucket => ({ name, points, seconds: SECONDS });

const action = fc.oneof(
  fc.record({
    kind: fc.constant('take' as const),
    of: fc.subarray([...names], { minLength: 1 }),
    points: fc.integer({ min: 1, max: 8 }),
  }),
  fc.record({
    kind: fc.constant('give back' as const),
    which: fc.nat(20),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

test('buckets hold what was not taken: a refusal takes nothing, from any, and what is given back is there again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), async (actions, size) => {
      const counters = new Counters('test');
      const held = new Map<string, number>(names.map((name) => [name, size]));
      const taken: { taken: Taken; points: number }[] = [];
      for (const step of actions) {
        if (step.kind === 'give back') {
          const [one] = taken.splice(step.which % Math.max(1, taken.length), 1);
          if (!one) continue;
          const part = Math.floor(one.points * step.part);
          await counters.giveBack(one.taken, part);
          // Only once: a second time brings no more than the rest.
          await counters.giveBack(one.taken, one.points);
          await counters.giveBack(one.taken, one.points);
          held.set(one.taken.bucket.name, held.get(one.taken.bucket.name)! + one.points);
          continue;
        }
        const fits = step.of.every((name) => held.get(name)! >= step.points);
        const buckets = step.of.map((name) => bucket(name, size));
        const outcome = await counters.takeAll(buckets, step.points).catch((cause: unknown) => cause);
        if (!fits) expect(outcome).toBeInstanceOf(EmptyBucketError);
        else {
          taken.push(...(outcome as readonly Taken[]).map((each) => ({ taken: each, points: step.points })));
          for (const name of step.of) held.set(name, held.get(name)! - step.points);
        }
      }
      for (const name of names) expect((await counters.look(bucket(name, size))).left).toBe(held.get(name));
    }),
  );
});

test('as many at once as one after the other: no more than there are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 40 }), async (size, count) => {
      const counters = new Counters('test');
      const tried = await Promise.allSettled(
        Array.from({ length: count }, async () => counters.takeAll([bucket('own', size), bucket('network', size)])),
      );
      expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(Math.min(size, count));
      expect((await counters.look(bucket('network', size))).left).toBe(Math.max(0, size - count));
    }),
  );
});

test('forgiving fills a bucket and no further, and begins none', async () => {
  const counters = new Counters('test');
  const own = bucket('own', 2);
  await counters.forgive(own);
  await counters.take(own);
  for (let times = 0; times < 3; times += 1) await counters.forgive(own);
  await counters.take(own, 2);
  await expect(counters.take(own)).rejects.toBeInstanceOf(EmptyBucketError);
});

test('however many give back at once, a bucket never holds more than it began with', async () => {
  const counters = new Counters('test');
  const own = bucket('own', 10);
  const taken = await counters.take(own, 5);
  await Promise.all(Array.from({ length: 20 }, async () => counters.forgive(own)));
  await counters.giveBack(taken);
  expect((await counters.look(own)).left).toBe(10);
  await counters.take(own, 10);
  await expect(counters.take(own)).rejects.toBeInstanceOf(EmptyBucketError);
});
