import type { Change } from './Change';
import {
  ChangesLostError,
  GoneError,
  PlaceExpiredError,
  StreamOffError,
  StreamRenewedError,
  StreamStartingError,
  type ChangeStream,
  type Shard,
  type Start,
} from './ChangeStream';
import type { Clock } from './clock';
import { isUnread, type FeedLag } from './FeedLag';
import { Background } from '../waiting/Background';
import { Gate } from '../waiting/Gate';
import { aborted } from '../waiting/untilAborted';

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

/** How soon a stream that was switched off, or off and on, is noticed. DynamoDB lets a table be described often, */
const LOOK_FOR_STREAM_MS = 5000;
/** and a stream ten times a second by all of an account together. */
const LOOK_FOR_SHARDS_MS = 20_000;
/**
 * Shards of a stream that is not the table's any more are closed, and are read to their ends. Where they never end (dynoxide goes on
 * reading by an iterator of the old stream), they are given up when nothing came for so long.
 */
const DRAINED_AFTER_MS = 5000;
const AFTER_TROUBLE_MS = 1000;
/** After so many failures in a row another place is asked for: a refusal that we do not know may be for good. */
const FAILURES_OF_PLACE = 30;

/** A shard while it is read. Times are by the steady clock. */
interface Reading {
  readonly stream: string;
  readonly shard: string;
  /** When the store last answered. */
  heardAt: number;
  /** Since when it has answered that there is nothing new. */
  emptySince: number | null;
  /** In a row. */
  failures: number;
}

interface Step {
  /** The place after it; `null` where there is none. */
  readonly next: string | null;
  readonly pauseMs: number;
}

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
  private readonly reading = new Map<string, Reading>();
  private readonly readers = new Background();
  private hasBegun: boolean;

  constructor(private readonly options: FeedOptions) {
    this.stream = options.progress.stream;
    this.positions = new Map(options.progress.positions);
    this.hasBegun = this.stream !== null;
  }

  /** Whether there is a stream that can be read; `null` before that is known. */
  get canRead(): boolean | null {
    return this.isOn === true && this.isStalled ? false : this.isOn;
  }

  private get isStalled(): boolean {
    const { clock, pollMs } = this.options;
    return [...this.reading.values()].some(({ heardAt }) => isUnread(clock.elapsed() - heardAt, pollMs));
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
    else if (wasOff) await this.tellGap(new StreamRenewedError('the stream was off'), signal);
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
      await this.tellGap(new StreamRenewedError('the stream is another one'), signal);
    this.newer = stream;
    if (this.reading.size > 0) return;
    [this.stream, this.newer] = [stream, null];
    this.positions.clear();
  }

  /** Throws where the reader ends before all are told: how far it came is then to stay as it was, so that the next one finds the gap as well. */
  private async tellGap(cause: Error, signal: AbortSignal): Promise<void> {
    this.options.onTrouble(cause);
    if (!(await this.untilDone(async () => this.options.onGap?.(), signal))) throw aborted();
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
      await this.tellGap(new ChangesLostError('a shard is gone that was not read to its end'), signal);
    for (const [id] of gone) this.positions.delete(id);
  }

  /** Takes a place in the shard, and reads on from there without being waited for. */
  private async follow(stream: string, { id }: Shard, signal: AbortSignal): Promise<void> {
    const reading = { stream, shard: id, heardAt: this.options.clock.elapsed(), emptySince: null, failures: 0 };
    this.reading.set(id, reading);
    const start = this.hasBegun ? 'oldest' : this.options.start;
    const place = await this.placeIn(reading, start, signal).catch((cause: unknown) => {
      this.reading.delete(id);
      throw cause;
    });
    const ended = this.readShard(reading, place, signal).catch(this.options.onTrouble);
    const read = ended.finally(() => {
      this.reading.delete(id);
      this.options.lag?.forget(id);
      this.lookAgain();
    });
    this.readers.add(read);
  }

  /** `null` where the shard is gone. */
  private async placeIn({ stream, shard }: Reading, otherwise: Start, signal: AbortSignal): Promise<string | null> {
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

  private async readShard(reading: Reading, begin: string | null, signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    let place = begin;
    while (place !== null && !signal.aborted) {
      const step: Step = await this.step(reading, place, signal);
      place = this.isDrained(reading) ? null : step.next;
      if (place !== null && step.pauseMs > 0) await clock.pause(step.pauseMs, signal);
    }
    if (place === null && !signal.aborted) this.positions.set(reading.shard, DONE);
  }

  private isDrained({ emptySince }: Reading): boolean {
    if (this.newer === null || emptySince === null) return false;
    return this.options.clock.elapsed() - emptySince > DRAINED_AFTER_MS;
  }

  private async step(reading: Reading, place: string, signal: AbortSignal): Promise<Step> {
    if (reading.failures >= FAILURES_OF_PLACE) return this.anew(reading, place, signal);
    const { shard } = reading;
    try {
      const { changes, since, next } = await this.options.stream.read(shard, place);
      this.options.lag?.note(shard, since);
      [reading.heardAt, reading.failures] = [this.options.clock.elapsed(), 0];
      const last = changes.at(-1);
      reading.emptySince = last ? null : (reading.emptySince ?? reading.heardAt);
      if (!last) return { next, pauseMs: this.options.pollMs };
      if (await this.handOn(changes, signal)) this.positions.set(shard, last.sequence);
      return { next, pauseMs: 0 };
    } catch (cause) {
      return this.afterFailure(cause, reading, place, signal);
    }
  }

  private async afterFailure(cause: unknown, reading: Reading, place: string, signal: AbortSignal): Promise<Step> {
    reading.emptySince = null;
    if (cause instanceof PlaceExpiredError) return this.anew(reading, place, signal);
    if (cause instanceof GoneError) return { next: await this.gone(cause, signal), pauseMs: 0 };
    if (!(cause instanceof ChangesLostError)) {
      reading.failures += 1;
      this.options.onTrouble(cause);
      return { next: place, pauseMs: AFTER_TROUBLE_MS };
    }
    // What the place pointed at is gone for good, so the same place would be refused for ever. Where nothing was read of the shard
    // nothing is missed: DynamoDB Local refuses such places of a new stream.
    if (this.positions.has(reading.shard)) await this.tellGap(cause, signal);
    this.positions.delete(reading.shard);
    return this.anew(reading, place, signal, 'oldest');
  }

  /**
   * A new place, after what was read. Where nothing was read yet, all that the stream keeps comes, rather twice than never; but who wanted no
   * more than what is new, and was long without an answer, is told that something may be missing.
   */
  private async anew(reading: Reading, place: string, signal: AbortSignal, start = this.options.start): Promise<Step> {
    reading.failures = 0;
    try {
      const next = await this.placeIn(reading, start, signal);
      if (start === 'latest' && !this.positions.has(reading.shard))
        await this.tellGap(new ChangesLostError('a place was lost of which nothing had been read'), signal);
      return { next, pauseMs: this.options.pollMs };
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
