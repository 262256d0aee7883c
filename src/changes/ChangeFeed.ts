import {
  ChangesLostError,
  GoneError,
  StreamOffError,
  StreamRenewedError,
  StreamStartingError,
  type Shard,
} from './ChangeStream';
import { AFTER_TROUBLE_MS, retryUntilDone } from './retryUntilDone';
import { DONE, ShardReader, type FeedOfShards, type ReadingOptions } from './ShardReader';
import { Background } from '../waiting/Background';
import { Gate } from '../waiting/Gate';
import { aborted } from '../waiting/untilAborted';

/** How far a reader has come: shard → the last sequence number that was handed on, or {@link DONE}. */
export type Positions = ReadonlyMap<string, string>;

/** How far a reader has come, and in which stream: another stream has other shards. */
export interface Progress {
  readonly stream: string | null;
  readonly positions: Positions;
}

export interface FeedOptions extends ReadingOptions {
  readonly progress: Progress;
  /** Tells whoever follows that changes may have been missed for good. While it rejects it is asked again. */
  readonly onGap?: () => Promise<void>;
}

/** How soon a stream that was switched off, or off and on, is noticed. DynamoDB lets a table be described often, */
const LOOK_FOR_STREAM_MS = 5000;
/** and a stream ten times a second by all of an account together. */
const LOOK_FOR_SHARDS_MS = 20_000;
/**
 * Reads a stream from where its reader left off, and hands on what was written, in the order in which each item was: a shard that was split
 * is read to its end before those that go on from it. Nothing is passed over: what cannot be read or handed on is tried again, and where the
 * store has lost something, that is said. What was handed on shortly before the reader ended may come again.
 */
export class ChangeFeed {
  /** Open once every shard is being read, so that whatever is written from now on is handed on. */
  readonly ready = new Gate();
  private wake: () => void = () => undefined;
  /** What the last look said. */
  private isOn: boolean | null = null;
  private stream: string | null;
  private readonly positions: Map<string, string>;
  /** Another stream that the table has by now, where the one that is read is not its own any more; followers have been told. */
  private newer: string | null = null;
  /** By the steady clock. */
  private shardsDueAt = 0;
  /** Also those for which a place is asked for. */
  private readonly reading = new Map<string, ShardReader>();
  private readonly readers = new Background();
  private hasBegun: boolean;
  private readonly ofShards: FeedOfShards;

  constructor(private readonly options: FeedOptions) {
    this.stream = options.progress.stream;
    this.positions = new Map(options.progress.positions);
    this.ofShards = {
      positions: this.positions,
      isOver: () => this.newer !== null,
      reportGap: async (cause, signal) => this.reportGap(cause, signal),
    };
    this.hasBegun = this.stream !== null;
  }

  /** Whether there is a stream that can be read; `null` before that is known. */
  get canRead(): boolean | null {
    return this.isOn === true && this.isStalled ? false : this.isOn;
  }

  private get isStalled(): boolean {
    return [...this.reading.values()].some((reader) => reader.isStalled);
  }

  get progress(): Progress {
    return { stream: this.stream, positions: new Map(this.positions) };
  }

