import { CognitoJwtVerifier, JwtVerifier } from 'aws-jwt-verify';
import { SimpleFetcher } from 'aws-jwt-verify/https';
import {
  FetchError,
  JwksValidationError,
  JwkValidationError,
  JwtExpiredError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  ParameterValidationError,
} from 'aws-jwt-verify/error';
import type { CredentialFlaw } from './CredentialFlaw';
import { KeySets } from './KeySets';
import { VerifiedTokens } from './VerifiedTokens';

/** What a verified Cognito ID token proves. */
export interface VerifiedIdentity {
  readonly subject: string;
  readonly email: string | null;
  /** `cognito:groups` as it came, or empty where it is not a list of strings. */
  readonly groups: readonly string[];
  /** Marks the sign-in that the token descends from, the same after each refresh; `null` where the token says nothing of it. */
  readonly signIn: string | null;
  readonly expiresAt: Date;
}

/** Where identity tokens come from. */
export type IdentityProvider =
  | {
      readonly kind: 'cognito';
      readonly userPoolId: string;
      readonly clientId: string;
      /** The pool's keys as they were when this was deployed; fetched at the start unless given. */
      readonly keySet?: KeySet | undefined;
    }
  /** The local Cognito: its pool id is not of Cognito's form, so issuer and key set are named. Never in production. */
  | { readonly kind: 'local'; readonly issuer: string; readonly jwksUri: string; readonly clientId: string };

/** A JWKS document. */
export interface KeySet {
  readonly keys: readonly (Readonly<Record<string, string>> & { readonly kid: string; readonly kty: string })[];
}

/** The provider's keys could not be fetched: that says nothing about the token, so it is not the caller's fault. */
export class IdentityUnavailableError extends Error {
  override readonly name = 'IdentityUnavailableError';
}

/** Nothing came, or something that is no key set: whether there is such a key, nobody knows. */
const NO_KEYS = [FetchError, JwksValidationError, JwkValidationError];

const FORGED = [
  JwtInvalidSignatureError,
  JwtInvalidSignatureAlgorithmError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
];

/** What the rejection of {@link IdentityTokens.verify} says of the token. Its signature is looked at before any claim. */
export function flawOfIdentityToken(cause: unknown): CredentialFlaw {
  if (cause instanceof JwtExpiredError) return 'expired';
  if (cause instanceof JwtParseError || cause instanceof ParameterValidationError) return 'malformed';
  return FORGED.some((kind) => cause instanceof kind) ? 'forged' : 'foreign';
}

type TokenUse = 'id' | 'access';

interface Verifier {
  verify(token: string, use: TokenUse): Promise<Record<string, unknown>>;
  hydrate(): Promise<void>;
  /** Ends keys that were withdrawn long enough ago: whether there were any. */
  endWithdrawn(): boolean;
}

/** Several times in the hour for which a key that is not among them stays good. A new key is fetched when its first token comes. */
const KEYS_REFRESHED_AFTER_MS = 900_000;

/** Verifies Cognito's tokens: signature (RS256 by the pool's keys only), issuer, client, token use and validity. */
export class IdentityTokens {
  private readonly verifier: Verifier;
  private readonly known = new VerifiedTokens<VerifiedIdentity>(({ expiresAt }) => expiresAt);
  private warm = false;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    provider: IdentityProvider,
    private readonly now: () => number = Date.now,
  ) {
    this.verifier = provider.kind === 'cognito' ? cognitoVerifier(provider, now) : localVerifier(provider, now);
    if (provider.kind === 'cognito' && provider.keySet) this.haveKeys();
  }

  /** Whether tokens can be verified without fetching anything first. */
  get isWarm(): boolean {
    return this.warm;
  }

  /** Loads the pool's keys, so that no request waits for them. Those that were loaded before stay good where this fails. */
  async preload(): Promise<void> {
    this.askedAt = this.now();
    await this.verifier.hydrate();
    this.known.forget();
    this.warm = true;
  }

  /**
   * Rejects on anything but a valid, unexpired ID token of this pool and client; with {@link IdentityUnavailableError}
   * where the keys that would tell could not be had.
   */
  async verify(token: string): Promise<VerifiedIdentity> {
    this.refreshOldKeys();
    return this.known.of(token, this.now(), async () => this.verifyAnew(token));
  }

  /** Whoever finds out that the keys are old does not wait for the new ones. */
  private refreshOldKeys(): void {
    if (this.verifier.endWithdrawn()) this.known.forget();
    if (this.warm && this.now() - this.askedAt > KEYS_REFRESHED_AFTER_MS) this.preload().catch(() => undefined);
  }

  private async verifyAnew(token: string): Promise<VerifiedIdentity> {
    const payload = await this.verified(token, 'id');
    return {
      subject: subjectOf(payload),
      email: verifiedEmail(payload),
      groups: groupsOf(payload),
      signIn: signInOf(payload),
      expiresAt: new Date(Number(payload.exp) * 1000),
    };
  }

  /** Whose access token it is: as {@link verify}, for the tokens that Cognito itself wants to see from its users. */
  async subjectOfAccessToken(token: string): Promise<string> {
    this.refreshOldKeys();
    return subjectOf(await this.verified(token, 'access'));
  }

  /** Like keys that were fetched just now: they are refreshed when they are old, and for a key that is not among them. */
  private haveKeys(): void {
    this.askedAt = this.now();
    this.warm = true;
  }

  private async verified(token: string, use: TokenUse): Promise<Record<string, unknown>> {
    const payload = await this.verifier.verify(token, use).catch((cause: unknown) => {
      throw this.isUnavailable(cause) ? new IdentityUnavailableError('the identity provider cannot be reached') : cause;
    });
    this.warm = true;
    assertExpires(payload);
    assertNotBeforeIssued(payload);
    return payload;
  }

  private isUnavailable(cause: unknown): boolean {
    // It was asked, and has no such key.
    if (cause instanceof KidNotFoundInJwksError) this.warm = true;
    return NO_KEYS.some((kind) => cause instanceof kind);
  }
}

