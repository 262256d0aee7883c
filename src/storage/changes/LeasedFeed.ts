import { ChangeFeed, type FeedOptions, type Progress } from './ChangeFeed';
import type { Lease, Turn } from './Lease';
import { Remembered } from '../../waiting/Remembered';

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

/** How soon what was handed on is written down: after a crash so much comes again. */
const WRITE_DOWN_MS = 1000;

/**
 * Of all instances that run one, one at a time reads the stream, from where the last one had come. When an instance dies, another goes on as
 * soon as the lease has run out; when it ends in good order, at once. Everything is handed on at least once.
 */
export class LeasedFeed {
  private readonly ending = new AbortController();
  private feed: ChangeFeed | null = null;
  private readonly running = new Remembered(async () => this.run());

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
    await this.running.current;
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    const { clock, durationMs, onTrouble } = this.options;
    while (!signal.aborted) {
      const turn = await this.look().catch((cause: unknown) => (onTrouble(cause), null));
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
    const feed = new ChangeFeed({ ...this.options, start: 'oldest', progress: turn.progress });
    const reading = feed.run(AbortSignal.any([leading.signal, this.ending.signal]));
    this.feed = feed;
    await this.keep(turn, feed);
    this.feed = null;
    leading.abort();
    await reading;
    if (this.ending.signal.aborted || !this.isFit)
      await this.options.lease.release(turn, feed.progress).catch(this.options.onTrouble);
  }

  /** Resolves when the turn is over: this instance ends or hands on nothing, another one has it, or nobody could be asked for so long that one may. */
  private async keep(turn: Turn, feed: ChangeFeed): Promise<void> {
    const { lease, clock, durationMs, onTrouble } = this.options;
    const { signal } = this.ending;
    let [until, written] = [clock.elapsed() + durationMs, feed.progress];
    while (!signal.aborted && this.isFit && clock.elapsed() < until) {
      await clock.pause(Math.min(WRITE_DOWN_MS, durationMs / 3), signal);
      const { progress } = feed;
      const isDue = clock.elapsed() >= until - (durationMs * 2) / 3;
      if (isAborted(signal) || (!isDue && isSame(progress, written))) continue;
      const asked = clock.elapsed();
      const isMine = await lease.keep(turn, progress).catch((cause: unknown) => (onTrouble(cause), null));
      if (isMine === false) return;
      if (isMine) [until, written] = [asked + durationMs, progress];
    }
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
