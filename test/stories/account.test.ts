import { decodeJwt } from 'jose';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { account, bearer, done, PASSWORD, signedIn, type Person } from '../support/accounts';
import { CognitoUnderTest } from '../support/CognitoUnderTest';
import { CLAIM, ERASE, exportAll, ordersOf, REGISTER } from '../support/customers';
import { orderingWorld, placed } from '../support/ordering';

/**
 * From signing up to being erased, through HTTP alone: the API, the local Cognito and the engine, and what a person reads in their mail.
 */
const EMAIL = 'ada@example.com';
const GUEST_COOKIE = /^fieldgate_guest=([^;]+);/;

let cognito: CognitoUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cognito = await CognitoUnderTest.start();
  api = await ApiUnderTest.start(orderingWorld(), cognito.environment);
});
afterAll(async () => {
  await api.close();
  await cognito.close();
});

const rolesOf = async (headers: RequestHeaders) =>
  (await api.execute('{ viewer { roles customer { id email } } }', headers)).body.data.viewer as unknown;

describe('a person, from the first visit to the last', () => {
  let guestCookie: RequestHeaders;
  let guestToken: string;
  let asGuest: string;
  let ada: Person;

  it('looks around and orders as a guest, whose session is a cookie', async () => {
    const started = await api.execute('mutation { startGuestSession { expiresAt } }');
    const [, token = ''] = GUEST_COOKIE.exec(started.headers.get('set-cookie') ?? '') ?? [];
    guestCookie = { cookie: `fieldgate_guest=${token}` };
    asGuest = await placed(api, guestCookie);
  });

  it('signs up: a code goes to the address', async () => {
    await done(api, 'signUp', { email: EMAIL });
    expect(cognito.messages).toEqual([{ to: EMAIL, about: 'SignUp', code: expect.stringMatching(/^\d{6}$/) }]);
  });

  it('cannot sign in before the address is confirmed', async () => {
    const { body } = await account(api, 'signIn', { email: EMAIL, password: PASSWORD });
    expect(body.data.signIn).toMatchObject({ tokens: null, userErrors: [{ code: 'CREDENTIALS_NOT_ACCEPTED' }] });
  });

  it('has the code sent again, and confirms with the password to be', async () => {
    await done(api, 'resendConfirmationCode', { email: EMAIL });
    expect(cognito.messages).toHaveLength(2);
    await done(api, 'confirmSignUp', { email: EMAIL, code: cognito.codeFor(EMAIL), password: PASSWORD });
  });

  it('signs in, as a customer and nothing else; the guest’s cookie is handed over and gone', async () => {
    const answer = await account(api, 'signIn', { email: EMAIL.toUpperCase(), password: PASSWORD }, guestCookie);
    const { tokens, guestSessionToken, deviceToken, ...rest } = answer.body.data.signIn;
    expect(rest).toEqual({ challenge: null, stepUp: null, userErrors: [] });
    expect(new Date(tokens.expiresAt as string).getTime()).toBeGreaterThan(Date.now());
    expect(answer.headers.getSetCookie().map((cookie) => cookie.replace(/(?<=Max-Age=)[1-9]\d*/, 'seconds'))).toEqual([
      `fieldgate_device=${deviceToken}; Path=/; HttpOnly; SameSite=Strict; Max-Age=seconds`,
      'fieldgate_guest=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
    ]);
    ada = { ...tokens, email: EMAIL, headers: bearer(tokens.idToken as string) };
    guestToken = guestSessionToken as string;
    expect(await rolesOf(ada.headers)).toMatchObject({ roles: ['CUSTOMER'], customer: { email: null } });
  });

  it('registers with the address that was verified', async () => {
    const { body } = await api.execute(REGISTER, ada.headers, { input: { displayName: 'Ada' } });
    expect(body.data.registerCustomer).toMatchObject({
      customer: { email: EMAIL, displayName: 'Ada' },
      userErrors: [],
    });
  });

  it('orders in a shop, follows the order, and claims the one that was a guest’s', async () => {
    const asCustomer = await placed(api, ada.headers);
    const query = `{ order(id: "${asCustomer}") { status customer { displayName } } }`;
    expect((await api.execute(query, ada.headers)).body.data.order).toEqual({
      status: 'PENDING',
      customer: { displayName: 'Ada' },
    });
    const claimed = await api.execute(CLAIM, ada.headers, { input: { guestSessionToken: guestToken } });
    expect(claimed.body.data.claimGuestOrders).toMatchObject({ claimedCount: 1, complete: true });
    expect((await ordersOf(api, ada.headers)).sort()).toEqual([asGuest, asCustomer].sort());
  });

  it('whoever still has the guest’s session finds nothing there; who starts one here again is another guest', async () => {
    const query = `{ order(id: "${asGuest}") { id } viewer { guestOrders { nodes { id } } } }`;
    for (const headers of [guestCookie, bearer(guestToken)])
      expect((await api.execute(query, headers)).body.data).toEqual({
        order: null,
        viewer: { guestOrders: { nodes: [] } },
      });
    const again = await api.execute('mutation { startGuestSession { token } }', guestCookie);
    const idOf = (token: unknown) => decodeJwt(String(token)).sid;
    expect(idOf(again.body.data.startGuestSession.token)).not.toBe(idOf(guestToken));
  });

  it('stays signed in by the refresh token, until signing out', async () => {
    const { tokens } = await done(api, 'refreshSession', { refreshToken: ada.refreshToken });
    expect(tokens.refreshToken).toBeNull();
    expect(await rolesOf(bearer(tokens.idToken as string))).toMatchObject({ customer: { email: EMAIL } });
    await done(api, 'signOut', { refreshToken: ada.refreshToken });
    const { body } = await account(api, 'refreshSession', { refreshToken: ada.refreshToken });
    expect(body.data.refreshSession).toMatchObject({ tokens: null, userErrors: [{ code: 'SESSION_ENDED' }] });
  });

  it('forgets the password, sets a new one by a code, and changes that one', async () => {
    const [second, third] = ['Second-password-2', 'Third-password-3'];
    await done(api, 'forgotPassword', { email: EMAIL });
    await done(api, 'confirmForgotPassword', { email: EMAIL, code: cognito.codeFor(EMAIL), newPassword: second });
    const session = await signedIn(api, EMAIL, second);
    const { accessToken, headers } = session;
    await done(api, 'changePassword', { accessToken, currentPassword: second, newPassword: third }, headers);
    for (const password of [PASSWORD, second])
      expect((await account(api, 'signIn', { email: EMAIL, password })).body.data.signIn.tokens).toBeNull();
    ada = await signedIn(api, EMAIL, third);
  });

  it('takes all their data along, and is erased', async () => {
    const [answer] = await exportAll(api, ada.headers);
    const { page } = answer!.body.data.exportMyData;
    expect(page).toMatchObject({ customer: { email: EMAIL, displayName: 'Ada' } });
    expect(page.orders).toHaveLength(2);
    const erased = await api.execute(ERASE, ada.headers);
    expect(erased.body.data.eraseMyData).toMatchObject({
      erasedOrderCount: 2,
      complete: true,
      customer: { email: null, displayName: null },
    });
  });
});
