import type { Log } from './requests/Log';
import type { RequestRecord, SecurityEventKind } from './requests/RequestRecord';

const MINUTE_MS = 60_000;
/** Forged credentials of one caller within a minute that are no mistake of an honest client any more. */
const MANY_TIMES = 10;
/** Denied coordinates within a minute that no honest client meets: it learns from the first answer. */
const MANY_DENIALS = 50;
/** Of who is counted within a minute; whoever comes after waits for the next one. */
const MAX_COUNTED = 10_000;

/**
 * Writes what is of interest to whoever watches over the API as lines of their own. A flood of the same from the same caller
 * writes its 1st, 10th, 100th … of each minute, so that an attacker cannot fill the log faster than by requests alone.
 */
export class SecurityEvents {
  private minute = 0;
  private readonly counts = new Map<string, number>();
  private onRepeated: (kind: SecurityEventKind) => void = () => undefined;

  constructor(
    private readonly logger: Log,
    private readonly now: () => number = Date.now,
  ) {}

  /** The listener hears of what one caller does again and again within a minute, while it goes on. */
  whenRepeated(listener: (kind: SecurityEventKind) => void): void {
    this.onRepeated = listener;
  }

  /** Reports what a request that is over has shown. */
  report(record: RequestRecord): void {
    this.startMinute();
    for (const kind of record.security) {
      const count = this.add(kind, record, 1);
      if (isPowerOfTen(count)) this.write(kind, record, count);
    }
    const denials = this.add('repeated_denials', record, record.denied.length);
    if (denials > MANY_DENIALS && denials - record.denied.length <= MANY_DENIALS) {
      this.write('repeated_denials', record, denials);
      // Written just now, and counted with the others.
      record.security.add('repeated_denials');
    }
  }

  private startMinute(): void {
    const minute = Math.floor(this.now() / MINUTE_MS);
    if (minute === this.minute) return;
    this.minute = minute;
    this.counts.clear();
  }

  /** How many of this kind there were within the minute, these included. */
  private add(kind: SecurityEventKind, { caller, network }: RequestRecord, more: number): number {
    if (more === 0) return 0;
    const name = `${kind} ${caller ?? network ?? ''}`;
    const count = (this.counts.get(name) ?? 0) + more;
    if (this.counts.has(name) || this.counts.size < MAX_COUNTED) this.counts.set(name, count);
    return count;
  }

  private write(kind: SecurityEventKind, record: RequestRecord, count: number): void {
    const { requestId, roles, caller, network } = record;
    this.logger.warn({ event: 'security', kind, requestId, roles, caller, network, count }, 'security event');
    if (count >= MANY_TIMES) this.onRepeated(kind);
  }
}

function isPowerOfTen(count: number): boolean {
  return Number.isInteger(Math.log10(count));
}
