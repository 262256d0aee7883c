// Real credentials for the bench: RS256 tokens as Cognito issues them, guest sessions and visit tokens as Fieldgate issues them.
import { randomBytes, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { fromDist } from '../store/fromDist.mjs';
import { CUSTOMER, GUEST_SESSION, OWNER, SHOP } from '../store/world.mjs';

const POOL = 'eu-central-1_Bench0001';
const CLIENT = 'bench-client';
const LIFETIME_SECONDS = 7200;
/** Callers come with tokens of several sign-ins. */
const SIGN_INS = 20;

/** The environment that tells every contender whom to believe, and the headers of each kind of caller (one entry a sign-in). */
export async function createCredentials() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'bench-key', alg: 'RS256', use: 'sig' };
  const keys = { guest: newKey(), visit: newKey(), cursor: newKey(), signIn: newKey() };
  const environment = {
    COGNITO_USER_POOL_ID: POOL,
    COGNITO_CLIENT_ID: CLIENT,
    BENCH_JWKS: JSON.stringify({ keys: [jwk] }),
    GUEST_SESSION_KEYS: keys.guest,
    VISIT_TOKEN_KEYS: keys.visit,
    CURSOR_KEYS: keys.cursor,
    SIGN_IN_KEYS: keys.signIn,
  };
  const visit = { 'x-visit-token': await visitToken(keys.visit) };
  const headers = {
    owner: await signIns(() => idToken(privateKey, OWNER, 'shop-owners')),
    customer: await signIns(() => idToken(privateKey, CUSTOMER, 'customers'), visit),
    guest: await signIns(() => guestToken(keys.guest), visit),
  };
  return { environment, headers };
}

const newKey = () => randomBytes(32).toString('base64url');

async function signIns(makeToken, others = {}) {
  const tokens = await Promise.all(Array.from({ length: SIGN_INS }, makeToken));
  return tokens.map((token) => ({ authorization: `Bearer ${token}`, ...others }));
}

async function idToken(privateKey, subject, group) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    token_use: 'id',
    'cognito:groups': [group],
    email: `${subject}@example.com`,
    email_verified: true,
    auth_time: now,
    origin_jti: randomUUID(),
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'bench-key' })
    .setIssuer(`https://cognito-idp.eu-central-1.amazonaws.com/${POOL}`)
    .setAudience(CLIENT)
    .setSubject(subject)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + LIFETIME_SECONDS)
    .sign(privateKey);
}

/** As if it had been started a moment ago: the session's id is known, since its orders are in the table. */
async function guestToken(key) {
  const { GuestSessions } = await fromDist('src/identity/GuestSessions.js');
  const sessions = new GuestSessions({
    keys: await ring(key),
    lifetimeSeconds: LIFETIME_SECONDS,
    renewableSeconds: 3600,
  });
  const { token } = await sessions.renew({ id: GUEST_SESSION, startedAt: new Date() });
  return token;
}

async function visitToken(key) {
  const { VisitTokens } = await fromDist('src/identity/VisitTokens.js');
  const tokens = new VisitTokens({ keys: await ring(key), lifetimeSeconds: LIFETIME_SECONDS });
  return tokens.issue({ tenant: SHOP, serial: 1 });
}

async function ring(key) {
  const { parseKeyRing } = await fromDist('src/identity/signingKeys.js');
  return parseKeyRing(key);
}
