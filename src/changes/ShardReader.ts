import type { Change } from './Change';
import { ChangesLostError, GoneError, PlaceExpiredError, type ChangeStream, type Start } from './ChangeStream';
import type { Clock } from './clock';
import { isUnread, type FeedLag } from './FeedLag';
import { AFTER_TROUBLE_MS, retryUntilDone } from './retryUntilDone';

/** The position in a shard of which everything was handed on. */
export const DONE = 'done';

export interface ReadingOptions {
  readonly stream: ChangeStream;
  /** Where to begin where nothing was read before. */
  readonly start: 'oldest' | 'latest';
  /** Takes changes of one shard, in their order. While it rejects they are handed to it again. */
  readonly take: (changes: readonly Change[]) => Promise<void>;
  /** Hears of what went wrong and is tried again. */
  readonly onTrouble: (cause: unknown) => void;
  /** Is told of what was read, for whoever wants to know how far behind that is. */
  readonly lag?: FeedLag;
  /** How long a shard that has nothing new is left alone. The store takes five looks a second, for all readers together. */
  readonly pollMs: number;
  readonly clock: Clock;
}

/** What the readers of all shards of a stream have in common. */
export interface FeedOfShards {
  /** Shard → the last sequence number that was handed on, or {@link DONE}. Each reader sets that of its own. */
  readonly positions: Map<string, string>;
  /** Whether the table has another stream by now. */
  readonly isOver: () => boolean;
  /** Rejects where the reader ends before all are told. */
  readonly reportGap: (cause: Error, signal: AbortSignal) => Promise<void>;
}

/**
 * Shards of a stream that is not the table's any more are closed, and are read to their ends. Where they never end (dynoxide goes on
 * reading by an iterator of the old stream), they are given up when nothing came for so long.
 */
const DRAINED_AFTER_MS = 5000;
/** After so many failures in a row another place is asked for: a refusal that we do not know may be for good. */
const FAILURES_OF_PLACE = 30;

interface Step {
  /** The place after it; `null` where there is none. */
  readonly next: string | null;
  readonly pauseMs: number;
}

/**
 * Reads one shard from where it was left to its end. Places that have expired, were lost or are refused again and again are replaced; what the
 * store has lost is told as a gap. Times are by the steady clock.
 */
export class ShardReader {
  private readonly stream: string;
  private readonly shard: string;
  /** When the store last answered. */
  private readAt: number;
  /** Since when it has answered that there is nothing new. */
  private emptySince: number | null = null;
  /** In a row. */
  private failures = 0;

  constructor(
    of: { readonly stream: string; readonly shard: string },
    private readonly options: ReadingOptions,
    private readonly feed: FeedOfShards,
  ) {
    [this.stream, this.shard] = [of.stream, of.shard];
    this.readAt = options.clock.elapsed();
  }

  get isStalled(): boolean {
    const { clock, pollMs } = this.options;
    return isUnread(clock.elapsed() - this.readAt, pollMs);
  }

  /** `null` where the shard is gone. */
  async place(otherwise: Start, signal: AbortSignal): Promise<string | null> {
    const { stream, shard } = this;
    const after = this.feed.positions.get(shard);
    const start = after === undefined ? otherwise : { after };
    return this.options.stream.place(stream, shard, start).catch(async (cause: unknown) => {
      if (cause instanceof GoneError) return this.gone(cause, signal);
      if (!(cause instanceof ChangesLostError)) throw cause;
      await this.feed.reportGap(cause, signal);
      this.feed.positions.delete(shard);
      return this.options.stream.place(stream, shard, 'oldest');
    });
  }

  /** Whatever of it was not read by now is lost. */
  private async gone(cause: GoneError, signal: AbortSignal): Promise<null> {
    await this.feed.reportGap(cause, signal);
    return null;
  }

  async readFrom(begin: string | null, signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    let place = begin;
    while (place !== null && !signal.aborted) {
      const step: Step = await this.step(place, signal);
      place = this.isDrained ? null : step.next;
      if (place !== null && step.pauseMs > 0) await clock.pause(step.pauseMs, signal);
    }
    if (place === null && !signal.aborted) this.feed.positions.set(this.shard, DONE);
  }

  private get isDrained(): boolean {
    if (!this.feed.isOver() || this.emptySince === null) return false;
    return this.options.clock.elapsed() - this.emptySince > DRAINED_AFTER_MS;
  }

  private async step(place: string, signal: AbortSignal): Promise<Step> {
    if (this.failures >= FAILURES_OF_PLACE) return this.anew(place, signal);
    const { shard } = this;
    try {
      const { changes, since, next } = await this.options.stream.read(shard, place);
      this.options.lag?.note(shard, since);
      [this.readAt, this.failures] = [this.options.clock.elapsed(), 0];
      const last = changes.at(-1);
      this.emptySince = last ? null : (this.emptySince ?? this.readAt);
      if (!last) return { next, pauseMs: this.options.pollMs };
      if (await this.handOn(changes, signal)) this.feed.positions.set(shard, last.sequence);
      return { next, pauseMs: 0 };
    } catch (cause) {
      return this.afterFailure(cause, place, signal);
    }
  }

  private async afterFailure(cause: unknown, place: string, signal: AbortSignal): Promise<Step> {
    this.emptySince = null;
    if (cause instanceof PlaceExpiredError) return this.anew(place, signal);
    if (cause instanceof GoneError) return { next: await this.gone(cause, signal), pauseMs: 0 };
    if (!(cause instanceof ChangesLostError)) {
      this.failures += 1;
      this.options.onTrouble(cause);
      return { next: place, pauseMs: AFTER_TROUBLE_MS };
    }
    // What the place pointed at is gone for good, so the same place would be refused for ever. Where nothing was read of the shard
    // nothing is missed: DynamoDB Local refuses such places of a new stream.
    if (this.feed.positions.has(this.shard)) await this.feed.reportGap(cause, signal);
    this.feed.positions.delete(this.shard);
    return this.anew(place, signal, 'oldest');
  }

  /**
   * A new place, after what was read. Where nothing was read yet, all that the stream keeps comes, rather twice than never; but who wanted no
   * more than what is new, and was long without an answer, is told that something may be missing.
   */
  private async anew(place: string, signal: AbortSignal, start = this.options.start): Promise<Step> {
    this.failures = 0;
    try {
      const next = await this.place(start, signal);
      if (start === 'latest' && !this.feed.positions.has(this.shard))
        await this.feed.reportGap(new ChangesLostError('a place was lost of which nothing had been read'), signal);
      return { next, pauseMs: this.options.pollMs };
    } catch (cause) {
      this.options.onTrouble(cause);
      return { next: place, pauseMs: AFTER_TROUBLE_MS };
    }
  }

  /** Until they are taken; `false` where the reader is told to end before. */
  private async handOn(changes: readonly Change[], signal: AbortSignal): Promise<boolean> {
    return retryUntilDone(async () => this.options.take(changes), this.options, signal);
  }
}
