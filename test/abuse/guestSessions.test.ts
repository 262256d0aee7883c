import { randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { parseKeyRing } from '../../src/identity/signingKeys';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { account, bearer, confirmed, done, PASSWORD } from '../support/accounts';
import { CognitoUnderTest } from '../support/CognitoUnderTest';
import { CLAIM } from '../support/customers';
import { orderingWorld, placed } from '../support/ordering';
import { later, stopTheClock } from '../support/stillTime';
import { post, serverBeside } from './requests';

const START = 'mutation { startGuestSession { token expiresAt } }';
const RENEW = 'mutation { renewGuestSession { token expiresAt } }';
const ORDERS = '{ viewer { guestOrders { nodes { id } } } }';
const DAY_MS = 86_400_000;

let cognito: CognitoUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cognito = await CognitoUnderTest.start();
  api = await ApiUnderTest.start(orderingWorld(), cognito.environment);
});
afterEach(() => jest.useRealTimers());
afterAll(async () => {
  await api.close();
  await cognito.close();
});

const cookie = (token: string): RequestHeaders => ({ cookie: `fieldgate_guest=${token}` });
const ofGuest = ({ headers }: { readonly headers: Headers }) =>
  headers.getSetCookie().filter((each) => each.startsWith('fieldgate_guest='));
const idOf = (token: string) => String(decodeJwt(token).sid);
const started = async () => String((await api.execute(START)).body.data.startGuestSession.token);
const ordersOf = async (headers: RequestHeaders) =>
  ((await api.execute(ORDERS, headers)).body.data.viewer.guestOrders.nodes as { id: string }[]).map(({ id }) => id);

describe('Guest sessions: renewal', () => {
  it('the session stays the same, its orders with it; the token and the cookie are new and last longer', async () => {
    stopTheClock();
    const token = await started();
    const order = await placed(api, bearer(token));
    later(DAY_MS - 1000);
    const { body, headers } = await api.execute(RENEW, cookie(token));
    const renewed = body.data.renewGuestSession as { token: string; expiresAt: string };
    expect(idOf(renewed.token)).toBe(idOf(token));
    expect(headers.get('set-cookie')).toBe(
      `fieldgate_guest=${renewed.token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400`,
    );
    expect(new Date(renewed.expiresAt).getTime()).toBe(Date.now() + DAY_MS);
    later(2000);
    expect((await api.execute(ORDERS, bearer(token))).status).toBe(401);
    expect(await ordersOf(bearer(renewed.token))).toEqual([order]);
  });

  it('a stolen session cannot be kept alive for ever', async () => {
    stopTheClock();
    let token = await started();
    for (let day = 1; day < 30; day += 1) {
      later(DAY_MS - 1000);
      token = String((await api.execute(RENEW, bearer(token))).body.data.renewGuestSession.token);
    }
    later(DAY_MS - 1000);
    const last = await api.execute(RENEW, bearer(token));
    expect(last.status).toBe(200);
    token = String(last.body.data.renewGuestSession.token);
    later(60_000);
    const { body } = await api.execute(RENEW, bearer(token));
    expect(body).toMatchObject({
      data: { renewGuestSession: null },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('there is nothing to renew without a session, with one that has expired, or for somebody who is signed in', async () => {
    stopTheClock();
    const token = await started();
    const nothing = await api.execute(RENEW);
    expect(nothing.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(nothing.headers.get('set-cookie')).toBeNull();
    later(DAY_MS);
    expect((await api.execute(RENEW, cookie(token))).status).toBe(401);
    jest.useRealTimers();
    const email = await confirmed(api, cognito);
    const { tokens } = await done(api, 'signIn', { email, password: PASSWORD });
    const { body } = await api.execute(RENEW, { ...bearer(tokens.idToken as string), ...cookie(await started()) });
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  it('takes a session from an old key to the new one, for as long as both are there', async () => {
    const token = await started();
    const fresh = randomBytes(32).toString('base64url');
    const overlapping = await serverBeside(api, {
      GUEST_SESSION_KEYS: `${fresh},${api.environment.GUEST_SESSION_KEYS ?? ''}`,
    });
    const renewed = String((await post(overlapping.url, RENEW, bearer(token))).body.data.renewGuestSession.token);
    expect(decodeProtectedHeader(renewed).kid).toBe(parseKeyRing(fresh)[0].id);
    await overlapping.close();
    const afterwards = await serverBeside(api, { GUEST_SESSION_KEYS: fresh });
    expect((await post(afterwards.url, ORDERS, bearer(renewed))).status).toBe(200);
    expect((await post(afterwards.url, ORDERS, bearer(token))).status).toBe(401);
    await afterwards.close();
  });
});

describe('Guest sessions: fixation', () => {
  it('who signs in is no guest any more: the cookie goes, whoever had planted the session is left with nothing', async () => {
    const planted = await started();
    const order = await placed(api, cookie(planted));
    expect(await ordersOf(bearer(planted))).toEqual([order]);

    const email = await confirmed(api, cognito);
    const answer = await account(api, 'signIn', { email, password: PASSWORD }, cookie(planted));
    const { tokens, guestSessionToken } = answer.body.data.signIn;
    expect(ofGuest(answer)).toEqual([expect.stringMatching(/^fieldgate_guest=; .*Max-Age=0$/)]);
    expect(idOf(guestSessionToken as string)).toBe(idOf(planted));
    const victim = bearer(tokens.idToken as string);
    const claimed = await api.execute(CLAIM, victim, { input: { guestSessionToken } });
    expect(claimed.body.data.claimGuestOrders).toMatchObject({ claimedCount: 1, complete: true });
    expect(claimed.headers.get('set-cookie')).toMatch(/^fieldgate_guest=; .*Max-Age=0$/);

    expect(await ordersOf(bearer(planted))).toEqual([]);
    const { body } = await api.execute(`{ order(id: "${order}") { id } }`, bearer(planted));
    expect(body.data.order).toBeNull();
    const next = await started();
    await placed(api, cookie(next));
    expect(await ordersOf(bearer(planted))).toEqual([]);
    const thief = await confirmed(api, cognito);
    const session = await done(api, 'signIn', { email: thief, password: PASSWORD });
    const again = await api.execute(CLAIM, bearer(session.tokens.idToken as string), {
      input: { guestSessionToken: planted },
    });
    expect(again.body.data.claimGuestOrders).toMatchObject({ claimedCount: 0, complete: true });
  });

  it('a sign-in that fails leaves the guest a guest', async () => {
    const token = await started();
    const email = await confirmed(api, cognito);
    const { headers, body } = await account(api, 'signIn', { email, password: 'Wrong-password-1' }, cookie(token));
    expect(body.data.signIn).toMatchObject({ tokens: null, guestSessionToken: null });
    expect(headers.get('set-cookie')).toBeNull();
    expect(await ordersOf(cookie(token))).toEqual([]);
  });

  it('the session that is handed over ends when the one in the cookie would have', async () => {
    stopTheClock();
    const email = await confirmed(api, cognito);
    const token = await started();
    later(DAY_MS / 2);
    const { guestSessionToken } = await done(api, 'signIn', { email, password: PASSWORD }, cookie(token));
    expect(decodeJwt(guestSessionToken as string).exp).toBe(decodeJwt(token).exp);
  });

  it('without a guest session there is nothing to hand over', async () => {
    const email = await confirmed(api, cognito);
    const answer = await account(api, 'signIn', { email, password: PASSWORD });
    expect(answer.body.data.signIn.guestSessionToken).toBeNull();
    expect(ofGuest(answer)).toEqual([]);
  });
});
