import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { ConfigurationError, readConfiguration } from '../../src/configuration/configuration';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { baseWorld, SUBJECTS } from '../support/world';
import { httpTrap } from './forgery';
import { eventually, masked, post, serverBeside } from './requests';
import { ALPHA } from './scene';

const QUERY = `{ viewer { roles } shop(id: "${ALPHA}") { name } }`;

let api: ApiUnderTest;
/** The pool's key set, unless it is away or hangs, or what is put there instead. */
let keySet: Awaited<ReturnType<typeof httpTrap>>;
let isAway = false;
let instead: (() => { status: number; body: unknown } | 'hang') | null = null;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  keySet = await httpTrap(() => {
    if (isAway) return { status: 500, body: {} };
    return instead?.() ?? { status: 200, body: { keys: [api.identityProvider.jwk] } };
  });
});
afterEach(() => {
  isAway = false;
  instead = null;
});
afterAll(async () => {
  await api.close();
  await keySet.close();
});

const withKeySet = async () => serverBeside(api, { COGNITO_JWKS_URI: `${keySet.url}/jwks.json` });
const withKid = async (kid: string) => {
  const token = await api.identityProvider.token({
    subject: SUBJECTS.customer1,
    groups: ['customers'],
    header: { kid },
  });
  return { authorization: `Bearer ${token}` };
};

describe('Who are you: the provider’s keys are away', () => {
  it('cold: nobody is taken for a guest, they are asked to try again; visitors are served; afterwards all is well', async () => {
    isAway = true;
    const server = await withKeySet();
    const callsBefore = api.recorder.calls.length;
    for (const headers of [await api.customer1(), await api.admin(), await withKid('unknown')]) {
      const { status, text, body } = await post(server.url, QUERY, headers);
      expect({ status, body }).toMatchObject({
        status: 503,
        body: { errors: [{ extensions: { code: 'TRY_AGAIN' } }] },
      });
      expect(body.data).toBeUndefined();
      expect(text).not.toMatch(/127\.0\.0\.1|jwks|http|ECONN/i);
    }
    expect(api.recorder.calls.length).toBe(callsBefore);
    const { token } = await api.guestSessions.issue();
    for (const headers of [{}, { authorization: `Bearer ${token}` }])
      expect((await post(server.url, QUERY, headers)).body.data.viewer).toEqual({ roles: ['GUEST'] });

    isAway = false;
    const back = await post(server.url, QUERY, await api.customer1());
    expect(back.body.data.viewer).toEqual({ roles: ['CUSTOMER'] });
    await server.close();
  });

  it('a key set without keys is none: /readyz says so until there is one', async () => {
    instead = () => ({ status: 200, body: { keys: [] } });
    const server = await withKeySet();
    const status = async () => (await fetch(new URL('/readyz', server.url))).status;
    expect(await status()).toBe(503);
    instead = null;
    await eventually(async () => (await status()) === 200);
    await server.close();
  });

  it('cold: /readyz says so until the keys are there, and the server fetches them by itself', async () => {
    isAway = true;
    const server = await withKeySet();
    const ask = async (path: string) => {
      const answer = await fetch(new URL(path, server.url));
      return { status: answer.status, body: await answer.json() };
    };
    expect(await ask('/readyz')).toEqual({
      status: 503,
      body: {
        status: 'unavailable',
        reason:
          'The keys of the user pool could not be fetched, so nobody who signed in can be recognised. The server tries again by itself.',
      },
    });
    expect((await ask('/livez')).status).toBe(200);
    isAway = false;
    await eventually(async () => (await ask('/readyz')).status === 200);
    expect(await ask('/readyz')).toEqual({ status: 200, body: { status: 'ok' } });
    // Nobody's token had to come for that.
    const before = keySet.visits;
    expect((await post(server.url, QUERY, await api.customer1())).body.data.viewer).toEqual({ roles: ['CUSTOMER'] });
    expect(keySet.visits).toBe(before);
    await server.close();
  });

  it('warm: known keys go on being good, and a token of another key is still refused or told to wait, never a guest', async () => {
    const server = await withKeySet();
    isAway = true;
    expect((await post(server.url, QUERY, await api.customer1())).body.data.viewer).toEqual({ roles: ['CUSTOMER'] });
    const unknown = await post(server.url, QUERY, await withKid('unknown'));
    expect([401, 503]).toContain(unknown.status);
    expect(unknown.body.data).toBeUndefined();
    await server.close();
  });

  it('1,000 made-up key ids lead to one fetch in a second, are refused, and do not lock out those with a good one', async () => {
    const server = await withKeySet();
    const before = keySet.visits;
    const startedAt = Date.now();
    // The verifier waits that long before it asks again; a slow machine may take longer for all of them.
    const mostFetches = () => 1 + Math.floor((Date.now() - startedAt) / 1000);
    const answers = new Set<string>();
    for (let batch = 0; batch < 10; batch += 1) {
      const tokens = await Promise.all(
        Array.from({ length: 100 }, async (_, index) => withKid(`made-up-${batch}-${index}`)),
      );
      for (const { status, text } of await Promise.all(
        tokens.map(async (headers) => post(server.url, '{ __typename }', headers)),
      ))
        answers.add(`${status} ${masked(text)}`);
    }
    for (const answer of answers) expect(answer).toMatch(/^401 .*UNAUTHENTICATED/);
    expect(keySet.visits - before).toBeGreaterThan(0);
    expect(keySet.visits - before).toBeLessThanOrEqual(mostFetches());
    expect((await post(server.url, QUERY, await api.customer1())).status).toBe(200);
    expect(keySet.visits - before).toBeLessThanOrEqual(mostFetches());
    await server.close();
  });
});