  /** Reads until the signal aborts; resolves when nothing is under way any more. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, onTrouble } = this.options;
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      const isWell = await this.look(signal).then(
        () => true,
        (cause: unknown) => (onTrouble(cause), false),
      );
      if (this.canRead === false) this.ready.close();
      else if (isWell) this.ready.open();
      const pause = new AbortController();
      const waited = clock.pause(
        isWell && this.canRead ? LOOK_FOR_STREAM_MS : AFTER_TROUBLE_MS,
        AbortSignal.any([signal, pause.signal]),
      );
      await Promise.race([waited, woken]);
      pause.abort();
    }
    await this.readers.over();
  }

  private async look(signal: AbortSignal): Promise<void> {
    const stream = await this.options.stream.name();
    const wasOff = this.isOn === false;
    this.isOn = stream !== null;
    if (stream === null) throw new StreamOffError('the table has no stream');
    if (stream !== this.stream) await this.turnTo(stream, signal);
    else if (wasOff) await this.reportGap(new StreamRenewedError('the stream was off'), signal);
    else if (this.options.clock.elapsed() < this.shardsDueAt) return;
    // Whoever ends meanwhile may ask for the next look.
    this.shardsDueAt = this.options.clock.elapsed() + LOOK_FOR_SHARDS_MS;
    await this.lookForShards(stream, signal).catch((cause: unknown) => {
      this.shardsDueAt = 0;
      throw cause;
    });
    if (stream !== this.stream && this.reading.size === 0) this.lookAgain();
  }

  private lookAgain(): void {
    this.shardsDueAt = 0;
    this.wake();
  }

  private async lookForShards(stream: string, signal: AbortSignal): Promise<void> {
    const current = this.stream ?? stream;
    const shards = await this.options.stream.shards(current).catch((cause: unknown) => {
      // The old one is gone; whoever reads it finds out, and the new one comes after that.
      if (stream !== current && cause instanceof GoneError) return [];
      throw cause;
    });
    // To begin with none, and to find the first ones later, would be to begin with all that was ever written.
    if (!this.hasBegun && shards.length === 0) throw new StreamStartingError('the stream has no shards yet');
    if (!this.hasBegun && this.options.start === 'latest') this.passOver(shards);
    const ready = shards.filter((shard) => this.isReadable(shard, shards));
    const begun = await Promise.allSettled(ready.map((shard) => this.follow(current, shard, signal)));
    for (const each of begun) if (each.status === 'rejected') throw each.reason;
    await this.forgetAllBut(shards, signal);
    this.hasBegun = true;
  }

  /** Between two streams nothing was written down of what was written. What is left in the old one comes first. */
  private async turnTo(stream: string, signal: AbortSignal): Promise<void> {
    if (this.stream !== null && this.newer !== stream)
      await this.reportGap(new StreamRenewedError('the stream is another one'), signal);
    this.newer = stream;
    if (this.reading.size > 0) return;
    [this.stream, this.newer] = [stream, null];
    this.positions.clear();
  }

  /** Throws where the reader ends before all are told: how far it came is then to stay as it was, so that the next one finds the gap as well. */
  private async reportGap(cause: Error, signal: AbortSignal): Promise<void> {
    this.options.onTrouble(cause);
    if (!(await retryUntilDone(async () => this.options.onGap?.(), this.options, signal))) throw aborted();
  }

  /** What has been split already is closed: whoever begins with the latest has nothing to find there. */
  private passOver(shards: readonly Shard[]): void {
    for (const { parent } of shards) if (parent !== null) this.positions.set(parent, DONE);
  }

  /** Of a family of shards the parent comes first. */
  private isReadable({ id, parent }: Shard, all: readonly Shard[]): boolean {
    if (this.reading.has(id) || this.positions.get(id) === DONE) return false;
    return parent === null || this.positions.get(parent) === DONE || !all.some((other) => other.id === parent);
  }

  /** What the store does not name any more, it never will again: what was not read of it by now is lost. */
  private async forgetAllBut(shards: readonly Shard[], signal: AbortSignal): Promise<void> {
    const known = new Set(shards.map(({ id }) => id));
    const gone = [...this.positions].filter(([id]) => !known.has(id) && !this.reading.has(id));
    if (gone.some(([, position]) => position !== DONE))
      await this.reportGap(new ChangesLostError('a shard is gone that was not read to its end'), signal);
    for (const [id] of gone) this.positions.delete(id);
  }

  /** Takes a place in the shard, and reads on from there without being waited for. */
  private async follow(stream: string, { id }: Shard, signal: AbortSignal): Promise<void> {
    const reader = new ShardReader({ stream, shard: id }, this.options, this.ofShards);
    this.reading.set(id, reader);
    const start = this.hasBegun ? 'oldest' : this.options.start;
    const place = await reader.place(start, signal).catch((cause: unknown) => {
      this.reading.delete(id);
      throw cause;
    });
    const ended = reader.readFrom(place, signal).catch(this.options.onTrouble);
    const read = ended.finally(() => {
      this.reading.delete(id);
      this.options.lag?.forget(id);
      this.lookAgain();
    });
    this.readers.add(read);
  }
}
