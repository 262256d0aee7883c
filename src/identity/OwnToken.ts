import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import type { CredentialFlaw } from './CredentialFlaw';
import { isCanonicalCompact } from './compactToken';
import { findKey, type KeyRing } from './signingKeys';

/** What a kind of token is: its `typ` and audience keep one kind from being taken for another, as do its own keys. */
export interface OwnTokenKind {
  readonly typ: string;
  readonly audience: string;
  readonly keys: KeyRing;
  readonly lifetimeSeconds: number;
}

const ISSUER = 'fieldgate';
const ALGORITHM = 'HS256';

/** When a token of this kind that is signed now ends: at a whole second. */
export function expiryOf({ lifetimeSeconds }: OwnTokenKind, now: Date): Date {
  return new Date((Math.floor(now.getTime() / 1000) + lifetimeSeconds) * 1000);
}

/** Signs a token of this kind that expires `lifetimeSeconds` after `now`. */
export async function signOwnToken(kind: OwnTokenKind, claims: JWTPayload, now: Date): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const [key] = kind.keys;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, typ: kind.typ, kid: key.id })
    .setIssuer(ISSUER)
    .setAudience(kind.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiryOf(kind, now))
    .sign(key.secret);
}

/**
 * The claims of a token of this kind, or a rejection: another `typ`, audience, issuer, algorithm or key, a missing or
 * reached `exp` (a token is dead at its very second).
 */
export async function verifyOwnToken(kind: OwnTokenKind, token: string, now: Date): Promise<JWTPayload> {
  if (!isCanonicalCompact(token)) throw new Error('expected a compact token in canonical base64url');
  const { payload } = await jwtVerify(
    token,
    ({ kid }) => {
      const key = findKey(kind.keys, kid);
      if (!key) throw new Error('unknown key');
      return key.secret;
    },
    {
      algorithms: [ALGORITHM],
      typ: kind.typ,
      issuer: ISSUER,
      audience: kind.audience,
      requiredClaims: ['exp', 'iat'],
      currentDate: now,
      clockTolerance: 0,
    },
  );
  return payload;
}

/** What the rejection of {@link verifyOwnToken} says of the token: its expiry is looked at last, when all else was right. */
export function flawOfOwnToken(cause: unknown): CredentialFlaw {
  return cause instanceof errors.JWTExpired ? 'expired' : 'forged';
}
