import fc from 'fast-check';
import { HeldCredentials, type GivenCredentials } from '../../src/aws/HeldCredentials';
import { later, stopTheClock } from '../support/stillTime';

const HOUR_MS = 3_600_000;
const never = new Promise<never>(() => undefined);

/** A source of credentials, and a clock that goes when the test says so. */
function given(random: () => number = () => 0.5) {
  const state = { now: 0, asked: 0, lifetimeMs: HOUR_MS as number | undefined, isAway: false, hangs: false };
  const source = async (): Promise<GivenCredentials> => {
    state.asked += 1;
    if (state.hangs) return never;
    if (state.isAway) throw new Error('away');
    const { lifetimeMs } = state;
    return { accessKeyId: `key-${String(state.asked)}`, secretAccessKey: 's', ...(lifetimeMs && { lifetimeMs }) };
  };
  const held = new HeldCredentials({ source, withinMs: 20, random, now: () => state.now });
  const key = async () => (await held.get()).accessKeyId;
  const settled = async () => new Promise(setImmediate);
  return { state, held, key, settled };
}

test('are asked for once, whoever asks, and used until most of their life is over', async () => {
  const { state, held, key } = given();
  expect(await Promise.all([key(), key(), key()])).toEqual(['key-1', 'key-1', 'key-1']);
  state.now = 0.77 * HOUR_MS;
  expect([await key(), held.ready?.accessKeyId, state.asked]).toEqual(['key-1', 'key-1', 1]);
});

test('are renewed ahead, and nobody waits for it', async () => {
  const { state, key, settled } = given();
  await key();
  state.now = 0.78 * HOUR_MS;
  expect(await key()).toBe('key-1');
  await settled();
  expect([await key(), state.asked]).toEqual(['key-2', 2]);
});

test('instances that began together do not come together', async () => {
  const renewedAt = async (random: number) => {
    const { state, key } = given(() => random);
    await key();
    for (; state.asked === 1; state.now += HOUR_MS / 100) await key();
    return state.now / HOUR_MS;
  };
  expect(await renewedAt(0)).toBeCloseTo(0.71);
  expect(await renewedAt(1)).toBeCloseTo(0.86);
});

test('that are good are used to their end while nobody gives new ones, who is asked again now and then', async () => {
  const { state, key, settled } = given();
  await key();
  state.isAway = true;
  for (state.now = 0.78 * HOUR_MS; state.now < HOUR_MS; state.now += 100) {
    expect(await key()).toBe('key-1');
    await settled();
  }
  // Every 5 s at the latest, every 2.5 s at the earliest: 792 s of them.
  expect(state.asked).toBeGreaterThan(160);
  expect(state.asked).toBeLessThan(330);
  state.now = HOUR_MS;
  await expect(key()).rejects.toThrow('away');
  state.isAway = false;
  state.now += 5000;
  expect(await key()).toMatch(/^key-/);
});

test('a source that takes longer than it may is believed when it comes at last', async () => {
  const state = { asked: 0 };
  let come: (credentials: GivenCredentials) => void = () => undefined;
  const source = async () => {
    state.asked += 1;
    return new Promise<GivenCredentials>((resolve) => (come = resolve));
  };
  const held = new HeldCredentials({ source, withinMs: 1 });
  await expect(held.get()).rejects.toMatchObject({ name: 'CredentialsProviderError' });
  come({ accessKeyId: 'late', secretAccessKey: 's' });
  await new Promise(setImmediate);
  expect([(await held.get()).accessKeyId, state.asked]).toEqual(['late', 1]);
});

test('a source that hangs holds up nobody for longer than it may take, and is asked anew', async () => {
  const { state, key } = given();
  state.hangs = true;
  await expect(key()).rejects.toMatchObject({ name: 'CredentialsProviderError' });
  await expect(key()).rejects.toMatchObject({ name: 'CredentialsProviderError' });
  // From then on not each one anew.
  await expect(key()).rejects.toMatchObject({ name: 'CredentialsProviderError' });
  expect(state.asked).toBe(2);
  state.hangs = false;
  state.now += 1000;
  expect(await key()).toBe('key-3');
});