describe('Faults: the provider’s keys', () => {
  const roles = async (url: string, headers: Record<string, string>): Promise<unknown> => {
    const { status, body } = await post(url, '{ viewer { roles } }', headers);
    return status === 200 ? body.data.viewer.roles : [status, body.errors[0].extensions.code];
  };

  it.each<[string, unknown]>([
    ['a page', '<html>'],
    ['nothing', null],
    ['no list', { keys: 'none' }],
    ['keys of no form', { keys: [5] }],
  ])('cold, and %s where the keys should be: TRY_AGAIN, until they are there', async (_, body) => {
    instead = () => ({ status: 200, body });
    const server = await withKeySet();
    expect(await roles(server.url, await api.customer1())).toEqual([503, 'TRY_AGAIN']);
    instead = null;
    expect(await roles(server.url, await api.customer1())).toEqual(['CUSTOMER']);
    await server.close();
  });

  it('cold, and no answer: whoever waits is told to try again, all of them after one fetch', async () => {
    isAway = true;
    const server = await withKeySet();
    isAway = false;
    instead = () => 'hang';
    const before = keySet.visits;
    const caller = await api.customer1();
    const answers = await Promise.all(Array.from({ length: 20 }, async () => roles(server.url, caller)));
    expect(answers).toEqual(Array.from({ length: 20 }, () => [503, 'TRY_AGAIN']));
    expect(keySet.visits - before).toBeLessThanOrEqual(2);
    instead = null;
    expect(await roles(server.url, caller)).toEqual(['CUSTOMER']);
    await server.close();
  });

  it('warm: neither a page nor no answer at all keeps anyone out', async () => {
    const server = await withKeySet();
    for (const trouble of ['hang', { status: 200, body: '<html>' }] as const) {
      instead = () => trouble;
      expect(await roles(server.url, await api.customer1())).toEqual(['CUSTOMER']);
    }
    await server.close();
  });

  it('a new key is known when its first token comes, by one fetch; the old one stays as long as it is in the set', async () => {
    const server = await withKeySet();
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    const rotated = { ...(await exportJWK(publicKey)), kid: 'rotated', alg: 'RS256', use: 'sig' };
    const subject = SUBJECTS.customer1;
    const signed = { subject, groups: ['customers'], header: { kid: 'rotated' }, key: privateKey };
    const headers = { authorization: `Bearer ${await api.identityProvider.token(signed)}` };
    const before = keySet.visits;
    instead = () => ({ status: 200, body: { keys: [api.identityProvider.jwk, rotated] } });
    for (let time = 0; time < 3; time += 1) expect(await roles(server.url, headers)).toEqual(['CUSTOMER']);
    expect(await roles(server.url, await api.customer1())).toEqual(['CUSTOMER']);
    expect(keySet.visits - before).toBe(1);
    await server.close();
  });

  it('a made-up key id does not make tokens of a new key forged: they wait for the next look, and the made-up one is refused', async () => {
    const server = await withKeySet();
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    const rotated = { ...(await exportJWK(publicKey)), kid: 'newest', alg: 'RS256', use: 'sig' };
    const signed = { subject: SUBJECTS.customer1, groups: ['customers'], header: { kid: 'newest' }, key: privateKey };
    const headers = { authorization: `Bearer ${await api.identityProvider.token(signed)}` };
    const madeUp = await withKid('made-up');
    expect(await roles(server.url, madeUp)).toEqual([401, 'UNAUTHENTICATED']);
    instead = () => ({ status: 200, body: { keys: [api.identityProvider.jwk, rotated] } });
    expect(await roles(server.url, headers)).toEqual(['CUSTOMER']);
    expect(await roles(server.url, madeUp)).toEqual([401, 'UNAUTHENTICATED']);
    expect(await roles(server.url, await api.customer1())).toEqual(['CUSTOMER']);
    instead = null;
    await server.close();
  });
});

