import type { CredentialFlaw } from '../../identity/CredentialFlaw';
import type { Asker } from './Asker';
import type { RateLimits } from './RateLimits';

/** How a caller came in. */
export interface Entry {
  /** What is turned away at the door from now on, where they are held. */
  readonly credential?: string | null;
  /** How many requests it took to get here. */
  readonly requests?: number;
}

/**
 * What a request has to pass as soon as it is known who asks. Visit tokens that were never ours are guesses, and counted; one that has expired was
 * ours. Throws `RateLimitError`.
 */
export async function admitCaller(
  rateLimits: RateLimits,
  asker: Asker,
  visitFlaw: CredentialFlaw | null,
  { credential = null, requests = 1 }: Entry = {},
): Promise<void> {
  await rateLimits.assertNotHeld(asker, credential, requests);
  if (visitFlaw !== null && visitFlaw !== 'expired') await rateLimits.attempts(asker).count('visit-token');
}
