import { EventEmitter, once } from 'node:events';
import { PATIENCE_MS } from './patience';

/** What stands in one line of the log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** Takes the place of stdout for a server's log: what would have been written there stands in `written`. */
export class LogRecorder {
  /** Each write as it came, line end included. */
  readonly written: string[] = [];
  private readonly events = new EventEmitter().setMaxListeners(0);

  write(text: string): void {
    this.written.push(text);
    this.events.emit('line');
  }

  /** Every line so far that has these fields; text that is no JSON is an error. */
  lines(fields: LogLine = {}): LogLine[] {
    const lines = this.written.map((text) => JSON.parse(text) as LogLine);
    return lines.filter((line) => Object.entries(fields).every(([name, value]) => line[name] === value));
  }

  /** The first line with these fields, which may still have to be written: a request's comes after its answer. */
  async line(fields: LogLine): Promise<LogLine> {
    await this.until(() => this.lines(fields).length > 0);
    return this.lines(fields)[0] ?? {};
  }

  /** Waits until it is so; looks again after each line. */
  async until(isSo: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!isSo()) {
      await once(this.events, 'line', { signal }).catch(() => {
        const last = this.written.slice(-3).join('');
        throw new Error(`expected other log lines, but they did not come; the last ones are:\n${last}`);
      });
    }
  }
}
