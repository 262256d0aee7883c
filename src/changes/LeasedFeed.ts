import { ChangeFeed, type FeedOptions, type Progress } from './ChangeFeed';
import { endingWith } from './endingWith';
import type { Lease, Turn } from './Lease';
import { Gate } from '../waiting/Gate';
import { Memoized } from '../waiting/Memoized';
import { untilAborted } from '../waiting/untilAborted';

interface Options extends Omit<FeedOptions, 'progress' | 'start'> {
  readonly lease: Lease;
  readonly durationMs: number;
  /** Whether this instance can hand anything on: one that cannot leaves it to another. */
  readonly isFit?: () => boolean;
}

/** No instance reads the stream; this one cannot, or not yet. */
class NobodyReadsError extends Error {
  override readonly name = 'NobodyReadsError';
}

/** The turn may be another's by now. */
class LeaseOverError extends Error {
  override readonly name = 'LeaseOverError';
}

/** How long what was asked of the lease is waited for when this instance ends, */
const ENDING_MS = 1000;
/** and how long for giving it up: whoever is not told takes over when it has run out. */
const RELEASE_MS = 1000;
/** How soon what was handed on is written down: after a crash so much comes again. */
const WRITE_DOWN_MS = 1000;

/**
 * Of all instances that run one, one at a time reads the stream, from where the last one had come. When an instance dies, another goes on as
 * soon as the lease has run out; when it ends in good order, at once. Everything is handed on at least once.
 */
export class LeasedFeed {
  private readonly ending = new AbortController();
  /** Shortly after that. */
  private readonly ended = new AbortController();
  /** When the turn may be over, by the steady clock. */
  private until = 0;
  private feed: ChangeFeed | null = null;
  private readonly running = new Memoized(async () => this.run());

  constructor(private readonly options: Options) {}

  /** Whether there is a stream to read; `null` where this instance does not know, or it is not its turn. */
  get canRead(): boolean | null {
    return this.feed?.canRead ?? null;
  }

  /** Whether it is this instance's turn. */
  get isLeading(): boolean {
    return this.feed !== null;
  }

  /** For how many seconds nobody has been reading, as far as this instance knows. */
  get secondsUnread(): number {
    return this.isLeading ? 0 : this.options.lease.unkeptMs / 1000;
  }

  start(): void {
    void this.running.get();
  }

  /** Lets another instance go on; resolves when this one does nothing any more. */
  async stop(): Promise<void> {
    this.ending.abort();
    const timer = setTimeout(() => this.ended.abort(), ENDING_MS);
    await this.running.current;
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    const { clock, durationMs } = this.options;
    while (!signal.aborted) {
      const asked = clock.elapsed();
      const turn = await untilAborted(this.look(), this.ended.signal).catch((cause: unknown) => this.failed(cause));
      // Others count from when it was taken, which may be as early as it was asked for.
      this.until = asked + durationMs;
      if (turn) await this.lead(turn);
      else await clock.pause(durationMs / 4, signal);
    }
  }

  private async look(): Promise<Turn | null> {
    const { lease, durationMs, onTrouble } = this.options;
    if (lease.unkeptMs > durationMs)
      onTrouble(new NobodyReadsError('nobody has kept the lease for longer than it lasts'));
    if (this.isFit) return lease.acquire();
    await lease.watch();
    return null;
  }

  private get isFit(): boolean {
    return this.options.isFit?.() ?? true;
  }

  private async lead(turn: Turn): Promise<void> {
    const leading = new AbortController();
    const signal = AbortSignal.any([leading.signal, this.ending.signal]);
    const isStreamKept = new Gate();
    const take: FeedOptions['take'] = async (changes) => {
      await isStreamKept.opened(signal);
      if (signal.aborted || this.mayBeOver()) throw new LeaseOverError('the lease may be over');
      await this.options.take(changes);
    };
    const feed = new ChangeFeed(
      endingWith({ ...this.options, take, start: 'oldest', progress: turn.progress }, signal),
    );
    const reading = feed.run(signal);
    this.feed = feed;
    await this.keep(turn, feed, isStreamKept);
    this.feed = null;
    leading.abort();
    await reading;
    if (!this.ending.signal.aborted && this.isFit) return;
    const { lease, onTrouble } = this.options;
    const soon = AbortSignal.timeout(RELEASE_MS);
    await untilAborted(lease.release(turn, feed.progress, soon), soon).catch(onTrouble);
  }

  /** Timers are late where the process was held up: whoever may not be the leader any more hands nothing on. */
  private mayBeOver(): boolean {
    return this.options.clock.elapsed() >= this.until;
  }

  /**
   * Resolves when the turn is over: this instance ends or hands on nothing, another one has it, or nobody could be asked for so long that one may.
   * The gate opens when it is written down which stream is read: whoever has the next turn could not tell else that it is another one by then.
   */
  private async keep(turn: Turn, feed: ChangeFeed, isStreamKept: Gate): Promise<void> {
    const { clock, durationMs } = this.options;
    const { signal } = this.ending;
    let written = turn.progress;
    while (!signal.aborted && this.isFit && !this.mayBeOver()) {
      if (written.stream !== null) isStreamKept.open();
      await this.pauseBeforeWriting(feed);
      const { progress } = feed;
      const isDue = clock.elapsed() >= this.until - (durationMs * 2) / 3;
      if (isAborted(signal) || this.mayBeOver() || (!isDue && isSame(progress, written))) continue;
      const asked = clock.elapsed();
      const isMine = await this.kept(turn, progress);
      if (isMine === false) return;
      if (isMine) [this.until, written] = [asked + durationMs, progress];
    }
  }

  /** Which stream is read is written down as soon as it is known. */
  private async pauseBeforeWriting({ ready, progress }: ChangeFeed): Promise<void> {
    const { clock, durationMs } = this.options;
    const pause = new AbortController();
    const signal = AbortSignal.any([this.ending.signal, pause.signal]);
    const waited = clock.pause(Math.min(WRITE_DOWN_MS, durationMs / 3, this.until - clock.elapsed()), signal);
    await (progress.stream === null ? Promise.race([waited, ready.opened(signal)]) : waited);
    pause.abort();
  }

  /** `null` where that is not known by the time at which the turn may be over. */
  private async kept(turn: Turn, progress: Progress): Promise<boolean | null> {
    const { clock, lease } = this.options;
    const late = new AbortController();
    // Not AbortSignal.timeout: what `any` alone refers to, Node 20 collects, and its timer with it.
    const timer = setTimeout(() => late.abort(), this.until - clock.elapsed());
    const signal = AbortSignal.any([late.signal, this.ended.signal]);
    return untilAborted(lease.keep(turn, progress, signal), signal)
      .catch((cause: unknown) => this.failed(cause))
      .finally(() => clearTimeout(timer));
  }

  private failed(cause: unknown): null {
    if (!this.ending.signal.aborted) this.options.onTrouble(cause);
    return null;
  }
}

/** Asked anew: what was found before the pause may not be so after it. */
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}

function isSame(one: Progress, other: Progress): boolean {
  if (one.stream !== other.stream || one.positions.size !== other.positions.size) return false;
  return [...one.positions].every(([shard, position]) => other.positions.get(shard) === position);
}
