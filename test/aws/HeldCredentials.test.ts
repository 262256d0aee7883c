import fc from 'fast-check';
import { HeldCredentials, type GivenCredentials } from '../../src/aws/HeldCredentials';
import { later, stopEveryClock, stopTheClock } from '../support/stillTime';

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

describe('a source that takes longer than it may', () => {
  beforeEach(stopEveryClock);
  afterEach(() => jest.useRealTimers());

  const WITHIN_MS = 5000;
  const settled = async () => new Promise(setImmediate);
  const pass = async (ms: number) => {
    jest.advanceTimersByTime(ms);
    await settled();
  };

  /** Answers each asking when the test says so: `come(2, 'b')` answers the second one, with credentials of the key b. */
  function slow() {
    const answers: ((credentials: GivenCredentials) => void)[] = [];
    const source = async () => new Promise<GivenCredentials>((resolve) => answers.push(resolve));
    const held = new HeldCredentials({ source, withinMs: WITHIN_MS, random: () => 0.5 });
    const come = async (asking: number, accessKeyId: string) => {
      answers[asking - 1]!({ accessKeyId, secretAccessKey: 's', lifetimeMs: HOUR_MS });
      await settled();
    };
    /** Asks, and lets the time pass in which an answer would not be late. */
    const askInVain = async () => {
      const asked = held.get().then(({ accessKeyId }) => accessKeyId, nameOf);
      await pass(WITHIN_MS);
      return asked;
    };
    return { held, come, askInVain, asked: () => answers.length };
  }
  const nameOf = (cause: unknown) => (cause as Error).name;

  test('is believed when it comes at last', async () => {
    const { held, come, askInVain, asked } = slow();
    expect(await askInVain()).toBe('CredentialsProviderError');
    await come(1, 'late');
    expect([held.ready?.accessKeyId, asked()]).toEqual(['late', 1]);
  });

  test('renews those that are held as well, before their end and after it', async () => {
    const { held, come, askInVain, asked } = slow();
    await askInVain();
    await come(1, 'a');
    await pass(0.78 * HOUR_MS);
    expect(await askInVain()).toBe('a');
    await come(2, 'b');
    expect([held.ready?.accessKeyId, asked()]).toEqual(['b', 2]);
    await pass(HOUR_MS);
    expect(await askInVain()).toBe('CredentialsProviderError');
    await come(3, 'c');
    // Nobody has to wait for the pause after a failure, or is told of it.
    expect([(await held.get()).accessKeyId, asked()]).toEqual(['c', 3]);
  });

  test('and always does: after the first answer nobody ever goes without', async () => {
    const { held, come, askInVain, asked } = slow();
    await askInVain();
    await come(1, 'key-1');
    for (let minute = 0; minute < 600; minute += 1) {
      const before = asked();
      expect(await askInVain()).toMatch(/^key-/);
      if (asked() > before) await come(asked(), `key-${String(asked())}`);
      await pass(60_000);
    }
    expect(held.ready?.accessKeyId).toBe(`key-${String(asked())}`);
    expect(asked()).toBeGreaterThan(11);
  });

  test('does not replace what it gave to somebody who asked later', async () => {
    const { held, come, askInVain } = slow();
    await askInVain();
    await askInVain();
    await come(2, 'newer');
    await come(1, 'older');
    expect(held.ready?.accessKeyId).toBe('newer');
  });

  describe('and credentials that AWS has refused meanwhile', () => {
    /** The first are held, and others are being asked for. */
    async function renewing() {
      const all = slow();
      const first = all.held.get();
      await all.come(1, 'a');
      await first;
      await pass(0.78 * HOUR_MS);
      return all;
    }

    const EXPIRED = 'ExpiredTokenException';

    test('do not come back with it', async () => {
      const { held, come, askInVain, asked } = await renewing();
      await askInVain();
      const next = held.insteadOf('a', EXPIRED);
      await come(2, 'a');
      expect(held.ready).toBeNull();
      await come(asked(), 'b');
      expect([await next, asked()]).toEqual([expect.objectContaining({ accessKeyId: 'b' }), 3]);
    });

    test('do not come back either in time, from somebody who was asked before: others are asked for', async () => {
      const { held, come, asked } = await renewing();
      await held.get();
      const next = held.insteadOf('a', EXPIRED);
      await come(2, 'a');
      await come(3, 'b');
      expect([await next, asked()]).toEqual([expect.objectContaining({ accessKeyId: 'b' }), 3]);
    });

    test('keep no others from being used', async () => {
      const { held, come, askInVain } = await renewing();
      await askInVain();
      void held.insteadOf('a', EXPIRED);
      await come(2, 'b');
      expect(held.ready?.accessKeyId).toBe('b');
    });

    test('nor do those come that are older still', async () => {
      const { held, come, askInVain } = slow();
      await askInVain();
      await askInVain();
      await come(2, 'newer');
      void held.insteadOf('newer', EXPIRED);
      await come(1, 'older');
      expect(held.ready).toBeNull();
    });
  });

  test('and a call that is denied: only its caller waits, everybody else uses those that are held', async () => {
    const { held, come, asked } = slow();
    const first = held.get();
    await come(1, 'a');
    await first;
    await pass(60_000);
    const denied = [held.insteadOf('a', 'AccessDeniedException'), held.insteadOf('a', 'AccessDenied')];
    expect([held.ready?.accessKeyId, (await held.get()).accessKeyId, asked()]).toEqual(['a', 'a', 2]);
    await pass(WITHIN_MS);
    expect([await Promise.all(denied), held.ready?.accessKeyId]).toEqual([[null, null], 'a']);
    // Whoever is denied soon after does not wait at all.
    expect([await held.insteadOf('a', 'AccessDenied'), asked()]).toEqual([null, 2]);
    await come(2, 'b');
    expect(held.ready?.accessKeyId).toBe('b');
    expect(await held.insteadOf('a', 'AccessDenied')).toMatchObject({ accessKeyId: 'b' });
  });

  test('and a call that is denied with those that came meanwhile: its caller does not wait', async () => {
    const { held, come, askInVain } = slow();
    await askInVain();
    await come(1, 'a');
    await pass(60_000);
    void held.insteadOf('a', 'AccessDenied');
    await pass(WITHIN_MS);
    await pass(6000);
    void held.insteadOf('a', 'AccessDenied');
    await come(2, 'b');
    expect(held.ready?.accessKeyId).toBe('b');
    expect(await held.insteadOf('b', 'AccessDenied')).toBeNull();
  });
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
  const keyInstead = async (held: HeldCredentials, used: string, name: string) =>
    (await held.insteadOf(used, name))?.accessKeyId ?? null;

  test.each(['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidClientTokenId', 'ExpiredToken'])(
    'for %s: new ones are asked for at once, once',
    async (name) => {
      const { state, held, key } = given();
      const used = await key();
      // Two who had used the same.
      const both = [keyInstead(held, used, name), keyInstead(held, used, name)];
      expect(await Promise.all(both)).toEqual(['key-2', 'key-2']);
      expect(await keyInstead(held, used, name)).toBe('key-2');
      expect(await keyInstead(held, 'key-2', name)).toBeNull();
      expect([await key(), state.asked]).toEqual(['key-2', 2]);
      state.now += 5000;
      expect(await keyInstead(held, 'key-2', name)).toBe('key-3');
    },
  );

  test('for what it may not do: a session that was revoked is denied, so another is tried where this one is old', async () => {
    const { state, held, key } = given();
    const used = await key();
    state.now = 59_999;
    expect(await keyInstead(held, used, 'AccessDeniedException')).toBeNull();
    state.now = 60_000;
    expect(await keyInstead(held, used, 'AccessDeniedException')).toBe('key-2');
    expect(await keyInstead(held, 'key-2', 'AccessDeniedException')).toBeNull();
    // Somebody else, who had used the same.
    expect(await keyInstead(held, used, 'AccessDeniedException')).toBe('key-2');
    expect(await keyInstead(held, 'another', 'AccessDeniedException')).toBeNull();
    expect(state.asked).toBe(2);
  });

  test('for what it may not do, while nobody gives new ones: those that are good otherwise are used on', async () => {
    const { state, held, key } = given();
    const used = await key();
    state.now = 60_000;
    state.isAway = true;
    expect(await keyInstead(held, used, 'AccessDeniedException')).toBeNull();
    expect([held.ready?.accessKeyId, await key()]).toEqual([used, used]);
    expect(await keyInstead(held, used, 'AccessDeniedException')).toBeNull();
    expect(state.asked).toBe(2);
  });

  test.each([
    ['ExpiredTokenException', 'AccessDenied'],
    ['AccessDenied', 'ExpiredTokenException'],
  ])('at the same time for %s and for %s: both callers get the new ones', async (...names) => {
    const { state, held, key } = given();
    const used = await key();
    state.now = 60_000;
    expect(await Promise.all(names.map(async (name) => keyInstead(held, used, name)))).toEqual(['key-2', 'key-2']);
    expect(state.asked).toBe(2);
  });

  test('for what it may not do, late, when those that came instead are over as well: those that come next are used', async () => {
    const { state, held, key } = given();
    const used = await key();
    state.now = 60_000;
    expect(await keyInstead(held, used, 'AccessDenied')).toBe('key-2');
    state.now += 2 * HOUR_MS;
    expect(await keyInstead(held, used, 'AccessDenied')).toBe('key-3');
  });

  test('for what it may not do, and then for itself: others are asked for at once', async () => {
    const { state, held, key } = given();
    const used = await key();
    state.now = 60_000;
    state.isAway = true;
    await keyInstead(held, used, 'AccessDeniedException');
    state.isAway = false;
    expect(await keyInstead(held, used, 'ExpiredTokenException')).toBe('key-3');
  });

  test.each(['ThrottlingException', 'ConditionalCheckFailedException', 'InvalidSignatureException', ''])(
    'for %p: they are good',
    async (name) => {
      const { state, held, key } = given();
      expect([await keyInstead(held, await key(), name), state.asked]).toEqual([null, 1]);
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
        if (kind === 'refused') await held.insteadOf((await ask()) ?? '', 'ExpiredTokenException').catch(() => null);
        else if (kind !== 'pass') state.isAway = kind === 'away';
        await ask();
      }
      state.isAway = false;
      state.now += 10_000;
      expect(await ask()).not.toBeNull();
    }),
  );
});
