import type { CallerFacts } from '../loading/CallerFacts';
import type { Reader } from '../loading/Reader';
import type { Writer } from '../loading/Writer';
import type { CoordinateVerdicts } from './CoordinateAccess';
import type { Denials } from './Denials';
import type { Effects } from './Effects';

/** How the caller wants to learn of denied fields (header `x-on-denied`). */
export type OnDenied = 'error' | 'mask' | 'reject';

/** Limits how often something is tried that could be guessed, or that reaches somebody. */
export interface Attempts {
  /**
   * Takes one try of the named operation from the caller, then from their address. Throws a `PublicError` with code `RATE_LIMITED` (HTTP 429),
   * having taken nothing, where one has none left. `visitors`: people who are signed in are counted by themselves alone, and do not meet the
   * limit of an address that they share with visitors, who can be as many as they like.
   */
  count(operation: string, addresses?: 'everybody' | 'visitors'): Promise<Attempt>;
  /** Takes one try from each of these limits, in this order. Throws the same. */
  take(limits: readonly AttemptLimit[]): Promise<Attempt>;
}

/** A try that was taken. */
export interface Attempt {
  /** For what did not fail: it does not count. Never rejects: what was done is to be told, whatever becomes of its count. */
  giveBack(): Promise<void>;
}

/** At most so many tries in a window of so many seconds. Limits with equal members count together. */
export interface AttemptLimit {
  readonly name: string;
  readonly tries: number;
  readonly seconds: number;
  /** What is tried, such as an account; kept as a digest only. Left out: whatever it is. */
  readonly about?: string;
  /** Whether each address has tries of its own, and a /48 of IPv6 sixteen times as many. */
  readonly perAddress?: boolean;
}

/** What lives for one operation of one caller, and is thrown away with it. */
export interface Context<Services = unknown> {
  readonly requestId: string;
  readonly callerFacts: CallerFacts;
  readonly reader: Reader;
  /** Writes in the caller's own name. */
  readonly writer: Writer;
  /**
   * Writes in the system's own name, for what acting for the caller takes beyond what the caller may see. What is read by it goes into
   * the writes, and into no answer, no log and no error.
   */
  readonly systemWriter: Writer;
  readonly denials: Denials;
  readonly effects: Effects;
  readonly onDenied: OnDenied;
  readonly attempts: Attempts;
  /** Answers "may I?" for this caller. */
  readonly access: (coordinate: string) => CoordinateVerdicts;
  /** The time at which the request came. */
  readonly now: Date;
  /** When the request is given up; long work stops in time before, and says how far it came. */
  readonly deadline: Date;
  /** Logs what went wrong where the answer tells of something else: of an effect that is there all the same. */
  readonly report: (cause: unknown) => void;
  /** Aborts at the deadline, when the client has gone, and when the answer is out. */
  readonly signal: AbortSignal;
  /** What the resolvers of this API use beside the reader. */
  readonly services: Services;
  /** Sets a header of the HTTP answer. */
  readonly setHeader: (name: string, value: string) => void;
}
