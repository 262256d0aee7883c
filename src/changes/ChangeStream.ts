import type { Change } from './Change';

export interface Shard {
  readonly id: string;
  /** The shard that this one goes on from; `null` where there is none any more. */
  readonly parent: string | null;
}

/** Where to begin in a shard. */
export type Start = 'oldest' | 'latest' | { readonly after: string };

export interface Records {
  readonly changes: readonly Change[];
  /** When the first of these was written, in milliseconds since 1970; `null` where there are none, or the store does not say. */
  readonly since: number | null;
  /** Where the next ones are; `null` where the shard is closed and all of it was read. */
  readonly next: string | null;
}

/** A place in a shard is good for some minutes only: ask for a new one. */
export class PlaceExpiredError extends Error {
  override readonly name = 'PlaceExpiredError';
}

/** What a reader wants to go on after is older than the stream keeps (a day): what was there is lost. */
export class ChangesLostError extends Error {
  override readonly name = 'ChangesLostError';
}

/** There is no such stream or shard, and there never will be again: it is to be forgotten. */
export class GoneError extends Error {
  override readonly name = 'GoneError';
}

/** The stream is another one than it was, or was off: what was written meanwhile is in none. */
export class StreamRenewedError extends Error {
  override readonly name = 'StreamRenewedError';
}

/** The table's stream is not switched on. */
export class StreamOffError extends Error {
  override readonly name = 'StreamOffError';
}

/** The stream is on, and has nothing that can be read yet. */
export class StreamStartingError extends Error {
  override readonly name = 'StreamStartingError';
}

/** The log of what was written to a table, as its store keeps it. */
export interface ChangeStream {
  /** What the stream is called now: it gets another name when it is switched off and on; `null` where it is off. */
  name(): Promise<string | null>;
  /** Throws {@link GoneError}. */
  shards(stream: string): Promise<readonly Shard[]>;
  /** Throws {@link ChangesLostError}, {@link GoneError}. */
  place(stream: string, shard: string, start: Start): Promise<string>;
  /** Throws {@link PlaceExpiredError}, {@link ChangesLostError}, {@link GoneError}. */
  read(shard: string, place: string): Promise<Records>;
}
