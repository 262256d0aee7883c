import type { Clock } from './clock';

/** How long whatever failed is left alone before it is tried again. */
export const AFTER_TROUBLE_MS = 1000;

interface Options {
  readonly clock: Clock;
  /** Hears of what went wrong and is tried again. */
  readonly onTrouble: (cause: unknown) => void;
}

/** Tries until it succeeds; `false` where the signal aborts before. */
export async function retryUntilDone(
  act: () => Promise<void> | undefined,
  { clock, onTrouble }: Options,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    try {
      await act();
      return true;
    } catch (cause) {
      onTrouble(cause);
      await clock.pause(AFTER_TROUBLE_MS, signal);
    }
  }
  return false;
}
