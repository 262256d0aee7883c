import { readFileSync } from 'node:fs';
import { onUncaught } from '../transports/http/lifecycle/endProcess';
import { describeFault } from '../observe/faultLog';
import { reportFailure } from './command';
import { Memoized } from '../waiting/Memoized';
import { DeadlineError, within } from '../waiting/within';

const PARENT_CHECK_MS = 500;
/** One Ctrl-C under npm arrives twice; whoever asks again later than this does not want to wait. */
const IMPATIENT_AFTER_MS = 1_000;
/** A step that takes longer is left behind: whatever we started ends with this process in any case. */
const STEP_WITHIN_MS = 8_000;

/** Ends a process in order: what was started last is stopped first, once, whatever asks for it. */
export class Shutdown {
  private readonly steps: (() => Promise<void>)[] = [];
  private readonly running = new Memoized(async () => this.runSteps());
  private exitCode = 0;

  /**
   * Makes Ctrl-C, SIGTERM and a closed terminal end the process with exit code 0, after `say` and every step; and an error that
   * nobody caught, with 1.
   */
  static onSignals(say: () => void): Shutdown {
    const shutdown = new Shutdown();
    let askedAt = 0;
    const stop = (): void => {
      if (!shutdown.isRunning) say();
      else if (performance.now() - askedAt > IMPATIENT_AFTER_MS) process.exit(0);
      else return;
      askedAt = performance.now();
      void shutdown.exit(0);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    watchNpm(stop);
    onUncaught((error) => {
      console.error(`\nAn error was caught by nobody: ${JSON.stringify(describeFault(error), null, 1)}`);
      void shutdown.exit(1);
    });
    return shutdown;
  }

  get isRunning(): boolean {
    return this.running.current !== null;
  }

  /** To be done at the end, before all that was added earlier. */
  add(step: () => Promise<void>): void {
    this.steps.push(step);
  }

  /** Runs the steps. A step that fails is told and does not keep the others from running. */
  async run(): Promise<void> {
    return this.running.get();
  }

  /** With the highest code that anybody asked for. */
  async exit(code: number): Promise<void> {
    this.exitCode = Math.max(this.exitCode, code);
    await this.run();
    process.exit(this.exitCode);
  }

  private async runSteps(): Promise<void> {
    for (let step = this.steps.pop(); step; step = this.steps.pop())
      await within(STEP_WITHIN_MS, step()).catch(reportUnlessLate);
  }
}

/** What takes longer is told by nobody. */
function reportUnlessLate(cause: unknown): void {
  if (!(cause instanceof DeadlineError)) reportFailure(cause);
}

/** A signal to `npm` does not always reach us, and none does when npm is killed. Under npm we end when npm does. */
function watchNpm(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const npm = parentOf(shell);
  const isGone = (): boolean => process.ppid !== shell || parentOf(shell) !== npm;
  setInterval(() => isGone() && stop(), PARENT_CHECK_MS).unref();
}

/** The parent of another process, where the system tells (on Linux). */
function parentOf(pid: number): number | null {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    return Number(afterName.split(' ')[1]);
  } catch {
    return null;
  }
}
