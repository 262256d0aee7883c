import { setTimeout as wait } from 'node:timers/promises';

/** Time, handed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970, as dates are written: another machine has another opinion, and it can go backwards. */
  readonly now: () => number;
  /** Milliseconds since whenever: for how long something takes. It never goes backwards. */
  readonly elapsed: () => number;
  /** Resolves after so long, and at once when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export const CLOCK: Clock = {
  now: Date.now,
  elapsed: () => performance.now(),
  pause: async (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => undefined),
};
