import type { CallerFacts } from '../loading/CallerFacts';
import type { Reader } from '../loading/Reader';
import type { Writer } from '../loading/Writer';
import type { Denials } from './Denials';

/** How the caller wants to learn of denied fields (header `x-on-denied`). */
export type OnDenied = 'error' | 'mask' | 'reject';

/** What lives for one operation of one caller, and is thrown away with it. */
export interface Context<Services = unknown> {
  readonly requestId: string;
  readonly callerFacts: CallerFacts;
  readonly reader: Reader;
  readonly writer: Writer;
  readonly denials: Denials;
  readonly onDenied: OnDenied;
  /** The time at which the request came. */
  readonly now: Date;
  /** When the request is given up; long work stops in time before, and says how far it came. */
  readonly deadline: Date;
  /** What the resolvers of this API use beside the reader. */
  readonly services: Services;
  /** Sets a header of the HTTP answer. */
  readonly setHeader: (name: string, value: string) => void;
}
