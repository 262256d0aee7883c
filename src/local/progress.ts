import { SingleBar } from 'cli-progress';

/** Shows on a terminal how far a long job is; elsewhere (a log, a pipe) it is silent. Writes to stderr only. */
export class Progress {
  private readonly bar: SingleBar | null;

  constructor(label: string, total: number) {
    this.bar = process.stderr.isTTY
      ? new SingleBar({ format: format(label), barsize: 30, stream: process.stderr })
      : null;
    this.bar?.start(total, 0);
  }

  add(count: number): void {
    this.bar?.increment(count);
  }

  end(): void {
    this.bar?.stop();
  }
}

function format(label: string): string {
  return `${label} {bar} {percentage}% · {value} of {total} items · {eta_formatted} left`;
}
