import { decodeProtectedHeader } from 'jose';
import { isCanonicalCompact } from './compactToken';
import type { Caller, DeviceClaim, GuestSession, VisitClaim } from './Caller';
import type { CredentialFlaw } from './CredentialFlaw';
import type { DeviceTokens } from './DeviceTokens';
import { GUEST_SESSION_TYP, type GuestSessions } from './GuestSessions';
import { flawOfIdentityToken, IdentityUnavailableError, type IdentityTokens } from './IdentityTokens';
import { flawOfOwnToken } from './OwnToken';
import type { StepUpTokens } from './StepUpTokens';
import type { VisitTokens } from './VisitTokens';

const VISIT_TOKEN_HEADER = 'x-visit-token';
export const STEP_UP_TOKEN_HEADER = 'x-step-up-token';
const DEVICE_TOKEN_HEADER = 'x-device-token';
const MOST_DEVICE_TOKENS = 4;

/** Which role a Cognito group gives, and which role stands for visitors. */
export interface RoleNames {
  readonly guest: string;
  readonly byGroup: ReadonlyMap<string, string>;
}

export interface Credentials {
  readonly identityTokens: IdentityTokens;
  readonly guestSessions: GuestSessions;
  readonly visitTokens: VisitTokens;
  /** What proves a second factor; `not required` where everybody counts as having proved one. */
  readonly secondFactor: StepUpTokens | 'not required';
  readonly deviceTokens: DeviceTokens;
  readonly guestCookieName: string;
  readonly deviceCookieName: string;
  readonly roles: RoleNames;
}

/** A request's headers by lower-case name, and every value where one came several times (`node:http`'s `headersDistinct`). */
export type Headers = Readonly<Record<string, readonly string[] | undefined>>;

/** A credential was sent and it is not good. The caller is refused, never taken for a guest. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';

  constructor(
    message: string,
    readonly reason: CredentialFlaw,
    /** Whether the bad credential was the guest cookie, which the answer then clears. */
    readonly ofCookie = false,
  ) {
    super(message);
  }
}

/** Who is calling, and what was wrong with the visit token that came with it. */
export interface Authentication {
  readonly caller: Caller;
  /** `null` where the visit token is good, or none came. */
  readonly visitFlaw: CredentialFlaw | null;
  /** When the credential that says who it is ends; `null` where there is none. */
  readonly expiresAt: Date | null;
}

/**
 * Who is calling. `Authorization` wins over the guest cookie, which is not read beside it; neither means a visitor without a session.
 * Throws {@link AuthenticationError} for a bad credential. A bad visit, step-up or device token grants nothing and refuses nothing;
 * `IdentityUnavailableError` where whether a step-up token is good cannot be found out now.
 */
export async function authenticate(headers: Headers, credentials: Credentials): Promise<Authentication> {
  const [{ expiresAt, ...authenticated }, { visit, visitFlaw }, device] = await Promise.all([
    authenticateCaller(headers, credentials),
    presentedVisit(headers, credentials.visitTokens),
    presentedDevice(headers, credentials),
  ]);
  const hasSecondFactor = await provesSecondFactor(headers, authenticated, credentials);
  return { caller: { ...authenticated, hasSecondFactor, visit, device }, visitFlaw, expiresAt };
}

type Authenticated = Omit<Caller, 'visit' | 'device' | 'hasSecondFactor'> & Pick<Authentication, 'expiresAt'>;

async function authenticateCaller(headers: Headers, credentials: Credentials): Promise<Authenticated> {
  const bearer = bearerToken(headers);
  if (bearer !== null)
    return isGuestToken(bearer) ? guestOf(bearer, credentials, false) : signedIn(bearer, credentials);
  const cookie = cookieValue(headers, credentials.guestCookieName);
  if (cookie !== null) return guestOf(cookie, credentials, true);
  return visitor(credentials.roles, null);
}

