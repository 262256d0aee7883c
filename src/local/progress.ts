import { SingleBar } from 'cli-progress';

type Terminal = Pick<NodeJS.WriteStream, 'isTTY'> & NodeJS.WritableStream;

/** Shows on a terminal how far a long job is; elsewhere (a log, a pipe) it is silent. Writes to stderr only. */
export class Progress {
  private readonly bar: SingleBar | null;
  private count = 0;

  /** `expected` may be an estimate: whatever it was, a job that is done is shown at 100 %, and no other is. */
  constructor(
    label: string,
    private readonly expected: number,
    terminal: Terminal = process.stderr,
  ) {
    this.bar = terminal.isTTY ? new SingleBar({ format: format(label), barsize: 30, stream: terminal }) : null;
    this.bar?.start(this.total, 0);
  }

  add(count: number): void {
    this.count += count;
    this.bar?.setTotal(this.total);
    this.bar?.update(this.count);
  }

  /** Shows the job while it is under way, and its end. */
  async during<T>(job: Promise<T>): Promise<T> {
    try {
      const result = await job;
      this.bar?.setTotal(this.count);
      this.bar?.update(this.count);
      return result;
    } finally {
      this.bar?.stop();
    }
  }

  /** Where more comes than was expected, there is always a little left until it is over. */
  private get total(): number {
    return Math.max(this.expected, Math.ceil(this.count * 1.01) + 1);
  }
}

function format(label: string): string {
  return `${label} {bar} {percentage}% · {value} of {total} items · {eta_formatted} left`;
}
