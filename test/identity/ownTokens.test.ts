import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { DeviceTokens, deviceOf } from '../../src/identity/DeviceTokens';
import { GuestSessions } from '../../src/identity/GuestSessions';
import { SignInChallenges } from '../../src/identity/SignInChallenges';
import { StepUpTokens } from '../../src/identity/StepUpTokens';
import { VisitTokens } from '../../src/identity/VisitTokens';
import { Cursors } from '../../src/storage/cursors';
import { flipped, ringOf } from './keyRings';

/*
 * Guest sessions, visit, step-up and device tokens and sealed challenges are one construction with five uses. All are tested alike, and against each other, under
 * the same key: what tells them apart must not be that their keys happen to differ.
 */

const ring = ringOf(1);
const options = { keys: ring, lifetimeSeconds: 100 };
const NOW = new Date('2026-11-21T10:00:00.000Z');
const after = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);

interface Kind {
  readonly name: string;
  readonly typ: string;
  readonly audience: string;
  readonly claims: JWTPayload;
  issue(keys?: typeof ring): Promise<string>;
  verify(token: string, now?: Date, keys?: typeof ring): Promise<unknown>;
}

const guest: Kind = {
  name: 'a guest session token',
  typ: 'guest-session+jwt',
  audience: 'fieldgate:guest-session',
  claims: { sid: 's1' },
  issue: async (keys = ring) => (await new GuestSessions({ ...options, keys }).issue(NOW)).token,
  verify: (token, now = NOW, keys = ring) => new GuestSessions({ ...options, keys }).verify(token, now),
};

const visit: Kind = {
  name: 'a visit token',
  typ: 'visit+jwt',
  audience: 'fieldgate:visit',
  claims: { tenant: 'alpha', serial: 3 },
  issue: (keys = ring) => new VisitTokens({ ...options, keys }).issue({ tenant: 'alpha', serial: 3 }, NOW),
  verify: (token, now = NOW, keys = ring) => new VisitTokens({ ...options, keys }).verify(token, now),
};

const MINE = { subject: 'm1', signIn: 'origin:s1' };
const SERIAL = 3;
const SERIALS = { serialOf: async () => Promise.resolve(SERIAL) };
const stepUp: Kind = {
  name: 'a step-up token',
  typ: 'step-up+jwt',
  audience: 'fieldgate:step-up',
  claims: { sub: MINE.subject, sign_in: MINE.signIn, serial: SERIAL },
  issue: async (keys = ring) => (await new StepUpTokens({ ...options, keys }, SERIALS).issue(MINE, SERIAL, NOW)).token,
  verify: async (token, now = NOW, keys = ring) => {
    if (await new StepUpTokens({ ...options, keys }, SERIALS).proves(token, MINE, now)) return 'proved';
    throw new Error('not proved');
  },
};
const OWNER = { account: 'ada@example.com', subject: 'm1' };
const device: Kind = {
  name: 'a device token',
  typ: 'device+jwt',
  audience: 'fieldgate:device',
  claims: { jti: 'd1', sub: 'm1', account: 'digest' },
  issue: async (keys = ring) => (await new DeviceTokens({ ...options, keys }).issue(OWNER, null, NOW)).token,
  verify: (token, now = NOW, keys = ring) => new DeviceTokens({ ...options, keys }).verify(token, now),
};

const challenge: Kind = {
  name: 'a sealed challenge',
  typ: 'sign-in-challenge+jwt',
  audience: 'fieldgate:sign-in-challenge',
  claims: { challenge: 'c1', serial: 3 },
  issue: async (keys = ring) => new SignInChallenges({ ...options, keys }).seal({ challenge: 'c1', serial: 3 }, NOW),
  verify: async (token, now = NOW, keys = ring) => {
    const opened = await new SignInChallenges({ ...options, keys }).open(token, now);
    if (opened === null) throw new Error('not sealed here');
    return opened;
  },
};
const KINDS = [guest, visit, stepUp, device, challenge];

