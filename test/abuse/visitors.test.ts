import { randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { GuestSessions } from '../../src/identity/GuestSessions';
import { parseKeyRing } from '../../src/identity/signingKeys';
import { createCookies } from '../../src/identity/cookies';
import { ApiUnderTest, type GraphQLAnswer } from '../support/ApiUnderTest';
import { stopTheClock } from '../support/stillTime';
import { baseWorld, order, SUBJECTS } from '../support/world';
import { compact, edited, flipped, hs256 } from './forgery';
import { post, postWithRawHeaders, serverBeside } from './requests';
import { orderNode } from './scene';

const COOKIE = 'fieldgate_guest';
const START = 'mutation { startGuestSession { token expiresAt } }';
const WHO = '{ viewer { roles guestSessionExpiresAt guestOrders { nodes { id } } } }';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
});
afterEach(() => jest.useRealTimers());
afterAll(async () => api.close());

const cookie = (token: string) => ({ cookie: `${COOKIE}=${token}` });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function start(): Promise<{ token: string; sessionId: string; setCookie: string; expiresAt: string }> {
  const answer = await api.execute(START);
  const { token, expiresAt } = answer.body.data.startGuestSession as { token: string; expiresAt: string };
  return {
    token,
    expiresAt,
    setCookie: answer.headers.get('set-cookie') ?? '',
    sessionId: String(decodeJwt(token).sid),
  };
}

/** An order of this session, which no other one may see. */
async function placeOrder(sessionId: string, number: number): Promise<string> {
  await api.put(order({ shopId: 'alpha', number, guestSessionId: sessionId }));
  return orderNode('alpha', number);
}

function expectRefused({ status, body, headers, calls }: GraphQLAnswer, isCookieCleared: boolean): void {
  expect(status).toBe(401);
  expect(body).toEqual({
    errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) })],
  });
  expect(headers.get('set-cookie')).toBe(
    isCookieCleared ? `${COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0` : null,
  );
  expect(calls).toEqual([]);
}