describe('Who are you: production trusts a real pool only', () => {
  const key = () => randomBytes(32).toString('base64url');
  const production = {
    FIELDGATE_MODE: 'production',
    COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123',
    COGNITO_CLIENT_ID: 'client',
    GUEST_SESSION_KEYS: key(),
    VISIT_TOKEN_KEYS: key(),
    CURSOR_KEYS: key(),
    SIGN_IN_KEYS: key(),
  };
  const local = {
    COGNITO_ISSUER: 'http://127.0.0.1:9229/local_fieldgate',
    COGNITO_JWKS_URI: 'http://127.0.0.1:9229/local_fieldgate/.well-known/jwks.json',
  };
  const bad: Record<string, Record<string, string>> = {
    'the local issuer and its key set': local,
    'the local issuer alone': { COGNITO_ISSUER: local.COGNITO_ISSUER },
    'the local key set alone': { COGNITO_JWKS_URI: local.COGNITO_JWKS_URI },
    'an issuer over https that is not the pool’s': {
      COGNITO_ISSUER: 'https://example.com/pool',
      COGNITO_JWKS_URI: 'https://example.com/jwks.json',
    },
    'the local pool’s id': { COGNITO_USER_POOL_ID: 'local_fieldgate' },
    'a pool id that leads to another host': { COGNITO_USER_POOL_ID: 'evil.example.com/x_y' },
    'no pool id': { COGNITO_USER_POOL_ID: '' },
    'the same with the mode left out': { FIELDGATE_MODE: '', ...local },
    'a mode that is neither': { FIELDGATE_MODE: 'Local', ...local },
  };

  it('it reads a good configuration', () => {
    expect(readConfiguration(production).identityProvider).toEqual({
      kind: 'cognito',
      userPoolId: production.COGNITO_USER_POOL_ID,
      clientId: 'client',
    });
    expect(readConfiguration({ ...production, ...local, FIELDGATE_MODE: 'local' }).identityProvider.kind).toBe('local');
  });

  it.each(Object.entries(bad))('%s is refused', (_what, overrides) => {
    expect(() => readConfiguration({ ...production, ...overrides })).toThrow(ConfigurationError);
  });

  it.each(['the local issuer and its key set', 'the local pool’s id'])(
    'the process does not start with %s',
    async (what) => {
      const { exitCode, words } = await startMain({ ...production, ...bad[what] });
      expect(exitCode).toBe(1);
      expect(words).toMatch(/COGNITO_/);
      expect(words).not.toContain(production.GUEST_SESSION_KEYS);
      expect(words).not.toMatch(/\n\s+at /);
    },
  );
});

/** Runs the entry of the server in this process; `process.exit` is what it would have ended with. */
async function startMain(environment: Record<string, string>): Promise<{ exitCode: unknown; words: string }> {
  const before = process.env;
  const written: string[] = [];
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const ended = new Promise((resolve) => {
    jest.spyOn(process, 'exit').mockImplementation(((code: unknown) => resolve(code)) as never);
  });
  // An address that is nobody's: should the configuration be taken after all, nothing begins to listen.
  process.env = { ...environment, HOST: '203.0.113.1' };
  try {
    jest.isolateModules(() => jest.requireActual('../../src/main'));
    return { exitCode: await ended, words: written.join('') };
  } finally {
    process.env = before;
    write.mockRestore();
    jest.restoreAllMocks();
  }
}
