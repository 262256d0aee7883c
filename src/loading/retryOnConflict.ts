import { ContentionError } from '../storage/calls/errors';

const ATTEMPTS = 8;

/**
 * Looks and writes until it is done: `attempt` looks at what is there and gives its outcome, or `null` where something changed between its
 * look and its write. Throws a `ContentionError` where that does not end.
 */
export async function retryOnConflict<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (let tried = 0; tried < ATTEMPTS; tried += 1) {
    const outcome = await attempt();
    if (outcome !== null) return outcome;
  }
  throw new ContentionError();
}
