import { decodeProtectedHeader } from 'jose';
import { isCanonicalCompact } from './compactToken';
import type { Caller, GuestSession, VisitClaim } from './Caller';
import { GUEST_SESSION_TYP, type GuestSessions } from './GuestSessions';
import { IdentityUnavailableError, type IdentityTokens } from './IdentityTokens';
import type { VisitTokens } from './VisitTokens';

const VISIT_TOKEN_HEADER = 'x-visit-token';

/** Which role a Cognito group gives, and which role stands for visitors. */
export interface RoleNames {
  readonly guest: string;
  readonly byGroup: ReadonlyMap<string, string>;
}

export interface Credentials {
  readonly identityTokens: IdentityTokens;
  readonly guestSessions: GuestSessions;
  readonly visitTokens: VisitTokens;
  readonly guestCookieName: string;
  readonly roles: RoleNames;
}

/** A request's headers by lower-case name, and every value where one came several times (`node:http`'s `headersDistinct`). */
export type Headers = Readonly<Record<string, readonly string[] | undefined>>;

/** A credential was sent and it is not good. The caller is refused, never taken for a guest. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';

  constructor(
    message: string,
    /** Whether the bad credential was the guest cookie, which the answer then clears. */
    readonly ofCookie = false,
  ) {
    super(message);
  }
}

/**
 * Who is calling. `Authorization` wins over the guest cookie, which is not read beside it; neither means a visitor without a session.
 * Throws {@link AuthenticationError} for a bad credential. A bad visit token grants nothing and refuses nothing.
 */
export async function authenticate(headers: Headers, credentials: Credentials): Promise<Caller> {
  const [principal, visit] = await Promise.all([
    authenticatePrincipal(headers, credentials),
    presentedVisit(headers, credentials.visitTokens),
  ]);
  return { ...principal, visit };
}

type Principal = Omit<Caller, 'visit'>;

async function authenticatePrincipal(headers: Headers, credentials: Credentials): Promise<Principal> {
  const bearer = bearerToken(headers);
  if (bearer !== null)
    return isGuestToken(bearer) ? guestOf(bearer, credentials, false) : signedIn(bearer, credentials);
  const cookie = cookieValue(headers, credentials.guestCookieName);
  if (cookie !== null) return guestOf(cookie, credentials, true);
  return visitor(credentials.roles, null);
}

function bearerToken({ authorization }: Headers): string | null {
  if (authorization === undefined) return null;
  if (authorization.length > 1) throw new AuthenticationError('Expected one Authorization header, got several.');
  const match = /^Bearer +([A-Za-z0-9\-_.~+/]+=*)$/i.exec(authorization[0]?.trim() ?? '');
  if (!match?.[1] || !isCanonicalCompact(match[1]))
    throw new AuthenticationError('Expected "Authorization: Bearer <token>".');
  return match[1];
}

/** Routes by `typ`, which is not yet verified: it only chooses which verifier must say yes. */
function isGuestToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === GUEST_SESSION_TYP;
  } catch {
    return false;
  }
}

async function signedIn(token: string, { identityTokens, roles }: Credentials): Promise<Principal> {
  const identity = await identityTokens.verify(token).catch(refuse('The identity token is not valid or has expired.'));
  const { subject, email } = identity;
  return { roles: rolesOf(identity.groups, roles), subject, email, guestSession: null };
}

function rolesOf(groups: readonly string[], { byGroup }: RoleNames): readonly string[] {
  return [...byGroup].filter(([group]) => groups.includes(group)).map(([, role]) => role);
}

async function guestOf(token: string, { guestSessions, roles }: Credentials, ofCookie: boolean): Promise<Principal> {
  const message = 'The guest session is not valid or has expired: start a new one with startGuestSession.';
  return visitor(roles, await guestSessions.verify(token).catch(refuse(message, ofCookie)));
}

function visitor({ guest }: RoleNames, guestSession: GuestSession | null): Principal {
  return { roles: [guest], subject: null, email: null, guestSession };
}

function refuse(message: string, ofCookie = false) {
  return (cause: unknown): never => {
    if (cause instanceof IdentityUnavailableError) throw cause;
    throw new AuthenticationError(message, ofCookie);
  };
}

function cookieValue({ cookie }: Headers, name: string): string | null {
  const pairs = (cookie ?? []).flatMap((header) => header.split(';'));
  const found = pairs.map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${name}=`));
  if (found.length > 1) throw new AuthenticationError('Expected one guest session cookie, got several.', true);
  return found[0] === undefined ? null : found[0].slice(name.length + 1);
}

async function presentedVisit(
  { [VISIT_TOKEN_HEADER]: values }: Headers,
  visitTokens: VisitTokens,
): Promise<VisitClaim | null> {
  if (values?.length !== 1 || values[0] === undefined) return null;
  return visitTokens.verify(values[0]).catch(() => null);
}
