import { IdentityUnavailableError } from '../../src/identity/IdentityTokens';
import { PublicError } from '../../src/response/errors';
import type { FieldgateContext } from '../Services';

/** Who is signed in. The rules let nobody else get here. */
export function subjectOf({ callerFacts }: FieldgateContext): string {
  const { subject } = callerFacts.caller;
  if (subject === null) throw new PublicError('UNAUTHENTICATED', 'Sign in first.');
  return subject;
}

/** Throws `BAD_USER_INPUT` for an access token that is not good, or is not the caller's: the same words for both. */
export async function assertOwnAccessToken(context: FieldgateContext, accessToken: string): Promise<void> {
  const subject = subjectOf(context);
  const owner = await context.services.identityTokens.subjectOfAccessToken(accessToken).catch(refuse);
  if (owner !== subject) refuse();
}

function refuse(cause?: unknown): never {
  if (cause instanceof IdentityUnavailableError) throw cause;
  throw new PublicError('BAD_USER_INPUT', 'Expected the access token of the caller, which has not expired.', {
    argument: 'input.accessToken',
  });
}