/** A token of the kind as whoever has the key could sign it, but for what is told. */
async function signed(
  { typ, audience, claims }: Kind,
  change: { header?: object; claims?: object } = {},
): Promise<string> {
  const iat = NOW.getTime() / 1000;
  const whole: Record<string, unknown> = {
    ...claims,
    iss: 'fieldgate',
    aud: audience,
    iat,
    exp: iat + 100,
    ...change.claims,
  };
  const payload = Object.fromEntries(Object.entries(whole).filter(([, each]) => each !== undefined));
  const header = { alg: 'HS256', typ, kid: ring[0].id, ...change.header };
  return new SignJWT(payload).setProtectedHeader(header).sign(ring[0].secret);
}

describe.each(KINDS)('$name', (kind) => {
  test('is good until its last second, and dead at the very second at which it expires', async () => {
    const token = await kind.issue();
    await expect(kind.verify(token, NOW)).resolves.toBeDefined();
    await expect(kind.verify(token, after(99_999))).resolves.toBeDefined();
    await expect(kind.verify(token, after(100_000))).rejects.toThrow();
    await expect(kind.verify(token, after(100_001))).rejects.toThrow();
  });

  test('is refused with any byte changed', async () => {
    const token = await kind.issue();
    const verified = await Promise.allSettled(flipped(token).map((other) => kind.verify(other)));
    expect(verified.length).toBeGreaterThan(2 * 200);
    expect(verified.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []))).toEqual([]);
  });

  test('is refused in any other spelling, cut off, or with more behind it', async () => {
    const token = await kind.issue();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const others = [
      `${token}=`,
      `${token}.`,
      `${token}.x`,
      ` ${token}`,
      `${token}\n`,
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature.slice(0, -1)}`,
      '',
      '..',
    ];
    const verified = await Promise.allSettled(others.map((other) => kind.verify(other)));
    expect(verified.map(({ status }) => status)).toEqual(others.map(() => 'rejected'));
  });

  test('is refused under another key, and taken under any key of the ring', async () => {
    const token = await kind.issue();
    await expect(kind.verify(token, NOW, ringOf(2))).rejects.toThrow();
    await expect(kind.verify(token, NOW, ringOf(2, 1))).resolves.toBeDefined();
    await expect(kind.verify(await kind.issue(ringOf(2, 1)), NOW, ringOf(2))).resolves.toBeDefined();
    await expect(kind.verify(await kind.issue(ringOf(2, 1)), NOW, ringOf(1))).rejects.toThrow();
  });

  test.each<[string, { header?: object; claims?: object }]>([
    ['no expiry', { claims: { exp: undefined } }],
    ['no time of issue', { claims: { iat: undefined } }],
    ['an expiry in words', { claims: { exp: '9999999999' } }],
    ['a time before which it is not good', { claims: { nbf: NOW.getTime() / 1000 + 60 } }],
    ['another issuer', { claims: { iss: 'https://example.com' } }],
    ['no issuer', { claims: { iss: undefined } }],
    ['another audience', { claims: { aud: 'fieldgate:other' } }],
    ['no audience', { claims: { aud: undefined } }],
    ['another typ', { header: { typ: 'JWT' } }],
    ['no typ', { header: { typ: undefined } }],
    ['an unknown key id', { header: { kid: 'other' } }],
    ['no key id', { header: { kid: undefined } }],
    ['another algorithm of the same key', { header: { alg: 'HS512' } }],
  ])('is refused with %s, though the key is right', async (_, change) => {
    await expect(kind.verify(await signed(kind))).resolves.toBeDefined();
    await expect(kind.verify(await signed(kind, change))).rejects.toThrow();
  });

  test('is refused unsigned', async () => {
    const unsigned = new UnsecuredJWT(kind.claims).setIssuer('fieldgate').setAudience(kind.audience);
    await expect(kind.verify(unsigned.setIssuedAt(NOW).setExpirationTime(after(1000)).encode())).rejects.toThrow();
  });

  test('is not any other kind, under the same key', async () => {
    for (const other of KINDS.filter((each) => each !== kind)) {
      await expect(kind.verify(await other.issue())).rejects.toThrow();
      const both = await signed(other, { claims: { ...kind.claims, ...other.claims } });
      await expect(other.verify(both)).resolves.toBeDefined();
      await expect(kind.verify(both)).rejects.toThrow();
      await expect(kind.verify(await signed(kind, { header: { typ: other.typ } }))).rejects.toThrow();
      await expect(kind.verify(await signed(kind, { claims: { aud: other.audience } }))).rejects.toThrow();
    }
    const list = { text: 'scope', query: { index: null, partition: 'a' } };
    await expect(kind.verify(new Cursors(ring).seal({ pk: 'a', sk: 'b' }, list))).rejects.toThrow();
  });
});

describe('a visit token', () => {
  const DAY_S = 86_400;
  const tokens = new VisitTokens({ keys: ring, lifetimeSeconds: DAY_S });
  const claim = { tenant: 'alpha', serial: 3 };
  /** A hundredth of the lifetime, and when one of them begins. */
  const STEP_MS = 864_000;
  const BEGINNING = new Date(Math.floor(NOW.getTime() / STEP_MS) * STEP_MS);
  const at = (milliseconds: number) => new Date(BEGINNING.getTime() + milliseconds);

  test('is the same for a hundredth of its lifetime, then another one', async () => {
    const first = await tokens.issue(claim, BEGINNING);
    for (const later of [1, 1000, 60_000, STEP_MS - 1]) expect(await tokens.issue(claim, at(later))).toBe(first);
    expect(await tokens.issue(claim, at(STEP_MS))).not.toBe(first);
    expect(await tokens.issue(claim, at(-1))).not.toBe(first);
  });

  test('is another one for another tenant or serial, and under a newer key', async () => {
    const issued = await Promise.all([
      tokens.issue(claim, NOW),
      tokens.issue({ ...claim, tenant: 'beta' }, NOW),
      tokens.issue({ ...claim, serial: 4 }, NOW),
      new VisitTokens({ keys: ringOf(2, 1), lifetimeSeconds: DAY_S }).issue(claim, NOW),
    ]);
    expect(new Set(issued).size).toBe(issued.length);
  });

  test('is good for 99 of 100 parts of its lifetime at least, and for no more than all of it', async () => {
    for (const late of [0, 1, STEP_MS / 2, STEP_MS - 1]) {
      const token = await tokens.issue(claim, at(late));
      await expect(tokens.verify(token, at(late))).resolves.toEqual(claim);
      await expect(tokens.verify(token, at(late + 99 * STEP_MS))).resolves.toEqual(claim);
      await expect(tokens.verify(token, at(late + 100 * STEP_MS))).rejects.toThrow();
    }
  });

  test('of a short life is good for the whole of it, to the second', async () => {
    for (const lifetimeSeconds of [1, 2, 60, 199]) {
      const short = new VisitTokens({ keys: ring, lifetimeSeconds });
      for (const now of [NOW, after(7_000), after(13_000)]) {
        const token = await short.issue(claim, now);
        const end = now.getTime() + lifetimeSeconds * 1000;
        await expect(short.verify(token, new Date(end - 1))).resolves.toEqual(claim);
        await expect(short.verify(token, new Date(end))).rejects.toThrow();
      }
    }
  });
});

describe('a guest session', () => {
  const sessions = new GuestSessions(options);

  test('has an id of its own, random, and says until when it is good', async () => {
    const issued = await Promise.all(Array.from({ length: 20 }, () => sessions.issue(NOW)));
    expect(new Set(issued.map(({ session }) => session.id)).size).toBe(20);
    for (const { token, session } of issued) {
      expect(session).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        startedAt: NOW,
        expiresAt: after(100_000),
      });
      expect(await sessions.verify(token, NOW)).toEqual(session);
    }
  });

  test.each([{ sid: undefined }, { sid: 7 }, { sid: null }, { sid: ['s1'] }])(
    'is refused with %j for an id',
    async (claims) => {
      await expect(guest.verify(await signed(guest, { claims }))).rejects.toThrow();
    },
  );
});

describe('a device', () => {
  const tokens = new DeviceTokens(options);
  const claimOf = async (known: Parameters<DeviceTokens['issue']>[1] = null, owner = OWNER) =>
    tokens.verify((await tokens.issue(owner, known, NOW)).token, NOW);

  test('keeps its id where the same person signs in again, and gets another one for anybody else', async () => {
    const first = await claimOf();
    expect((await claimOf(first)).id).toBe(first.id);
    expect((await claimOf(first, { ...OWNER, subject: 'm2' })).id).not.toBe(first.id);
    expect((await claimOf()).id).not.toBe(first.id);
  });

  test('is one by its account or its person, and its token does not say the account', async () => {
    const { token } = await tokens.issue(OWNER, null, NOW);
    const claim = await tokens.verify(token, NOW);
    expect(deviceOf(claim, { account: OWNER.account })).toBe(claim.id);
    expect(deviceOf(claim, { subject: OWNER.subject })).toBe(claim.id);
    for (const other of [{ account: 'eve@example.com' }, { subject: 'm2' }, { account: OWNER.subject }, {}])
      expect(deviceOf(claim, other)).toBeNull();
    expect(deviceOf(null, OWNER)).toBeNull();
    expect(Buffer.from(token.split('.')[1]!, 'base64url').toString()).not.toMatch(/ada|example/);
  });
});

describe('a guest session is renewed', () => {
  const renewable = (keys = ring) => new GuestSessions({ ...options, keys, renewableSeconds: 300 });

  test('as the same session, for another lifetime, signed by the first key of the ring', async () => {
    const { session } = await renewable().issue(NOW);
    const renewed = await renewable(ringOf(2, 1)).renew(session, after(90_000));
    expect(renewed?.session).toEqual({ ...session, expiresAt: after(190_000) });
    expect(await renewable(ringOf(2)).verify(renewed?.token ?? '', after(100_000))).toEqual(renewed?.session);
  });

  test('until a while after its start, however often it was renewed', async () => {
    let current = await renewable().issue(NOW);
    for (const at of [90_000, 180_000, 270_000, 299_999]) {
      const next = await renewable().renew(await renewable().verify(current.token, after(at)), after(at));
      expect(next?.session).toMatchObject({ id: current.session.id, startedAt: NOW });
      current = next ?? current;
    }
    expect(await renewable().renew(current.session, after(300_000))).toBeNull();
    expect(await sessions().renew(current.session, NOW)).toBeNull();
  });

  test('is handed over for the rest of its lifetime and no longer', async () => {
    const { session } = await renewable().issue(NOW);
    const token = await renewable().handOver(session, after(40_000));
    expect(await renewable().verify(token, after(99_999))).toEqual(session);
    await expect(renewable().verify(token, after(100_000))).rejects.toThrow();
  });

  function sessions(): GuestSessions {
    return new GuestSessions(options);
  }
});

describe('a step-up', () => {
  const tokens = new StepUpTokens(options, SERIALS);

  test('says until when it is good', async () => {
    expect(await tokens.issue(MINE, SERIAL, NOW)).toEqual({ token: expect.any(String), expiresAt: after(100_000) });
  });

  test.each([
    ['another person', { subject: 'm2' }],
    ['another sign-in of the same person', { signIn: 'origin:s2' }],
    ['nobody', { subject: '' }],
    ['no sign-in', { signIn: '' }],
    ['the other way round', { subject: MINE.signIn, signIn: MINE.subject }],
  ])('is not one of %s', async (_, others) => {
    const { token } = await tokens.issue(MINE, SERIAL, NOW);
    expect(await tokens.proves(token, MINE, NOW)).toBe(true);
    expect(await tokens.proves(token, { ...MINE, ...others }, NOW)).toBe(false);
  });

  test.each([{ sub: undefined }, { sub: null }, { sign_in: undefined }, { sign_in: null }, { sign_in: ['origin:s1'] }])(
    'without a person or a sign-in proves nothing: %j',
    async (claims) => {
      await expect(stepUp.verify(await signed(stepUp, { claims }))).rejects.toThrow();
    },
  );
});

describe('a visit', () => {
  test('is to the tenant and serial that were signed', async () => {
    expect(await visit.verify(await visit.issue())).toEqual({ tenant: 'alpha', serial: 3 });
  });

  test.each([
    { tenant: undefined },
    { tenant: 7 },
    { tenant: ['alpha'] },
    { serial: undefined },
    { serial: '3' },
    { serial: null },
  ])('is refused with %j', async (claims) => {
    await expect(visit.verify(await signed(visit, { claims }))).rejects.toThrow();
  });
});
