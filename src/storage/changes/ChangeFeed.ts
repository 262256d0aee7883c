import type { Change } from './Change';
import {
  ChangesLostError,
  GoneError,
  PlaceExpiredError,
  StreamOffError,
  StreamRenewedError,
  type ChangeStream,
  type Shard,
  type Start,
} from './ChangeStream';
import type { Clock } from './clock';
import type { FeedLag } from './FeedLag';
import { Background } from '../../waiting/Background';
import { Gate } from '../../waiting/Gate';

/** How far a reader has come: shard → the last sequence number that was handed on, or {@link DONE}. */
export type Positions = ReadonlyMap<string, string>;

/** A shard of which everything was handed on. */
const DONE = 'done';

/** How far a reader has come, and in which stream: another stream has other shards. */
export interface Progress {
  readonly stream: string | null;
  readonly positions: Positions;
}

export interface FeedOptions {
  readonly stream: ChangeStream;
  /** Where to begin where nothing was read before. */
  readonly start: 'oldest' | 'latest';
  readonly progress: Progress;
  /** Takes changes of one shard, in their order. While it rejects they are handed to it again. */
  readonly take: (changes: readonly Change[]) => Promise<void>;
  /** Tells whoever follows that changes may have been missed for good. While it rejects it is asked again. */
  readonly onGap?: () => Promise<void>;
  /** Hears of what went wrong and is tried again. */
  readonly onTrouble: (cause: unknown) => void;
  /** Is told of what was read, for whoever wants to know how far behind that is. */
  readonly lag?: FeedLag;
  /** How long a shard that has nothing new is left alone. The store takes five looks a second, for all readers together. */
  readonly pollMs: number;
  readonly clock: Clock;
}

