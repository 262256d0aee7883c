import { presentError } from '../response/presentError';
import type { Clock } from './clock';
import { aborted } from '../waiting/untilAborted';
import { ChangesMissedError } from './ChangeQueue';

interface Options {
  readonly clock: Pick<Clock, 'elapsed' | 'pause'>;
  /** How long the same is tried again. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
  readonly random?: () => number;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;

/**
 * Does it again while it fails in a way that passes, since what is an event's is lost where it is given up. Throws a {@link ChangesMissedError}
 * where that lasts for too long, and any other failure at once. Those who wait for the same do not try together.
 */
export async function persist<T>(
  act: () => Promise<T>,
  { clock, withinMs, signal, random = Math.random }: Options,
): Promise<T> {
  const until = clock.elapsed() + withinMs;
  for (let longestMs = FIRST_PAUSE_MS; ; longestMs = Math.min(2 * longestMs, LONGEST_PAUSE_MS)) {
    try {
      return await act();
    } catch (cause) {
      if (!isPassing(cause)) throw cause;
      const pauseMs = longestMs * (0.5 + random() / 2);
      if (clock.elapsed() + pauseMs > until) throw new ChangesMissedError('an event could not be read', { cause });
      await clock.pause(pauseMs, signal);
    }
    if (signal.aborted) throw aborted();
  }
}

function isPassing(cause: unknown): boolean {
  return presentError({ message: '' }, cause, '').formatted.extensions?.code === 'TRY_AGAIN';
}
