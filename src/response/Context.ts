import type { CallerFacts } from '../loading/CallerFacts';
import type { Reader } from '../loading/Reader';
import type { Writer } from '../loading/Writer';
import type { CoordinateVerdicts } from './CoordinateAccess';
import type { Denials } from './Denials';

/** How the caller wants to learn of denied fields (header `x-on-denied`). */
export type OnDenied = 'error' | 'mask' | 'reject';

/** Limits how often something that could be guessed is tried. */
export interface Attempts {
  /**
   * Counts one try of the named operation, by the caller, by their address and, where one is given, on the account, whoever tries.
   * Throws a `PublicError` with code `RATE_LIMITED` (HTTP 429) where there were too many. The account is kept as a digest only.
   */
  count(operation: string, account?: string): Promise<void>;
  /** Counts one try on the account against a quota that no configuration loosens, whoever tries. Throws the same. */
  countWithin(quota: Quota, account: string): Promise<void>;
}

/** At most so many tries on one account in any stretch of so many seconds; operations with one name count together. */
export interface Quota {
  readonly name: string;
  readonly tries: number;
  readonly seconds: number;
}

/** What lives for one operation of one caller, and is thrown away with it. */
export interface Context<Services = unknown> {
  readonly requestId: string;
  readonly callerFacts: CallerFacts;
  readonly reader: Reader;
  readonly writer: Writer;
  readonly denials: Denials;
  readonly onDenied: OnDenied;
  readonly attempts: Attempts;
  /** Answers "may I?" for this caller. */
  readonly access: (coordinate: string) => CoordinateVerdicts;
  /** The time at which the request came. */
  readonly now: Date;
  /** When the request is given up; long work stops in time before, and says how far it came. */
  readonly deadline: Date;
  /** Aborts at the deadline, when the client has gone, and when the answer is out. */
  readonly signal: AbortSignal;
  /** What the resolvers of this API use beside the reader. */
  readonly services: Services;
  /** Sets a header of the HTTP answer. */
  readonly setHeader: (name: string, value: string) => void;
}
