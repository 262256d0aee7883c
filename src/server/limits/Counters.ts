import { hash } from 'node:crypto';
import { RateLimiterDynamo, RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { BoundedMap } from '../../identity/BoundedMap';

/** So much in a window of so many seconds, for everybody with the same name together. */
export interface Bucket {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** What was taken from a bucket. It can be given back, once, until the window that it was taken from ends. */
export class Taken {
  private rest: number;

  constructor(
    readonly bucket: Bucket,
    points: number,
    readonly left: number,
    /** When the window ends, in ms since 1970. */
    readonly until: number,
  ) {
    this.rest = points;
  }

  /** How much of it there is to give back, at most `part`; it is given back by this. */
  release(part = this.rest): number {
    const released = Math.min(part, this.rest);
    this.rest -= released;
    return released;
  }
}

/** The bucket does not have as much: nothing was taken. */
export class EmptyBucketError extends Error {
  override readonly name = 'EmptyBucketError';

  constructor(
    readonly bucket: Bucket,
    readonly msBeforeNext: number,
  ) {
    super('the bucket does not have as much');
  }
}

/** Where several instances count together. */
export interface CounterStore {
  readonly client: unknown;
  readonly tableName: string;
}

/** What a bucket that refused still had, until its window ends, and how long it is not asked again. */
interface Refusal {
  readonly left: number;
  readonly until: number;
  readonly repeatedUntil: number;
}

/** So long a refusal is repeated without asking the store, in which another instance may have given something back. */
const REPEAT_REFUSAL_MS = 5000;
const REPEATED_REFUSALS = 10_000;

/**
 * Counts in windows of fixed length: a bucket is full again when its window ends. What is refused takes nothing. The names of buckets are kept
 * as digests: a store shared by instances shows no address and no subject, though whoever has it can try addresses out.
 */
export class Counters {
  private readonly limiters = new Map<string, RateLimiterAbstract>();
  private readonly refusals = new BoundedMap<string, Refusal>(REPEATED_REFUSALS);

  /** `prefix` keeps different counters apart in one store; without a store, this process counts for itself. */
  constructor(
    private readonly prefix: string,
    private readonly store: CounterStore | null,
  ) {}

  /** Throws {@link EmptyBucketError}. */
  async take(bucket: Bucket, points = 1): Promise<Taken> {
    this.assertNotRefusedBefore(bucket, points);
    try {
      const { remainingPoints, msBeforeNext } = await this.limiter(bucket).consume(keyOf(bucket), points);
      const refusal = this.refusals.get(nameOf(bucket));
      if (refusal) this.refusals.set(nameOf(bucket), { ...refusal, left: remainingPoints });
      return new Taken(bucket, points, remainingPoints, Date.now() + msBeforeNext);
    } catch (cause) {
      if (!(cause instanceof RateLimiterRes)) throw cause;
      return this.refuse(bucket, points, cause);
    }
  }

  /** Takes from all of them, in this order; throws {@link EmptyBucketError} where one refuses, having given back what the others gave. */
  async takeAll(buckets: readonly Bucket[], points = 1): Promise<readonly Taken[]> {
    const taken: Taken[] = [];
    for (const bucket of buckets) {
      const next = await this.take(bucket, points).catch(async (cause: unknown) => {
        await this.giveBackAll(taken);
        throw cause;
      });
      taken.push(next);
    }
    return taken;
  }

  /** Gives back what was taken, or a part of it; takes more where it is below zero. Returns what is left, `null` once the window is over. */
  async giveBack(taken: Taken, part?: number): Promise<number | null> {
    const { bucket, until } = taken;
    return Date.now() < until ? this.add(bucket, taken.release(part)) : null;
  }

  async giveBackAll(taken: readonly Taken[]): Promise<void> {
    await Promise.all(taken.map(async (each) => this.giveBack(each)));
  }

  /** Gives one back that was taken in the window of now, whoever took it. A bucket never holds more than it started with. */
  async forgive(bucket: Bucket): Promise<void> {
    const { left, msBeforeNext } = await this.look(bucket);
    if (left < bucket.points && msBeforeNext > 0) await this.add(bucket, 1);
  }

  /** What is left, and in how many milliseconds the window ends, 0 where none has begun. Takes nothing. */
  async look(bucket: Bucket): Promise<{ left: number; msBeforeNext: number }> {
    const refusal = this.refusals.get(nameOf(bucket));
    if (refusal && refusal.repeatedUntil > Date.now())
      return { left: refusal.left, msBeforeNext: refusal.until - Date.now() };
    const found = await this.limiter(bucket).get(keyOf(bucket));
    if (!found) return { left: bucket.points, msBeforeNext: 0 };
    return { left: Math.max(0, bucket.points - found.consumedPoints), msBeforeNext: found.msBeforeNext };
  }

  private assertNotRefusedBefore(bucket: Bucket, points: number): void {
    const refusal = this.refusals.get(nameOf(bucket));
    if (refusal && refusal.repeatedUntil > Date.now() && points > refusal.left)
      throw new EmptyBucketError(bucket, refusal.until - Date.now());
  }

  /** The limiter has counted it all the same. */
  private async refuse(bucket: Bucket, points: number, { msBeforeNext }: RateLimiterRes): Promise<never> {
    const until = Date.now() + msBeforeNext;
    const left = await this.add(bucket, points);
    const repeatedUntil = Math.min(until, Date.now() + REPEAT_REFUSAL_MS);
    this.refusals.set(nameOf(bucket), { left, until, repeatedUntil });
    throw new EmptyBucketError(bucket, msBeforeNext);
  }

  /** Puts points into a bucket, or takes them out of it. It never holds more than it began with, whatever became of its window meanwhile. */
  private async add(bucket: Bucket, points: number): Promise<number> {
    const [key, limiter] = [keyOf(bucket), this.limiter(bucket)];
    this.refusals.delete(nameOf(bucket));
    const { consumedPoints } = await (points < 0 ? limiter.penalty(key, -points) : limiter.reward(key, points));
    // By as much as this one was too much: others that did the same at once put theirs right.
    if (consumedPoints < 0) await limiter.penalty(key, Math.min(points, -consumedPoints));
    return Math.min(bucket.points, Math.max(0, bucket.points - consumedPoints));
  }

  private limiter(bucket: Bucket): RateLimiterAbstract {
    const { points, seconds: duration } = bucket;
    const keyPrefix = `${this.prefix}:${sizeOf(bucket)}`;
    const limiter = this.limiters.get(keyPrefix) ?? this.createLimiter({ keyPrefix, points, duration });
    this.limiters.set(keyPrefix, limiter);
    return limiter;
  }

  /** While the store is away, each instance counts for itself: that limits less, and refuses nobody wrongly. */
  private createLimiter(options: { keyPrefix: string; points: number; duration: number }): RateLimiterAbstract {
    const memory = new RateLimiterMemory(options);
    if (!this.store) return memory;
    const { client: storeClient, tableName } = this.store;
    return new RateLimiterDynamo({
      ...options,
      storeClient,
      tableName,
      tableCreated: true,
      ttlSet: true,
      insuranceLimiter: memory,
    });
  }
}

function sizeOf({ points, seconds }: Bucket): string {
  return `${String(points)}:${String(seconds)}`;
}

function nameOf(bucket: Bucket): string {
  return `${sizeOf(bucket)}:${bucket.name}`;
}

function keyOf({ name }: Bucket): string {
  return hash('sha256', name, 'base64url').slice(0, 22);
}
