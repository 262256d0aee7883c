import type { SignInTokens } from '../../schema/accountPayloads';
import { CUSTOMERS_GROUP } from '../../schema/roles';
import type { VerifiedIdentity } from '../../src/identity/IdentityTokens';
import type { Tokens } from '../../src/identity/userPool/UserPool';
import type { FieldgateContext } from '../Services';

/** A sign-in that has just succeeded. */
export interface Session {
  readonly identity: VerifiedIdentity;
  readonly tokens: SignInTokens;
}

/** What fresh tokens prove, by the same verification as on every request. */
export async function sessionOf({ services }: FieldgateContext, tokens: Tokens): Promise<Session> {
  const identity = await services.identityTokens.verify(tokens.idToken);
  return { identity, tokens: { ...tokens, expiresAt: identity.expiresAt } };
}

/**
 * The session of somebody who has just signed in. Whoever is in no group at all is made a customer, as confirming makes everybody:
 * something went wrong there, or they confirmed elsewhere. Tokens name the groups of the moment they were made, so that takes new ones.
 */
export async function sessionWithRole(context: FieldgateContext, tokens: Tokens): Promise<Session> {
  const session = await sessionOf(context, tokens);
  const { refreshToken } = tokens;
  if (session.identity.groups.length > 0 || refreshToken === null) return session;
  const { services, signal } = context;
  await services.userPool.addToGroup(session.identity.subject, CUSTOMERS_GROUP, signal);
  const fresh = await services.userPool.refresh(refreshToken, signal);
  return sessionOf(context, { ...fresh, refreshToken: fresh.refreshToken ?? refreshToken });
}

/**
 * Whoever signs in is no guest any more: the cookie goes, and the session in it is handed to the person, for claimGuestOrders. Somebody
 * who had planted it, or has seen it, is left with one that shows nothing once its orders are claimed.
 */
export async function endGuestSession({ callerFacts, services, setHeader }: FieldgateContext): Promise<string | null> {
  const { guestSession } = callerFacts.caller;
  if (!guestSession) return null;
  setHeader('set-cookie', services.guestCookie.clear());
  return services.guestSessions.handOver(guestSession);
}
