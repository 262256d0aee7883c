import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { createUser, signIn, startCognito, type Cognito } from '../../src/local/cognito';
import { LOCAL_USERS } from '../../src/local/localUsers';
import { freePort } from '../../src/local/ports';

let folder: string;
let cognito: Cognito;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldgate-cognito-'));
  cognito = await startCognito({ folder, port: await freePort() });
});
afterAll(async () => {
  await cognito.stop();
  await rm(folder, { recursive: true });
});

/** The claims of a token whose signature, issuer, audience and expiry were checked. */
async function claimsOf(token: string): Promise<JWTPayload> {
  const keys = (await (await fetch(cognito.jwksUri)).json()) as JSONWebKeySet;
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
    issuer: cognito.issuer,
    audience: cognito.clientId,
    requiredClaims: ['exp'],
  });
  return payload;
}

describe('the local Cognito', () => {
  it.each(LOCAL_USERS.map((user) => [user.email, user] as const))('signs in %s', async (email, { sub, group }) => {
    const claims = await claimsOf(await signIn(cognito, email));
    expect(claims).toMatchObject({ sub, email, token_use: 'id', 'cognito:groups': [group] });
  });

  it('takes further users, with any groups and attributes', async () => {
    const groups = ['customers', 'night-shift'];
    const sub = await createUser(cognito, { email: 'new@example.com', groups, attributes: { 'custom:role': 'admin' } });
    const claims = await claimsOf(await signIn(cognito, 'new@example.com'));
    expect(claims).toMatchObject({ sub, 'cognito:groups': groups, 'custom:role': 'admin' });
  });

  it('refuses a wrong password and an unknown user', async () => {
    await expect(signIn(cognito, 'customer1@example.com', 'wrong')).rejects.toThrow('InvalidPasswordException');
    await expect(signIn(cognito, 'nobody@example.com')).rejects.toThrow('NotAuthorizedException');
  });

  it('mends a damaged database at the next start', async () => {
    await cognito.stop();
    await writeFile(join(folder, '.cognito', 'db', 'local_fieldgate.json'), '{"Users": {');
    cognito = await startCognito({ folder, port: await freePort() });
    expect(await claimsOf(await signIn(cognito, 'admin@example.com'))).toMatchObject({
      'cognito:groups': ['platform-admins'],
    });
  });
});