type CognitoProvider = Extract<IdentityProvider, { kind: 'cognito' }>;
type LocalProvider = Extract<IdentityProvider, { kind: 'local' }>;

function cognitoVerifier({ userPoolId, clientId, keySet }: CognitoProvider, now: () => number): Verifier {
  const fetcher = new SimpleFetcher();
  const jwksCache = new KeySets(async (uri) => fetcher.fetch(uri), now);
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId }, { jwksCache });
  if (keySet) verifier.cacheJwks({ keys: keySet.keys.map((key) => ({ ...key })) });
  return {
    verify: async (token, tokenUse) => verifier.verify(token, { tokenUse }),
    hydrate: async () => verifier.hydrate(),
    endWithdrawn: () => jwksCache.endWithdrawn(),
  };
}

function localVerifier({ issuer, jwksUri, clientId }: LocalProvider, now: () => number): Verifier {
  const jwksCache = new KeySets(fetchOverHttp, now);
  const verifier = JwtVerifier.create({ issuer, jwksUri }, { jwksCache });
  const checks = {
    id: { audience: clientId, customJwtCheck: checkOf({ token_use: 'id' }) },
    // An access token names its client by a claim of its own.
    access: { audience: null, customJwtCheck: checkOf({ token_use: 'access', client_id: clientId }) },
  };
  return {
    verify: async (token, use) => verifier.verify(token, checks[use]),
    hydrate: async () => verifier.hydrate(),
    endWithdrawn: () => jwksCache.endWithdrawn(),
  };
}

function checkOf(expected: Readonly<Record<string, string>>) {
  return ({ payload }: { payload: Record<string, unknown> }) => {
    const wrong = Object.keys(expected).find((claim) => payload[claim] !== expected[claim]);
    if (wrong !== undefined) throw new Error(`expected another ${wrong}`);
  };
}

const FETCH_TIMEOUT_MS = 3000;

/** The library's own fetcher takes https only. */
async function fetchOverHttp(uri: string): Promise<ArrayBuffer> {
  try {
    const response = await fetch(uri, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
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

function subjectOf({ sub }: Record<string, unknown>): string {
  if (typeof sub !== 'string' || sub === '') throw new Error('a token carries `sub`');
  return sub;
}

/**
 * `origin_jti` is there where the pool can revoke tokens (its default); `auth_time` is of that sign-in, too, and beside the subject tells
 * sign-ins apart as far as seconds do.
 */
function signInOf({ origin_jti: origin, auth_time: time }: Record<string, unknown>): string | null {
  if (typeof origin === 'string' && origin !== '') return `origin:${origin}`;
  return typeof time === 'number' ? `time:${String(time)}` : null;
}

function verifiedEmail({ email, email_verified: verified }: Record<string, unknown>): string | null {
  return typeof email === 'string' && (verified === true || verified === 'true') ? email : null;
}

function groupsOf({ 'cognito:groups': groups }: Record<string, unknown>): readonly string[] {
  return Array.isArray(groups) && groups.every((group) => typeof group === 'string') ? groups : [];
}