describe('refused by AWS', () => {
  test.each(['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidClientTokenId', 'ExpiredToken'])(
    'for %s: new ones are asked for at once, once',
    async (name) => {
      const { state, held, key } = given();
      const used = await key();
      expect(held.dropIfRefused(used, name)).toBe(true);
      // Somebody else, who had used the same.
      expect(held.dropIfRefused(used, name)).toBe(true);
      expect(await key()).toBe('key-2');
      expect(held.dropIfRefused(used, name)).toBe(true);
      expect(held.dropIfRefused('key-2', name)).toBe(false);
      expect([await key(), state.asked]).toEqual(['key-2', 2]);
      state.now += 5000;
      expect(held.dropIfRefused('key-2', name)).toBe(true);
    },
  );

  test('for what it may not do: a session that was revoked is denied, so another is tried where this one is old', async () => {
    const { state, held, key } = given();
    const used = await key();
    state.now = 59_999;
    expect(held.dropIfRefused(used, 'AccessDeniedException')).toBe(false);
    state.now = 60_000;
    expect(held.dropIfRefused(used, 'AccessDeniedException')).toBe(true);
    expect(await key()).toBe('key-2');
    expect(held.dropIfRefused('key-2', 'AccessDeniedException')).toBe(false);
    // Somebody else, who had used the same.
    expect(held.dropIfRefused(used, 'AccessDeniedException')).toBe(true);
    expect(held.dropIfRefused('another', 'AccessDeniedException')).toBe(false);
  });

  test('for what it may not do, while nobody gives new ones: those that are good otherwise are used on', async () => {
    const { state, held, key } = given();
    const used = await key();
    state.now = 60_000;
    state.isAway = true;
    expect(held.dropIfRefused(used, 'AccessDeniedException')).toBe(true);
    expect([await key(), await key()]).toEqual([used, used]);
    expect(held.dropIfRefused(used, 'AccessDeniedException')).toBe(false);
    expect(held.dropIfRefused(used, 'ExpiredTokenException')).toBe(false);
  });

  test.each(['ThrottlingException', 'ConditionalCheckFailedException', 'InvalidSignatureException', ''])(
    'for %p: they are good',
    async (name) => {
      const { held, key } = given();
      expect(held.dropIfRefused(await key(), name)).toBe(false);
    },
  );
});

describe('two clocks that differ', () => {
  beforeAll(stopTheClock);
  afterAll(() => {
    jest.useRealTimers();
  });

  test('that are over by their own date at once are used, and asked for again after a minute', async () => {
    let asked = 0;
    const expiration = new Date(Date.now() - HOUR_MS);
    const state = { now: 0 };
    const source = () =>
      Promise.resolve({ accessKeyId: `key-${String((asked += 1))}`, secretAccessKey: 's', expiration });
    const held = new HeldCredentials({ source, withinMs: 1000, now: () => state.now });
    for (; state.now < 60_000; state.now += 10_000) expect((await held.get()).accessKeyId).toBe('key-1');
    await held.get();
    await new Promise(setImmediate);
    expect((await held.get()).accessKeyId).toBe('key-2');
  });

  test('a process that stood still asks for new ones first, and uses the old ones where it gets none', async () => {
    const { state, key } = given();
    await key();
    later(2 * HOUR_MS);
    expect(await key()).toBe('key-2');
    later(2 * HOUR_MS);
    state.isAway = true;
    expect(await key()).toBe('key-2');
  });

  test('a clock that is set back lets nothing live longer', async () => {
    const { state, key } = given();
    await key();
    later(-24 * HOUR_MS);
    state.now = HOUR_MS;
    expect(await key()).toBe('key-2');
  });
});

test('whatever happens: who is well again gives new ones within ten seconds, and none is used after its end', async () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: HOUR_MS }) }),
    fc.record({ kind: fc.constantFrom('away' as const, 'well' as const, 'refused' as const), ms: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
      const { state, held, key, settled } = given(Math.random);
      const begun = new Map<string, number>();
      const ask = async () => {
        const answer = await key().catch(() => null);
        if (answer !== null && !begun.has(answer)) begun.set(answer, state.now);
        if (answer !== null) expect(state.now - (begun.get(answer) ?? 0)).toBeLessThan(HOUR_MS);
        await settled();
        return answer;
      };
      for (const { kind, ms } of events) {
        state.now += ms;
        if (kind === 'refused') held.dropIfRefused((await ask()) ?? '', 'ExpiredTokenException');
        else if (kind !== 'pass') state.isAway = kind === 'away';
        await ask();
      }
      state.isAway = false;
      state.now += 10_000;
      expect(await ask()).not.toBeNull();
    }),
  );
});