describe('Who are you: the guest session', () => {
  it('comes as a token and as a cookie out of reach of scripts, and both are the same session', async () => {
    stopTheClock();
    const { token, setCookie, sessionId, expiresAt } = await start();
    const [value, ...flags] = setCookie.split('; ');
    expect(value).toBe(`${COOKIE}=${token}`);
    expect(flags).toEqual(['Path=/', 'HttpOnly', 'SameSite=Lax', 'Max-Age=86400']);
    const id = await placeOrder(sessionId, 1);
    for (const headers of [cookie(token), bearer(token), { cookie: `a=b; ${COOKIE}=${token}; c=d` }]) {
      const { body } = await api.execute(WHO, headers);
      expect(body.data.viewer).toEqual({
        roles: ['GUEST'],
        guestSessionExpiresAt: expiresAt,
        guestOrders: { nodes: [{ id }] },
      });
    }
  });

  it('in production the cookie is bound to this host and to TLS', () => {
    const { name, issue, clear } = createCookies({ FIELDGATE_MODE: 'production', GUEST_COOKIE: 'same-site' }).guest;
    expect(name).toBe('__Host-fieldgate_guest');
    for (const text of [issue('token', new Date(Date.now() + 60_000)), clear()]) {
      const [value, ...flags] = text.split('; ');
      expect(value).toMatch(/^__Host-fieldgate_guest=/);
      expect(flags).toEqual(expect.arrayContaining(['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']));
      expect(text).not.toMatch(/domain/i);
    }
  });

  it('no two are the same, and a session that is presented is not carried over', async () => {
    const victim = await start();
    const answers = await Promise.all(
      [{}, cookie(victim.token), bearer(victim.token)].map(async (headers) => post(api.url, START, headers)),
    );
    const ids = answers.map(({ body }) => String(decodeJwt(body.data.startGuestSession.token as string).sid));
    expect(new Set([victim.sessionId, ...ids]).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  });

  it('a session id cannot be chosen by the client', async () => {
    const chosen = 'chosen-by-the-attacker';
    await placeOrder(chosen, 2);
    for (const argument of ['(id: "x")', '(sid: "x")', '(input: { token: "x" })'])
      expect((await api.execute(START.replace('Session {', `Session${argument} {`))).status).toBe(400);
    const claims = { sid: chosen, iss: 'fieldgate', aud: 'fieldgate:guest-session', iat: 1, exp: 9_999_999_999 };
    const header = decodeProtectedHeader((await start()).token);
    const tries = [
      chosen,
      compact({ ...header, alg: 'none' }, claims),
      compact(header, claims, hs256('')),
      compact(header, claims, hs256(chosen)),
    ];
    for (const token of tries) {
      expectRefused(await api.execute(WHO, cookie(token)), true);
      expectRefused(await api.execute(START, cookie(token)), true);
      expectRefused(await api.execute(WHO, bearer(token)), false);
    }
  });

  it('a changed character is refused, and a cookie with one is cleared', async () => {
    const { token } = await start();
    const places = token.split('').flatMap((letter, index) => (letter !== '.' && index % 31 === 0 ? [index] : []));
    for (const index of [...places, token.length - 1]) {
      expectRefused(await api.execute(WHO, cookie(flipped(token, index))), true);
      expectRefused(await api.execute(WHO, bearer(flipped(token, index))), false);
    }
    expect((await api.execute(WHO, cookie(token))).status).toBe(200);
  });

  it('edited under its old signature it is refused', async () => {
    const { token } = await start();
    const other = await start();
    const tries = [
      edited(token, 1, (claims) => ({ ...claims, sid: other.sessionId })),
      edited(token, 1, (claims) => ({ ...claims, exp: 9_999_999_999 })),
      edited(token, 0, (header) => ({ ...header, alg: 'none' })),
      edited(token, 0, (header) => ({ ...header, kid: 'other' })),
      `${token}=`,
      token.split('.').slice(0, 2).join('.'),
    ];
    for (const each of tries) expectRefused(await api.execute(WHO, cookie(each)), true);
  });

  it('signed with the right key, but not as a guest session, it is refused', async () => {
    const [key] = parseKeyRing(api.environment.GUEST_SESSION_KEYS ?? '');
    const now = Math.floor(Date.now() / 1000);
    const claims = { sid: 'x', iss: 'fieldgate', aud: 'fieldgate:guest-session', iat: now, exp: now + 60 };
    const header = { alg: 'HS256', typ: 'guest-session+jwt', kid: key.id };
    const sign = async (changedClaims: object, changedHeader: object = {}) =>
      new SignJWT({ ...claims, ...changedClaims }).setProtectedHeader({ ...header, ...changedHeader }).sign(key.secret);
    expect((await api.execute(WHO, cookie(await sign({})))).status).toBe(200);
    const wrong = [
      sign({ aud: 'fieldgate:visit' }),
      sign({ aud: undefined }),
      sign({ iss: 'other' }),
      sign({ sid: undefined }),
      sign({ sid: 7 }),
      sign({ exp: undefined }),
      sign({ iat: undefined }),
      sign({ exp: now }),
      sign({ nbf: now + 600 }),
      sign({}, { typ: 'visit+jwt' }),
      sign({}, { typ: 'JWT' }),
      sign({}, { typ: undefined }),
      sign({}, { alg: 'HS512' }),
      sign({}, { kid: undefined }),
      sign({}, { kid: 'other' }),
    ];
    for (const each of wrong) expectRefused(await api.execute(WHO, cookie(await each)), true);
  });

  it('is dead at its very second', async () => {
    const keys = parseKeyRing(randomBytes(32).toString('base64url'));
    const sessions = new GuestSessions({ keys, lifetimeSeconds: 100 });
    const { token } = await sessions.issue(new Date(1_000_000));
    await expect(sessions.verify(token, new Date(1_099_999))).resolves.toBeDefined();
    await expect(sessions.verify(token, new Date(1_100_000))).rejects.toThrow();
    const expired = await api.guestSessions.issue(new Date(Date.now() - 3_600_000)).catch(() => null);
    expect(expired).not.toBeNull();
    expectRefused(await api.execute(WHO, cookie(expired!.token)), true);
  });

  it('two cookies of that name are refused, in one header or two', async () => {
    const [one, two] = [(await start()).token, (await start()).token];
    expectRefused(await api.execute(WHO, { cookie: `${COOKIE}=${one}; ${COOKIE}=${two}` }), true);
    const { status } = await postWithRawHeaders(api.url, WHO, [
      ['cookie', `${COOKIE}=${one}`],
      ['cookie', `${COOKIE}=${two}`],
    ]);
    expect(status).toBe(401);
  });

  it('a cookie of a similar name is none', async () => {
    const { token } = await start();
    for (const name of [
      `x${COOKIE}`,
      `${COOKIE}2`,
      `__Host-${COOKIE}`,
      COOKIE.toUpperCase(),
      ` ${COOKIE} `.trim() + ' ',
    ]) {
      const { body } = await api.execute(WHO, { cookie: `${name}=${token}` });
      expect(body.data.viewer).toEqual({ roles: ['GUEST'], guestSessionExpiresAt: null, guestOrders: null });
    }
  });

  it('beside a good identity token the cookie is not read: the caller is who is signed in', async () => {
    const { token, sessionId } = await start();
    await placeOrder(sessionId, 3);
    for (const value of [token, 'not a session']) {
      const { body } = await api.execute(WHO, { ...(await api.customer1()), ...cookie(value) });
      expect(body.data.viewer).toEqual({ roles: ['CUSTOMER'], guestSessionExpiresAt: null, guestOrders: null });
    }
  });

  it('keys rotate with an overlap: the old one is taken, the new one signs, and without it old sessions end', async () => {
    const { token } = await start();
    const old = api.environment.GUEST_SESSION_KEYS ?? '';
    const fresh = randomBytes(32).toString('base64url');
    const overlapping = await serverBeside(api, { GUEST_SESSION_KEYS: `${fresh},${old}` });
    expect((await post(overlapping.url, WHO, cookie(token))).status).toBe(200);
    const started = await post(overlapping.url, START);
    const newToken: string = started.body.data.startGuestSession.token;
    expect(decodeProtectedHeader(newToken).kid).toBe(parseKeyRing(fresh)[0].id);
    expectRefused(await api.execute(WHO, cookie(newToken)), true);
    await overlapping.close();

    const afterwards = await serverBeside(api, { GUEST_SESSION_KEYS: fresh });
    const [ended, alive] = [
      await post(afterwards.url, WHO, cookie(token)),
      await post(afterwards.url, WHO, cookie(newToken)),
    ];
    expect(ended.status).toBe(401);
    expect(ended.headers.get('set-cookie')).toMatch(/Max-Age=0/);
    expect(alive.status).toBe(200);
    await afterwards.close();
  });

  it('does not tell of another session’s orders', async () => {
    const [mine, other] = [await start(), await start()];
    const id = await placeOrder(other.sessionId, 4);
    const query = `{ order(id: "${id}") { id } viewer { guestOrders { nodes { id } } } }`;
    expect((await api.execute(query, bearer(mine.token))).body.data).toEqual({
      order: null,
      viewer: { guestOrders: { nodes: [] } },
    });
    expect((await api.execute(query, bearer(other.token))).body.data).toEqual({
      order: { id },
      viewer: { guestOrders: { nodes: [{ id }] } },
    });
  });
});

describe('Who are you: one kind of token is not taken for another', () => {
  const kinds = {
    identity: async () =>
      api.identityProvider.token({ subject: SUBJECTS.ownerA, groups: ['shop-owners', 'customers'] }),
    guest: async () => (await api.guestSessions.issue()).token,
    visit: async () => (await api.visit('alpha'))['x-visit-token'] ?? '',
    cursor: async () => {
      const { body } = await api.execute(
        '{ visitedShop { products(first: 1) { pageInfo { endCursor } } } }',
        await api.visit('alpha'),
      );
      return String(body.data.visitedShop.products.pageInfo.endCursor);
    },
  };
  const kindsBut = (...names: string[]) => Object.entries(kinds).filter(([name]) => !names.includes(name));

  it.each(kindsBut('identity', 'guest'))('a %s token as Bearer', async (_kind, make) => {
    expectRefused(await api.execute(WHO, bearer(await make())), false);
  });

  it.each(kindsBut('guest'))('a %s token as guest cookie', async (_kind, make) => {
    expectRefused(await api.execute(WHO, cookie(await make())), true);
  });

  it.each(kindsBut('visit'))('a %s token as visit token', async (_kind, make) => {
    const answer = await api.execute('{ visitedShop { id } viewer { roles } }', { 'x-visit-token': await make() });
    expect(answer.body).toEqual({ data: { visitedShop: null, viewer: { roles: ['GUEST'] } } });
    expect(answer.calls).toEqual([]);
  });

  it.each(kindsBut('cursor'))('a %s token as cursor', async (_kind, make) => {
    const query = `{ visitedShop { products(after: "${await make()}") { nodes { id } } } }`;
    const { status, body } = await api.execute(query, await api.visit('alpha'));
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
  });

  it('not even where somebody configured the same key for all kinds', async () => {
    const key = randomBytes(32).toString('base64url');
    const server = await serverBeside(api, {
      GUEST_SESSION_KEYS: key,
      VISIT_TOKEN_KEYS: key,
      CURSOR_KEYS: key,
      SIGN_IN_KEYS: key,
    });
    const owner = await api.ownerA();
    const started = await post(server.url, START);
    const guest: string = started.body.data.startGuestSession.token;
    const shown = await post(
      server.url,
      '{ viewer { shops { visitToken orders { pageInfo { endCursor } } } } }',
      owner,
    );
    const visit: string = shown.body.data.viewer.shops[0].visitToken;
    expect((await post(server.url, WHO, bearer(guest))).status).toBe(200);
    expect((await post(server.url, WHO, bearer(visit))).status).toBe(401);
    expect((await post(server.url, WHO, cookie(visit))).status).toBe(401);
    const asVisit = async (token: string) =>
      (await post(server.url, '{ visitedShop { name } }', { 'x-visit-token': token })).body.data.visitedShop as unknown;
    expect(await asVisit(guest)).toBeNull();
    expect(await asVisit(visit)).toEqual({ name: 'name of alpha' });
    await server.close();
  });

  it('in no place is a token taken from a URL', async () => {
    const [identity, guest, visit] = [await kinds.identity(), await kinds.guest(), await kinds.visit()];
    const parameters = new URLSearchParams({
      'x-visit-token': visit,
      visitToken: visit,
      visit_token: visit,
      token: identity,
      access_token: identity,
      authorization: `Bearer ${identity}`,
      [COOKIE]: guest,
    });
    const { body } = await post(
      `${api.url}?${parameters.toString()}`,
      '{ visitedShop { id } viewer { roles guestSessionExpiresAt } }',
    );
    expect(body.data).toEqual({ visitedShop: null, viewer: { roles: ['GUEST'], guestSessionExpiresAt: null } });
  });
});
