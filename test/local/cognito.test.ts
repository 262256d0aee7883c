import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { startCognito, type Cognito } from '../../src/local/cognito';
import { createUser, signIn } from '../../src/local/cognitoClient';
import type { Message } from '../../src/local/outbox';
import { LOCAL_USERS } from '../../src/local/localUsers';
import { freePort } from '../../src/local/ports';

let folder: string;
let cognito: Cognito;
let messages: Message[] = [];

const deliver = async (message: Message) => Promise.resolve(void messages.push(message));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldgate-cognito-'));
  cognito = await startCognito({ folder, deliver, port: await freePort() });
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
    await expect(signIn(cognito, 'customer1@example.com', 'wrong')).rejects.toThrow('NotAuthorizedException');
    await expect(signIn(cognito, 'nobody@example.com')).rejects.toThrow('NotAuthorizedException');
  });

  it('mends a damaged database at the next start', async () => {
    await cognito.stop();
    await writeFile(join(folder, '.cognito', 'db', 'local_fieldgate.json'), '{"Users": {');
    cognito = await startCognito({ folder, deliver, port: await freePort() });
    expect(await claimsOf(await signIn(cognito, 'admin@example.com'))).toMatchObject({
      'cognito:groups': ['platform-admins'],
    });
  });
});

/** Cognito's own answer, by the name of its exception. */
async function ask(operation: string, input: object): Promise<Record<string, unknown>> {
  const response = await fetch(cognito.url, {
    method: 'POST',
    headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Record<string, unknown>;
}

describe('the local Cognito refuses what the real one refuses', () => {
  const PASSWORD = 'Correct-horse-7';
  const client = () => ({ ClientId: cognito.clientId });
  const signingIn = async (USERNAME: string, password = PASSWORD) =>
    ask('InitiateAuth', {
      ...client(),
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    });

  async function signUp(email: string): Promise<string> {
    await ask('SignUp', { ...client(), Username: email, Password: PASSWORD });
    return messages.findLast(({ to }) => to === email)!.code;
  }

  it('an address counts as verified once its code has come', async () => {
    const code = await signUp('verified@example.com');
    await ask('ConfirmSignUp', { ...client(), Username: 'verified@example.com', ConfirmationCode: code });
    const { AuthenticationResult } = await signingIn('verified@example.com');
    const { IdToken } = AuthenticationResult as { IdToken: string };
    expect(await claimsOf(IdToken)).toMatchObject({
      email: 'verified@example.com',
      email_verified: true,
      origin_jti: expect.any(String),
    });
  });

  it('messages go where they are delivered to, and nowhere else', async () => {
    messages = [];
    const written = jest.spyOn(process.stdout, 'write');
    const code = await signUp('quiet@example.com');
    expect(messages).toEqual([{ to: 'quiet@example.com', about: 'SignUp', code }]);
    expect(written.mock.calls.flat().join('')).not.toContain(code);
    written.mockRestore();
  });

  it.each(['Short-1', 'no-digits-Aa', 'no-upper-case-1', 'NO-LOWER-CASE-1', 'NoSymbols1'])(
    'the password %s',
    async (Password) => {
      const answer = await ask('SignUp', { ...client(), Username: 'weak@example.com', Password });
      expect(answer.__type).toBe('InvalidPasswordException');
    },
  );

  it('an access token that somebody else has signed, or nobody', async () => {
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    const payload = Buffer.from(
      JSON.stringify({
        token_use: 'access',
        client_id: cognito.clientId,
        sub: LOCAL_USERS[0]!.sub,
        username: LOCAL_USERS[0]!.sub,
      }),
    ).toString('base64url');
    for (const AccessToken of [`${header}.${payload}.`, `${header}.${payload}.x`, 'x']) {
      expect((await ask('GetUser', { AccessToken })).__type).toBe('NotAuthorizedException');
      expect((await ask('AssociateSoftwareToken', { AccessToken })).__type).toBe('NotAuthorizedException');
    }
  });

  it('a challenge that was never opened', async () => {
    const answer = await ask('RespondToAuthChallenge', {
      ...client(),
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: 'made-up',
      ChallengeResponses: { USERNAME: LOCAL_USERS[0]!.sub, NEW_PASSWORD: PASSWORD },
    });
    expect(answer.__type).toBe('NotAuthorizedException');
  });

  it('a password before the address is confirmed, right or wrong', async () => {
    await signUp('waiting@example.com');
    for (const password of [PASSWORD, 'Wrong-password-1'])
      expect((await signingIn('waiting@example.com', password)).__type).toBe('UserNotConfirmedException');
  });

  it('operations that it does not have, and requests that are none', async () => {
    expect((await ask('GlobalSignOut', {})).__type).toBe('UnsupportedOperationException');
    expect((await ask('constructor', {})).__type).toBe('UnsupportedOperationException');
    const response = await fetch(cognito.url, { method: 'POST', body: '{' });
    expect(response.status).toBe(400);
  });

  it('pages of other origins may talk to it, as to the real one', async () => {
    const { headers } = await fetch(cognito.url, { method: 'OPTIONS' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });
});
