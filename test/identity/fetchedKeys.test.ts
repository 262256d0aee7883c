import { generateKeyPairSync, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { IdentityTokens, IdentityUnavailableError } from '../../src/identity/IdentityTokens';
import { httpTrap } from '../abuse/forgery';
import { eventually } from '../abuse/requests';
import { CLIENT_ID, TestIdentityProvider } from '../support/TestIdentityProvider';

const HOUR_MS = 3_600_000;

function keyOf(kid: string, modulusLength = 2048) {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
}

let pool: TestIdentityProvider;
let server: Awaited<ReturnType<typeof httpTrap>>;
let keySet: unknown;
/** Of another pool: good, but no use here. */
let other: ReturnType<typeof keyOf>;

beforeAll(async () => {
  pool = await TestIdentityProvider.start();
  server = await httpTrap(() => ({ status: 200, body: keySet }));
  other = keyOf('other');
});
afterAll(async () => {
  await pool.close();
  await server.close();
});

async function started() {
  const state = { now: Date.now() };
  keySet = { keys: [pool.jwk] };
  const provider = { kind: 'local', issuer: pool.issuer, jwksUri: server.url, clientId: CLIENT_ID } as const;
  const tokens = new IdentityTokens(provider, () => state.now);
  await tokens.preload();
  const outcome = async (header = {}) =>
    tokens.verify(await pool.token({ subject: randomUUID(), header })).then(
      () => 'good',
      (cause: unknown) => (cause as Error).constructor.name,
    );
  return { state, tokens, outcome };
}

const NO_SETS: Record<string, () => unknown> = {
  'none at all': () => ({ keys: [] }),
  'a page': () => '<html>',
  'an object of another form': () => ({ ok: true }),
  'keys of another kind': () => ({ keys: [{ kid: 'test-key', kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }] }),
  'a secret': () => ({ keys: [{ kid: 'test-key', kty: 'oct', k: 'AAAA' }] }),
  'half a key': () => ({ keys: [{ kid: 'test-key', kty: 'RSA' }] }),
  'numbers that are no key': () => ({ keys: [{ kid: 'test-key', kty: 'RSA', n: 'AQAB', e: 'AQAB' }] }),
  'a key that is too short': () => ({ keys: [keyOf('test-key', 1024)] }),
  'a key to encrypt with': () => ({ keys: [{ ...other, kid: 'test-key', use: 'enc' }] }),
  'a key of another algorithm': () => ({ keys: [{ ...other, kid: 'test-key', alg: 'RS512' }] }),
  'a key without a name': () => ({ keys: [{ ...other, kid: undefined }] }),
};

test.each(Object.entries(NO_SETS))('a set with %s is none: good keys stay, and no token is forged', async (_, set) => {
  const { state, tokens, outcome } = await started();
  keySet = set();
  for (let hour = 0; hour < 3; hour += 1) {
    await expect(tokens.preload()).rejects.toThrow();
    expect([await outcome(), await outcome({ kid: 'new' })]).toEqual(['good', IdentityUnavailableError.name]);
    state.now += HOUR_MS;
  }
  expect(tokens.isWarm).toBe(true);
});

test.each(Object.entries(NO_SETS))('cold, and a set with %s: nobody knows, until there is one', async (_, set) => {
  keySet = set();
  const provider = { kind: 'local', issuer: pool.issuer, jwksUri: server.url, clientId: CLIENT_ID } as const;
  const tokens = new IdentityTokens(provider);
  const token = await pool.token({ subject: 'somebody' });
  await expect(tokens.verify(token)).rejects.toThrow(IdentityUnavailableError);
  expect(tokens.isWarm).toBe(false);
  keySet = { keys: [pool.jwk] };
  await expect(tokens.verify(token)).resolves.toMatchObject({ subject: 'somebody' });
});

test('somebody else’s set in between keeps nobody out', async () => {
  const { state, outcome } = await started();
  keySet = { keys: [other] };
  const before = server.visits;
  // Whoever finds out that the keys are old does not wait for others.
  state.now += HOUR_MS / 4 + 1;
  expect(await outcome()).toBe('good');
  await eventually(async () => Promise.resolve(server.visits > before));
  // A key that nobody has makes it fetch as well.
  await outcome({ kid: 'nobody’s' });
  expect(await outcome()).toBe('good');
  keySet = { keys: [pool.jwk] };
  const then = server.visits;
  state.now += HOUR_MS / 4 + 1;
  await outcome();
  await eventually(async () => Promise.resolve(server.visits > then));
  state.now += HOUR_MS / 4;
  expect(await outcome()).toBe('good');
});

test('a key that the pool has withdrawn is good for an hour at most, also for tokens that were looked at', async () => {
  const { state, tokens } = await started();
  const token = await pool.token({ subject: 'somebody' });
  keySet = { keys: [other] };
  await tokens.preload();
  state.now += HOUR_MS - 1;
  await expect(tokens.verify(token)).resolves.toMatchObject({ subject: 'somebody' });
  state.now += 1;
  await expect(tokens.verify(token)).rejects.toThrow(/not found/);
});

test('whatever sets come: a key is good while it is in the newest, and for an hour after it was last in one', async () => {
  const step = fc.record({
    set: fc.constantFrom('ours', 'other', 'both', 'none'),
    ms: fc.integer({ min: 0, max: HOUR_MS / 2 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const { state, tokens, outcome } = await started();
      let [lastSeen, isInNewest] = [state.now, true];
      for (const { set, ms } of steps) {
        state.now += ms;
        keySet = { keys: { ours: [pool.jwk], other: [other], both: [other, pool.jwk], none: [] }[set] };
        // Others are taken before any token comes, so that it is known which set is the newest.
        await tokens.preload().catch(() => undefined);
        if (set !== 'none') {
          isInNewest = set !== 'other';
          if (isInNewest) lastSeen = state.now;
        }
        if (!isInNewest && state.now - lastSeen >= HOUR_MS) return;
        expect(await outcome()).toBe('good');
      }
    }),
    { numRuns: 30 },
  );
});
