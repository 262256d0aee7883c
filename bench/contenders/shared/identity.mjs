// Who is asking, as servers of this kind do it: aws-jwt-verify for Cognito's tokens, jose for the shop's own. Every contender
// verifies on every request; none keeps what it verified.
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { decodeProtectedHeader, jwtVerify } from 'jose';

const { COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID, BENCH_JWKS, GUEST_SESSION_KEYS, VISIT_TOKEN_KEYS } = process.env;

const verifier = CognitoJwtVerifier.create({
  userPoolId: COGNITO_USER_POOL_ID,
  clientId: COGNITO_CLIENT_ID,
  tokenUse: 'id',
});
verifier.cacheJwks(JSON.parse(BENCH_JWKS));

const guestKey = Buffer.from(GUEST_SESSION_KEYS, 'base64url');
const visitKey = Buffer.from(VISIT_TOKEN_KEYS, 'base64url');
const ROLES = { customers: 'CUSTOMER', 'shop-owners': 'SHOP_OWNER' };

/** Resolves with `{ roles, subject, guestSession, visit }`; rejects where a token is not good. */
export async function authenticate(headers) {
  const [principal, visit] = await Promise.all([principalOf(headers), visitOf(headers)]);
  return { ...principal, visit };
}

async function principalOf({ authorization }) {
  if (!authorization) return { roles: ['GUEST'], subject: null, guestSession: null };
  const token = authorization.slice('Bearer '.length);
  if (decodeProtectedHeader(token).typ === 'guest-session+jwt') return guestOf(token);
  const claims = await verifier.verify(token);
  const roles = (claims['cognito:groups'] ?? []).flatMap((group) => ROLES[group] ?? []);
  return { roles, subject: claims.sub, guestSession: null };
}

async function guestOf(token) {
  const { payload } = await jwtVerify(token, guestKey, { issuer: 'fieldgate', audience: 'fieldgate:guest-session' });
  return { roles: ['GUEST'], subject: null, guestSession: payload.sid };
}

async function visitOf({ 'x-visit-token': token }) {
  if (!token) return null;
  const { payload } = await jwtVerify(token, visitKey, { issuer: 'fieldgate', audience: 'fieldgate:visit' });
  return { shop: payload.tenant, serial: payload.serial };
}
