import { setTimeout as wait } from 'node:timers/promises';

interface Clock {
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
  readonly wait: (milliseconds: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  wait: async (milliseconds, signal) => wait(milliseconds, undefined, signal && { signal }),
};

/**
 * Answers at fixed moments, so that how long the work took is not to be seen from outside. A fixed minimum alone would tell all work that
 * takes longer from all that does not; here both are rounded up to the same step, and only what crosses a step shows.
 */
export class FixedTimeResponse {
  constructor(
    /** 0 answers at once. */
    private readonly stepMs: number,
    private readonly clock: Clock = CLOCK,
  ) {}

  /** The outcome of the work, good or bad, an integer number of steps after its beginning. Nobody is waited for who has gone. */
  async keep<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const begun = this.clock.now();
    try {
      return await work();
    } finally {
      await this.untilNextStep(this.clock.now() - begun, signal);
    }
  }

  private async untilNextStep(takenMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.stepMs === 0) return;
    const steps = Math.max(1, Math.ceil(takenMs / this.stepMs));
    await this.clock.wait(steps * this.stepMs - takenMs, signal).catch(() => undefined);
  }
}
