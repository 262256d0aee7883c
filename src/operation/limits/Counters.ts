import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { LRUCache } from 'lru-cache';
import {
  EmptyBucketError,
  nameOf,
  REPEAT_REFUSAL_MS,
  sizeOf,
  takeFromEach,
  Taken,
  type Bucket,
  type Counting,
} from './buckets';

/** What a bucket that refused still had, until its window ends, and how long it is not asked again. */
interface Refusal {
  readonly left: number;
  /** By the clock that nobody sets, as is the other one. */
  readonly until: number;
  readonly repeatedUntil: number;
}

/** Those are forgotten first that were refused longest ago: so they are read by `peek`. */
const REPEATED_REFUSALS = 10_000;

/** Counts what this process lets in. A bucket's window begins with what is first taken from it. */
export class Counters implements Counting {
  private readonly limiters = new Map<string, RateLimiterMemory>();
  private readonly refusals = new LRUCache<string, Refusal>({ max: REPEATED_REFUSALS });

  /** `prefix` keeps different counters apart. */
  constructor(private readonly prefix: string) {}

  /** Throws {@link EmptyBucketError}. */
  async take(bucket: Bucket, points = 1): Promise<Taken> {
    this.assertNotRefusedBefore(bucket, points);
    try {
      const { remainingPoints, msBeforeNext } = await this.limiter(bucket).consume(bucket.name, points);
      const refusal = this.refusals.peek(nameOf(bucket));
      if (refusal) this.refusals.set(nameOf(bucket), { ...refusal, left: remainingPoints });
      return new Taken(bucket, points, remainingPoints, performance.now() + leftOf(bucket, msBeforeNext));
    } catch (cause) {
      if (!(cause instanceof RateLimiterRes)) throw cause;
      return this.refuse(bucket, points, cause);
    }
  }

  async takeAll(buckets: readonly Bucket[], points = 1): Promise<readonly Taken[]> {
    return takeFromEach(this, buckets, async (bucket) => this.take(bucket, points));
  }

  async giveBack(taken: Taken, part?: number): Promise<number | null> {
    const { bucket, until } = taken;
    return performance.now() < until ? this.add(bucket, taken.release(part)) : null;
  }

  async settle(taken: Taken, excess: number): Promise<number | null> {
    return excess === 0 ? taken.left : this.giveBack(taken, excess);
  }

  /** Gives one back that was taken in the window of now, whoever took it. A bucket never holds more than it started with. */
  async forgive(bucket: Bucket): Promise<void> {
    const { left, msBeforeNext } = await this.look(bucket);
    if (left < bucket.points && msBeforeNext > 0) await this.add(bucket, 1);
  }

  async look(bucket: Bucket): Promise<{ left: number; msBeforeNext: number }> {
    const refusal = this.refusals.peek(nameOf(bucket));
    if (refusal && refusal.repeatedUntil > performance.now())
      return { left: refusal.left, msBeforeNext: refusal.until - performance.now() };
    const found = await this.limiter(bucket).get(bucket.name);
    if (!found) return { left: bucket.points, msBeforeNext: 0 };
    return {
      left: Math.max(0, bucket.points - found.consumedPoints),
      msBeforeNext: leftOf(bucket, found.msBeforeNext),
    };
  }

  private assertNotRefusedBefore(bucket: Bucket, points: number): void {
    const refusal = this.refusals.peek(nameOf(bucket));
    if (refusal && refusal.repeatedUntil > performance.now() && points > refusal.left)
      throw new EmptyBucketError(bucket, refusal.until - performance.now());
  }

  /** The limiter has counted it all the same. */
  private async refuse(bucket: Bucket, points: number, { msBeforeNext }: RateLimiterRes): Promise<never> {
    const msLeft = leftOf(bucket, msBeforeNext);
    const until = performance.now() + msLeft;
    const left = await this.add(bucket, points);
    const repeatedUntil = Math.min(until, performance.now() + REPEAT_REFUSAL_MS);
    this.refusals.set(nameOf(bucket), { left, until, repeatedUntil });
    throw new EmptyBucketError(bucket, msLeft);
  }

  /** Puts points into a bucket, or takes them out of it. It never holds more than it began with, whatever became of its window meanwhile. */
  private async add(bucket: Bucket, points: number): Promise<number> {
    const [key, limiter] = [bucket.name, this.limiter(bucket)];
    this.refusals.delete(nameOf(bucket));
    const { consumedPoints } = await (points < 0 ? limiter.penalty(key, -points) : limiter.reward(key, points));
    // By as much as this one was too much: others that did the same at once put theirs right.
    if (consumedPoints < 0) await limiter.penalty(key, Math.min(points, -consumedPoints));
    return Math.min(bucket.points, Math.max(0, bucket.points - consumedPoints));
  }

  private limiter(bucket: Bucket): RateLimiterMemory {
    const { points, seconds: duration } = bucket;
    const keyPrefix = `${this.prefix}:${sizeOf(bucket)}`;
    const limiter = this.limiters.get(keyPrefix) ?? new RateLimiterMemory({ keyPrefix, points, duration });
    this.limiters.set(keyPrefix, limiter);
    return limiter;
  }
}

/** The limiter ends a window in time, but tells when by the clock on the wall, which may have been set back. */
function leftOf({ seconds }: Bucket, milliseconds: number): number {
  return Math.min(milliseconds, seconds * 1000);
}
