import type { Log } from '../observe/requests/Log';
import type { ChangesReader } from '../observe/telemetry/Telemetry';

const TELL_EVERY_MS = 60_000;
/** What is less comes and goes with every burst of writes. */
const LATE_SECONDS = 60;

/** Logs by how much a reader of changes is behind, once a minute for as long as that is more than a minute: operators’ alarms count these lines. */
export class LagLog {
  private readonly readers = new Map<ChangesReader, () => number>();
  private readonly reporting: NodeJS.Timeout;

  constructor(private readonly logger: Log) {
    this.reporting = setInterval(() => this.report(), TELL_EVERY_MS).unref();
  }

  /** `seconds` must not throw. */
  watch(reader: ChangesReader, seconds: () => number): void {
    this.readers.set(reader, seconds);
  }

  close(): void {
    clearInterval(this.reporting);
  }

  private report(): void {
    for (const [reader, seconds] of this.readers) {
      const lagSeconds = Math.round(seconds());
      if (lagSeconds > LATE_SECONDS)
        this.logger.warn({ event: 'changes', reader, lagSeconds }, 'changes are read late');
    }
  }
}