const LOOK_FOR_SHARDS_MS = 20_000;
const AFTER_TROUBLE_MS = 1000;

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
  private readonly reading = new Set<string>();
  private readonly readers = new Background();
  private hasBegun: boolean;

  constructor(private readonly options: FeedOptions) {
    this.stream = options.progress.stream;
    this.positions = new Map(options.progress.positions);
    this.hasBegun = this.stream !== null;
  }

  /** Whether there is a stream to read; `null` before that is known. */
  get canRead(): boolean | null {
    return this.isOn;
  }

  get progress(): Progress {
    return { stream: this.stream, positions: new Map(this.positions) };
  }

  /** Reads until the signal aborts; resolves when nothing is under way any more. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, onTrouble } = this.options;
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      const isWell = await this.lookForShards(signal).then(
        () => true,
        (cause: unknown) => (onTrouble(cause), false),
      );
      if (isWell) this.ready.open();
      else if (this.isOn === false) this.ready.close();
      const pause = new AbortController();
      const waited = clock.pause(
        isWell ? LOOK_FOR_SHARDS_MS : AFTER_TROUBLE_MS,
        AbortSignal.any([signal, pause.signal]),
      );
      await Promise.race([waited, woken]);
      pause.abort();
    }
    await this.readers.over();
  }

  private async lookForShards(signal: AbortSignal): Promise<void> {
    const stream = await this.options.stream.name();
    const wasOff = this.isOn === false;
    this.isOn = stream !== null;
    if (stream === null) throw new StreamOffError('the table has no stream');
    if (stream !== this.stream && this.reading.size === 0) await this.begin(stream, signal);
    else if (wasOff && this.stream !== null) await this.tellGap(new StreamRenewedError('the stream was off'), signal);
    const current = this.stream ?? stream;
    const shards = await this.options.stream.shards(current).catch((cause: unknown) => {
      // The old one is gone; whoever reads it finds out, and the new one comes after that.
      if (stream !== current && cause instanceof GoneError) return [];
      throw cause;
    });
    if (!this.hasBegun && this.options.start === 'latest') this.passOver(shards);
    const ready = shards.filter((shard) => this.isReadable(shard, shards));
    await Promise.all(ready.map((shard) => this.follow(current, shard, signal)));
    await this.forgetAllBut(shards, signal);
    this.hasBegun = true;
    if (stream !== current && this.reading.size === 0) await this.begin(stream, signal);
  }

  /** Between two streams nothing was written down of what was written. */
  private async begin(stream: string, signal: AbortSignal): Promise<void> {
    if (this.stream !== null) await this.tellGap(new StreamRenewedError('the stream is another one'), signal);
    this.stream = stream;
    this.positions.clear();
  }

  private async tellGap(cause: Error, signal: AbortSignal): Promise<void> {
    this.options.onTrouble(cause);
    await this.untilDone(async () => this.options.onGap?.(), signal);
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
    for (const [id] of gone) this.positions.delete(id);
    if (gone.some(([, position]) => position !== DONE))
      await this.tellGap(new ChangesLostError('a shard is gone that was not read to its end'), signal);
  }

  /** Takes a place in the shard, and reads on from there without being waited for. */
  private async follow(stream: string, { id }: Shard, signal: AbortSignal): Promise<void> {
    const place = await this.placeIn(stream, id, this.hasBegun ? 'oldest' : this.options.start, signal);
    this.reading.add(id);
    const read = this.readShard(stream, id, place, signal).finally(() => {
      this.reading.delete(id);
      this.options.lag?.note(id, null);
      this.wake();
    });
    this.readers.add(read);
  }

  /** `null` where the shard is gone. */
  private async placeIn(stream: string, shard: string, otherwise: Start, signal: AbortSignal): Promise<string | null> {
    const after = this.positions.get(shard);
    const start = after === undefined ? otherwise : { after };
    return this.options.stream.place(stream, shard, start).catch(async (cause: unknown) => {
      if (cause instanceof GoneError) return this.gone(cause, signal);
      if (!(cause instanceof ChangesLostError)) throw cause;
      await this.tellGap(cause, signal);
      this.positions.delete(shard);
      return this.options.stream.place(stream, shard, 'oldest');
    });
  }

  /** Whatever of it was not read by now is lost. */
  private async gone(cause: GoneError, signal: AbortSignal): Promise<null> {
    await this.tellGap(cause, signal);
    return null;
  }

  private async readShard(stream: string, shard: string, begin: string | null, signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    let place = begin;
    while (place !== null && !signal.aborted) {
      const step = await this.step(stream, shard, place, signal);
      place = step.next;
      if (place !== null && step.pauseMs > 0) await clock.pause(step.pauseMs, signal);
    }
    if (place === null && !signal.aborted) this.positions.set(shard, DONE);
  }

  private async step(
    stream: string,
    shard: string,
    place: string,
    signal: AbortSignal,
  ): Promise<{ next: string | null; pauseMs: number }> {
    try {
      const { changes, since, next } = await this.options.stream.read(shard, place);
      this.options.lag?.note(shard, since);
      const last = changes.at(-1);
      if (!last) return { next, pauseMs: this.options.pollMs };
      if (await this.handOn(changes, signal)) this.positions.set(shard, last.sequence);
      return { next, pauseMs: 0 };
    } catch (cause) {
      if (cause instanceof PlaceExpiredError) return this.anew(stream, shard, place, signal);
      if (cause instanceof GoneError) return { next: await this.gone(cause, signal), pauseMs: 0 };
      if (!(cause instanceof ChangesLostError)) {
        this.options.onTrouble(cause);
        return { next: place, pauseMs: AFTER_TROUBLE_MS };
      }
      // What the place pointed at is gone for good, so the same place would be refused for ever. Where nothing was read of the shard
      // nothing is missed: DynamoDB Local refuses such places of a new stream.
      if (this.positions.has(shard)) await this.tellGap(cause, signal);
      this.positions.delete(shard);
      return this.anew(stream, shard, place, signal);
    }
  }

  /** Rather twice than never: where nothing was read yet, all that the stream keeps comes. */
  private async anew(
    stream: string,
    shard: string,
    place: string,
    signal: AbortSignal,
  ): Promise<{ next: string | null; pauseMs: number }> {
    try {
      return { next: await this.placeIn(stream, shard, 'oldest', signal), pauseMs: this.options.pollMs };
    } catch (cause) {
      this.options.onTrouble(cause);
      return { next: place, pauseMs: AFTER_TROUBLE_MS };
    }
  }

  /** Until they are taken; `false` where the reader is told to end before. */
  private async handOn(changes: readonly Change[], signal: AbortSignal): Promise<boolean> {
    return this.untilDone(async () => this.options.take(changes), signal);
  }

  private async untilDone(act: () => Promise<void> | undefined, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      try {
        await act();
        return true;
      } catch (cause) {
        this.options.onTrouble(cause);
        await this.options.clock.pause(AFTER_TROUBLE_MS, signal);
      }
    }
    return false;
  }
}
