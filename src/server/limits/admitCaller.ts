import type { CredentialFlaw } from '../../identity/CredentialFlaw';
import type { Asker } from './Asker';
import type { RateLimits } from './RateLimits';

/**
 * What a request has to pass as soon as it is known who asks. Visit tokens that were never ours are guesses, and counted; one that has expired was
 * ours. Throws `RateLimitError`.
 */
export async function admitCaller(
  rateLimits: RateLimits,
  asker: Asker,
  visitFlaw: CredentialFlaw | null,
): Promise<void> {
  await rateLimits.assertNotHeld(asker);
  if (visitFlaw !== null && visitFlaw !== 'expired') await rateLimits.attempts(asker).count('visit-token');
}
