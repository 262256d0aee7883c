import { hash } from 'node:crypto';

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
    /** When the window ends, by `performance.now()`. */
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

/** So long a refusal is repeated without looking again. */
export const REPEAT_REFUSAL_MS = 5000;

/** Counts in windows of fixed length: a bucket is full again when its window ends. What is refused takes nothing. */
export interface Counting {
  /** Takes from all of them, in this order; throws {@link EmptyBucketError} where one refuses, having given back what the others gave. */
  takeAll(buckets: readonly Bucket[], points?: number): Promise<readonly Taken[]>;
  /** Gives back what was taken, or a part of it; takes more where it is below zero. Returns what is left, `null` once the window is over. */
  giveBack(taken: Taken, part?: number): Promise<number | null>;
  /** What was taken has come to so much less, or more where it is below zero. Returns the same as the above; to be called once. */
  settle(taken: Taken, excess: number): Promise<number | null>;
  /** What is left, and in how many milliseconds the window ends, 0 where none has begun. Takes nothing. */
  look(bucket: Bucket): Promise<{ left: number; msBeforeNext: number }>;
}

/** Takes from one after the other; where one refuses, none is taken from. */
export async function takeFromEach(
  counting: Pick<Counting, 'giveBack'>,
  buckets: readonly Bucket[],
  take: (bucket: Bucket) => Promise<Taken>,
): Promise<readonly Taken[]> {
  const taken: Taken[] = [];
  for (const bucket of buckets) {
    const next = await take(bucket).catch(async (cause: unknown) => {
      await giveBackAll(counting, taken);
      throw cause;
    });
    taken.push(next);
  }
  return taken;
}

export async function giveBackAll(counting: Pick<Counting, 'giveBack'>, taken: readonly Taken[]): Promise<void> {
  await Promise.all(taken.map(async (each) => counting.giveBack(each)));
}

export function sizeOf({ points, seconds }: Bucket): string {
  return `${String(points)}:${String(seconds)}`;
}

export function nameOf(bucket: Bucket): string {
  return `${sizeOf(bucket)}:${bucket.name}`;
}

/** A digest: a store shared by instances shows no address and no subject, though whoever has it can try addresses out. */
export function keyOf({ name }: Bucket): string {
  return hash('sha256', name, 'base64url').slice(0, 22);
}