function bearerToken({ authorization }: Headers): string | null {
  if (authorization === undefined) return null;
  if (authorization.length > 1)
    throw new AuthenticationError('Expected one Authorization header, got several.', 'malformed');
  const match = /^Bearer +([A-Za-z0-9\-_.~+/]+=*)$/i.exec(authorization[0]?.trim() ?? '');
  if (!match?.[1] || !isCanonicalCompact(match[1]))
    throw new AuthenticationError('Expected "Authorization: Bearer <token>".', 'malformed');
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

async function signedIn(token: string, { identityTokens, roles }: Credentials): Promise<Authenticated> {
  const message = 'The identity token is not valid or has expired.';
  const identity = await identityTokens.verify(token).catch(refuse(message, flawOfIdentityToken));
  const { subject, email, signIn, expiresAt } = identity;
  return { roles: rolesOf(identity.groups, roles), subject, email, signIn, expiresAt, guestSession: null };
}

function rolesOf(groups: readonly string[], { byGroup }: RoleNames): readonly string[] {
  return [...byGroup].filter(([group]) => groups.includes(group)).map(([, role]) => role);
}

async function guestOf(
  token: string,
  { guestSessions, roles }: Credentials,
  ofCookie: boolean,
): Promise<Authenticated> {
  const message = 'The guest session is not valid or has expired: start a new one with startGuestSession.';
  return visitor(roles, await guestSessions.verify(token).catch(refuse(message, flawOfOwnToken, ofCookie)));
}

function visitor({ guest }: RoleNames, guestSession: GuestSession | null): Authenticated {
  const expiresAt = guestSession?.expiresAt ?? null;
  return { roles: [guest], subject: null, email: null, signIn: null, expiresAt, guestSession };
}

function refuse(message: string, flawOf: (cause: unknown) => CredentialFlaw, ofCookie = false) {
  return (cause: unknown): never => {
    if (cause instanceof IdentityUnavailableError) throw cause;
    throw new AuthenticationError(message, flawOf(cause), ofCookie);
  };
}

function cookieValue(headers: Headers, name: string): string | null {
  const [value = null, ...others] = cookieValues(headers, name);
  if (others.length > 0)
    throw new AuthenticationError('Expected one guest session cookie, got several.', 'malformed', true);
  return value;
}

function cookieValues({ cookie }: Headers, name: string): readonly string[] {
  const pairs = (cookie ?? []).flatMap((header) => header.split(';')).map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}

/** It opens nothing, so that the first good one is taken, wherever it came from. */
async function presentedDevice(
  headers: Headers,
  { deviceTokens, deviceCookieName }: Credentials,
): Promise<DeviceClaim | null> {
  const tokens = [...(headers[DEVICE_TOKEN_HEADER] ?? []), ...cookieValues(headers, deviceCookieName)];
  for (const token of tokens.slice(0, MOST_DEVICE_TOKENS)) {
    const device = await deviceTokens.verify(token).catch(() => null);
    if (device) return device;
  }
  return null;
}

interface PresentedVisit {
  readonly visit: VisitClaim | null;
  readonly visitFlaw: CredentialFlaw | null;
}

async function presentedVisit(
  { [VISIT_TOKEN_HEADER]: values = [] }: Headers,
  visitTokens: VisitTokens,
): Promise<PresentedVisit> {
  const [token, ...others] = values;
  if (token === undefined) return { visit: null, visitFlaw: null };
  if (others.length > 0) return { visit: null, visitFlaw: 'malformed' };
  return visitTokens.verify(token).then(
    (visit) => ({ visit, visitFlaw: null }),
    (cause: unknown) => ({ visit: null, visitFlaw: flawOfOwnToken(cause) }),
  );
}

/** Only who is signed in can have proved a second factor, and only for this sign-in. */
async function provesSecondFactor(
  { [STEP_UP_TOKEN_HEADER]: values = [] }: Headers,
  { subject, signIn }: Pick<Authenticated, 'subject' | 'signIn'>,
  { secondFactor }: Credentials,
): Promise<boolean> {
  if (secondFactor === 'not required') return true;
  const [token, ...others] = values;
  if (token === undefined || others.length > 0 || subject === null || signIn === null) return false;
  return secondFactor.proves(token, { subject, signIn });
}
