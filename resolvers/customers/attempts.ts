import { ContentionError, RequirementError } from '../../src/storage/errors';
import type { Write } from '../../src/storage/writes';
import type { FieldgateContext } from '../Services';

const ATTEMPTS = 8;
/** The part of a request's time that is kept for the answer. */
const KEPT = 0.25;

/**
 * Looks and writes until it is done: `attempt` looks at what is there and gives its outcome, or `null` where something changed between its
 * look and its write. Throws a `ContentionError` where that does not end.
 */
export async function untilDone<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (let tried = 0; tried < ATTEMPTS; tried += 1) {
    const outcome = await attempt();
    if (outcome !== null) return outcome;
  }
  throw new ContentionError();
}

/** Whether the writes were made; `false` where a requirement did not hold, so that nothing was. */
export async function isMade({ writer }: FieldgateContext, writes: readonly Write[]): Promise<boolean> {
  try {
    await writer.transact(writes);
    return true;
  } catch (cause) {
    if (cause instanceof RequirementError) return false;
    throw cause;
  }
}

/** Whether there is time for another step of a long work, and for the answer after it. */
export function isTimeLeft({ now, deadline }: FieldgateContext): boolean {
  const kept = KEPT * (deadline.getTime() - now.getTime());
  return Date.now() + kept < deadline.getTime();
}
