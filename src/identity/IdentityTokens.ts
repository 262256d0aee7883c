import { CognitoJwtVerifier, JwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { FetchError, JwtExpiredError, WaitPeriodNotYetEndedJwkError } from 'aws-jwt-verify/error';

/** What a verified Cognito ID token proves. */
export interface VerifiedIdentity {
  readonly subject: string;
  readonly email: string | null;
  /** `cognito:groups` as it came, or empty where it is not a list of strings. */
  readonly groups: readonly string[];
}

/** Where identity tokens come from. */
export type IdentityProvider =
  | { readonly kind: 'cognito'; readonly userPoolId: string; readonly clientId: string }
  /** The local Cognito: its pool id is not of Cognito's form, so issuer and key set are named. Never in production. */
  | { readonly kind: 'local'; readonly issuer: string; readonly jwksUri: string; readonly clientId: string };

/** The provider's keys could not be fetched: that says nothing about the token, so it is not the caller's fault. */
export class IdentityUnavailableError extends Error {
  override readonly name = 'IdentityUnavailableError';
}

interface Verifier {
  verify(token: string): Promise<Record<string, unknown>>;
  hydrate(): Promise<void>;
}

/** Verifies Cognito ID tokens: signature (RS256 by the pool's keys only), issuer, client, token use and validity. */
export class IdentityTokens {
  private readonly verifier: Verifier;
  private warm = false;

  constructor(provider: IdentityProvider) {
    this.verifier = provider.kind === 'cognito' ? cognitoVerifier(provider) : localVerifier(provider);
  }

  /** Loads the pool's keys, so that the first request does not wait for them. */
  async preload(): Promise<void> {
    await this.verifier.hydrate();
    this.warm = true;
  }

  /**
   * Rejects on anything but a valid, unexpired ID token of this pool and client; with {@link IdentityUnavailableError}
   * where the keys that would tell could not be had.
   */
  async verify(token: string): Promise<VerifiedIdentity> {
    const payload = await this.verifier.verify(token).catch((cause: unknown) => {
      throw this.isUnavailable(cause) ? new IdentityUnavailableError('the identity provider cannot be reached') : cause;
    });
    this.warm = true;
    assertExpires(payload);
    assertNotBeforeIssued(payload);
    if (typeof payload.sub !== 'string' || payload.sub === '') throw new Error('an ID token carries `sub`');
    return { subject: payload.sub, email: verifiedEmail(payload), groups: groupsOf(payload) };
  }

  /** Between fetches an unknown key id is refused without asking again; that is an outage only while no keys were ever had. */
  private isUnavailable(cause: unknown): boolean {
    return cause instanceof FetchError || (!this.warm && cause instanceof WaitPeriodNotYetEndedJwkError);
  }
}

function cognitoVerifier({ userPoolId, clientId }: { userPoolId: string; clientId: string }): Verifier {
  return CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'id' });
}

function localVerifier({ issuer, jwksUri, clientId }: { issuer: string; jwksUri: string; clientId: string }): Verifier {
  const customJwtCheck = ({ payload }: { payload: Record<string, unknown> }) => {
    if (payload.token_use !== 'id') throw new Error('only ID tokens are taken');
  };
  const jwksCache = new SimpleJwksCache({ fetcher: { fetch: fetchOverHttp } });
  return JwtVerifier.create({ issuer, audience: clientId, jwksUri, customJwtCheck }, { jwksCache });
}

const FETCH_TIMEOUT_MS = 3000;

/** The library's own fetcher takes https only. */
async function fetchOverHttp(uri: string): Promise<ArrayBuffer> {
  try {
    const response = await fetch(uri, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (response.ok) return await response.arrayBuffer();
    throw new FetchError(uri, `status ${String(response.status)}`);
  } catch (cause) {
    throw cause instanceof FetchError ? cause : new FetchError(uri, 'no answer');
  }
}

/** aws-jwt-verify checks `exp` only where there is one; a token that never dies is refused here. */
function assertExpires(payload: Record<string, unknown>): void {
  if (typeof payload.exp !== 'number') throw new Error('a token carries `exp`');
  if (payload.exp * 1000 <= Date.now()) throw new JwtExpiredError('token expired', payload.exp);
}

function assertNotBeforeIssued(payload: Record<string, unknown>): void {
  const leewaySeconds = 60;
  if (typeof payload.iat === 'number' && payload.iat > Date.now() / 1000 + leewaySeconds) {
    throw new Error('the token was issued in the future');
  }
}

function verifiedEmail({ email, email_verified: verified }: Record<string, unknown>): string | null {
  return typeof email === 'string' && (verified === true || verified === 'true') ? email : null;
}

function groupsOf({ 'cognito:groups': groups }: Record<string, unknown>): readonly string[] {
  return Array.isArray(groups) && groups.every((group) => typeof group === 'string') ? groups : [];
}
