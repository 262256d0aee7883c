import { EmptyBucketError, keyOf, REPEAT_REFUSAL_MS, sizeOf, type Bucket } from './buckets';

/** What became of a share that was asked of the table; where the table is away, whether it has made the change all the same. */
export type Outcome = 'in' | 'full' | 'not made' | 'unknown';

/** Somebody who waits for the table. */
export interface Waiting {
  readonly points: number;
  readonly decide: (outcome: Outcome) => void;
}

/**
 * Points that the table counts and nobody uses may stay with their instance, which lets in its next for them, where the table said that no more
 * than this part of the bucket is used. All of them are in what it said last to whoever asked it last: nobody is refused for them before the rest
 * of the bucket is used.
 */
const KEPT_PART = 1 / 10;

/** What this instance knows of a bucket in one window. */
export class Tally {
  /** Those who wait to be sent. */
  readonly waiting: Waiting[] = [];
  isSending = false;
  /** What the table said last. */
  private total = 0;
  private saidAt = Number.NEGATIVE_INFINITY;
  /** Let in, and not settled yet. */
  private held = 0;
  /** Settled, and not sent yet; below zero where the table counts more than was used. */
  private unsent = 0;
  /** On its way. */
  private sending = 0;

  static of(bucket: Bucket): Tally {
    const digest = keyOf(bucket);
    // Else the windows of all buckets would begin at once.
    const phaseMs = Buffer.from(digest, 'base64url').readUInt32BE() % (bucket.seconds * 1000);
    return new Tally(bucket, digest, phaseMs);
  }

  private constructor(
    readonly bucket: Bucket,
    private readonly digest: string,
    private readonly phaseMs: number,
    private readonly window = windowOf(bucket, phaseMs),
  ) {}

  /** Names the counter of this window. */
  get key(): string {
    return `${sizeOf(this.bucket)}:${this.digest}:${String(this.window)}`;
  }

  /** When the window ends, in ms since 1970. */
  get until(): number {
    return (this.window + 1) * this.bucket.seconds * 1000 - this.phaseMs;
  }

  get msLeft(): number {
    return Math.max(0, this.until - Date.now());
  }

  get isOfNow(): boolean {
    return this.window === windowOf(this.bucket, this.phaseMs);
  }

  /** An empty one for the window of now. */
  ofNow(): Tally {
    return new Tally(this.bucket, this.digest, this.phaseMs);
  }

  get left(): number {
    return Math.min(this.bucket.points, Math.max(0, this.bucket.points - this.used));
  }

  /** Whether the table need not be asked: what it has not counted stays within `share`, which is nothing where only what it counts already may be used. */
  mayGoAhead(points: number, share: number): boolean {
    // What is given back is no longer there to be used from when it goes on its way.
    return this.hasRoomFor(points) && this.held + this.unsent + Math.max(0, this.sending) + points <= share;
  }

  hasRoomFor(points: number): boolean {
    return this.used + points <= this.bucket.points;
  }

  assertNotKnownToRefuse(points: number): void {
    if (this.hasRoomFor(points)) return;
    // Another instance may have given something back since.
    const isFresh = performance.now() - this.saidAt < REPEAT_REFUSAL_MS;
    if (isFresh || points > this.bucket.points) throw new EmptyBucketError(this.bucket, this.msLeft);
  }

  hold(points: number): void {
    this.held += points;
  }

  /** What was held has come to so much. */
  settle(held: number, actual: number): void {
    this.held -= held;
    this.unsent += actual;
  }

  /** To be sent with the next. */
  later(points: number): void {
    this.unsent += points;
  }

  /** Where the table may have made the change, it is not sent again: rather is too little counted than somebody refused wrongly. */
  keep(points: number, change: 'not made' | 'unknown'): void {
    if (change === 'not made') this.unsent += points;
    else this.total += points;
  }

  /** Whether the table has to be told: somebody waits for it, or it counts more than a share too little, or too much where that could refuse somebody. */
  isDue(share: number): boolean {
    if (this.waiting.length > 0) return true;
    if (this.msLeft === 0) return false;
    return this.unsent > share || (this.sendable < 0 && this.total > this.bucket.points * KEPT_PART);
  }

  /** All that can be told goes on its way. */
  begin(): { readonly points: number; readonly waiting: readonly Waiting[] } {
    const waiting = this.waiting.splice(0);
    const settled = this.sendable;
    this.sending = settled + sumOf(waiting);
    this.unsent -= settled;
    return { points: this.sending, waiting };
  }

  /** The table has made the change. Who has waited is let in as far as there is room, in order; what the others asked for is given back. */
  confirm(total: number, waiting: readonly Waiting[]): void {
    this.total = total;
    this.saidAt = performance.now();
    this.sending = 0;
    let used = this.used - sumOf(waiting);
    for (const { points, decide } of waiting) {
      const isIn = used + points <= this.bucket.points;
      if (isIn) used += points;
      else this.unsent -= points;
      decide(isIn ? 'in' : 'full');
    }
  }

  /** The table is away: what was settled stays counted here. */
  fail(change: 'not made' | 'unknown', waiting: readonly Waiting[]): void {
    const settled = this.sending - sumOf(waiting);
    this.sending = 0;
    this.keep(settled, change);
  }

  /** What was given back and is used again, but not settled, is not given back to the others. */
  private get sendable(): number {
    return this.unsent < 0 ? Math.min(0, this.unsent + this.held) : this.unsent;
  }

  private get used(): number {
    return this.total + this.held + this.unsent + this.sending;
  }
}

function windowOf({ seconds }: Bucket, phaseMs: number): number {
  return Math.floor((Date.now() + phaseMs) / (seconds * 1000));
}

function sumOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((sum, { points }) => sum + points, 0);
}
