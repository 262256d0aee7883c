import { randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { URI } from 'otpauth';
import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import {
  account,
  authenticator,
  bearer,
  done,
  enrolled,
  PASSWORD,
  person,
  type Person,
  type Tokens,
} from '../support/accounts';
import { CognitoUnderTest } from '../support/CognitoUnderTest';
import { ERASE } from '../support/customers';
import { orderingWorld } from '../support/ordering';
import { later, stopTheClock } from '../support/stillTime';
import { ownership } from '../support/world';

/** A deployment that asks for second factors: authenticators with real codes, and what opens by them. */
const ALPHA = toGlobalId('Shop', 'alpha');
const HOUR_MS = 3_600_000;

let cognito: CognitoUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cognito = await CognitoUnderTest.start();
  api = await ApiUnderTest.start(orderingWorld(), {
    ...cognito.environment,
    REQUIRE_MFA: 'on',
    STEP_UP_KEYS: randomBytes(32).toString('base64url'),
  });
});
afterAll(async () => {
  await api.close();
  await cognito.close();
});
// The moment of one test is that of the next: codes that one has used are used.
beforeAll(stopTheClock);
afterAll(() => jest.useRealTimers());

const stepUpHeader = (token: string): RequestHeaders => ({ 'x-step-up-token': token });
const subjectOf = ({ idToken }: Tokens) => String(decodeJwt(idToken).sub);
const idTokenIn = ({ tokens }: { tokens: Tokens }) => bearer(tokens.idToken);

/** Somebody in this group, with an authenticator, signed in by it. */
async function member(group: string) {
  const start = await person(api, cognito);
  const codeAt = await enrolled(api, start);
  const Username = subjectOf(start);
  await cognito.ask('AdminAddUserToGroup', { UserPoolId: cognito.pool.userPoolId, Username, GroupName: group });
  const { challenge } = await done(api, 'signIn', { email: start.email, password: PASSWORD });
  const signIn = await done(api, 'answerSignInChallenge', { challenge, code: codeAt(0) });
  const current = { ...(signIn.tokens as Tokens), email: start.email, headers: idTokenIn(signIn) };
  return { person: current, codeAt, stepUp: String(signIn.stepUp.token), before: start };
}

describe('an authenticator', () => {
  let ada: Person;
  let codeAt: (steps?: number) => string;

  it('is set up by a secret, which is also in a URI for apps', async () => {
    ada = await person(api, cognito);
    const { accessToken, headers } = ada;
    const { secret, otpauthUri } = await done(api, 'startTotpEnrolment', { accessToken }, headers);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const totp = URI.parse(otpauthUri as string);
    expect({ issuer: totp.issuer, label: totp.label, secret: totp.secret.base32 }).toEqual({
      issuer: 'Fieldgate',
      label: ada.email,
      secret,
    });
    codeAt = authenticator(secret as string);
  });

  it('counts for nothing before a first code of it has come', async () => {
    const { accessToken, headers } = ada;
    const { body } = await account(api, 'confirmTotpEnrolment', { accessToken, code: wrong(codeAt) }, headers);
    expect(body.data.confirmTotpEnrolment.userErrors).toMatchObject([{ field: ['code'], code: 'CODE_NOT_ACCEPTED' }]);
    expect((await done(api, 'signIn', { email: ada.email, password: PASSWORD })).tokens).not.toBeNull();
    await done(api, 'confirmTotpEnrolment', { accessToken, code: codeAt(-1) }, headers);
  });

  it('is asked for when signing in: no tokens before a code', async () => {
    const first = await done(api, 'signIn', { email: ada.email, password: PASSWORD });
    expect(first).toMatchObject({ tokens: null, stepUp: null, challenge: expect.any(String) });
    const { challenge } = first;
    const refused = await account(api, 'answerSignInChallenge', { challenge, code: wrong(codeAt) });
    expect(refused.body.data.answerSignInChallenge).toMatchObject({
      tokens: null,
      stepUp: null,
      userErrors: [{ code: 'CODE_NOT_ACCEPTED' }],
    });
    const second = await done(api, 'answerSignInChallenge', { challenge, code: codeAt(0) });
    const { body } = await api.execute('{ viewer { roles } }', idTokenIn(second));
    expect(body.data.viewer.roles).toEqual(['CUSTOMER']);
    const expiresIn = new Date(second.stepUp.expiresAt as string).getTime() - Date.now();
    expect(expiresIn).toBeGreaterThan(290_000);
    expect(expiresIn).toBeLessThanOrEqual(300_000);
    const { tokens } = await done(api, 'refreshSession', { refreshToken: second.tokens.refreshToken });
    expect(tokens.idToken).toEqual(expect.any(String));
  });

  it('is not replaced by whoever has tokens only', async () => {
    const { challenge } = await done(api, 'signIn', { email: ada.email, password: PASSWORD });
    const { tokens, stepUp } = await done(api, 'answerSignInChallenge', { challenge, code: codeAt(1) });
    const input = { accessToken: tokens.accessToken as string };
    const { body } = await account(api, 'startTotpEnrolment', input, bearer(tokens.idToken as string));
    expect(body).toMatchObject({
      data: { startTotpEnrolment: null },
      errors: [{ extensions: { code: 'FORBIDDEN', secondFactor: 'REQUIRED' } }],
    });
    const headers = { ...bearer(tokens.idToken as string), ...stepUpHeader(stepUp.token as string) };
    expect((await done(api, 'startTotpEnrolment', input, headers)).secret).toMatch(/^[A-Z2-7]{32}$/);
  });
});

describe('what takes a second factor', () => {
  const IBAN = `{ shop(id: "${ALPHA}") { name payoutIban legalName } }`;
  const ROTATE = `mutation { rotateVisitToken(input: { shopId: "${ALPHA}" }) { shop { name } userErrors { code } } }`;
  const SET_IBAN = `mutation { updateShop(input: { shopId: "${ALPHA}", payoutIban: "DE89370400440532013000" }) { shop { payoutIban } userErrors { code } } }`;
  const STATISTICS = '{ platformStatistics { shopCount } }';

  it('an owner sees the payout account, changes it and rotates visit tokens; the rest takes none', async () => {
    const { person: owner, stepUp } = await member('shop-owners');
    await api.put([ownership(subjectOf(owner), 'alpha')]);
    const bare = await api.execute(IBAN, owner.headers);
    expect(bare.body.data.shop).toEqual({
      name: 'name of alpha',
      payoutIban: null,
      legalName: 'canary-legalName-alpha',
    });
    expect(bare.body.errors).toMatchObject([
      {
        message:
          'You may not see Shop.payoutIban; it takes SHOP_OWNER as the owner of this shop, and a second factor (header ' +
          'x-step-up-token). Prove your second factor, then ask again with the token that this gives.',
        path: ['shop', 'payoutIban'],
        extensions: { code: 'FORBIDDEN', coordinate: 'Shop.payoutIban', secondFactor: 'REQUIRED', count: 1 },
      },
    ]);
    expect(JSON.stringify(bare.calls)).not.toContain('payoutIban');
    for (const query of [ROTATE, SET_IBAN]) {
      const { body, calls } = await api.execute(query, owner.headers);
      expect(body.errors).toMatchObject([
        { extensions: { code: 'FORBIDDEN', requires: expect.stringContaining('a second factor') } },
      ]);
      expect(calls.filter(({ operation }) => operation === 'TransactWriteItems')).toEqual([]);
    }

    const proved = { ...owner.headers, ...stepUpHeader(stepUp) };
    expect((await api.execute(IBAN, proved)).body.data.shop.payoutIban).toBe('canary-payoutIban-alpha');
    expect((await api.execute(ROTATE, proved)).body.data.rotateVisitToken.userErrors).toEqual([]);
    const changed = await api.execute(SET_IBAN, proved);
    expect(changed.body.data.updateShop.shop.payoutIban).toBe('DE89370400440532013000');
  });

  it('it is told masked and as a rejection, too, before anything is read', async () => {
    const { person: admin } = await member('platform-admins');
    const masked = await api.execute(STATISTICS, { ...admin.headers, 'x-on-denied': 'mask' });
    expect(masked.body.extensions.authorization.denied).toEqual([
      {
        coordinate: 'Query.platformStatistics',
        code: 'FORBIDDEN',
        requires: 'PLATFORM_ADMIN, and a second factor (header x-step-up-token)',
        secondFactor: 'REQUIRED',
        count: 1,
      },
    ]);
    const rejected = await api.execute(`{ viewer { roles } platformStatistics { shopCount } }`, {
      ...admin.headers,
      'x-on-denied': 'reject',
    });
    expect(rejected.body.data).toBeUndefined();
    expect(rejected.body.errors).toMatchObject([{ extensions: { secondFactor: 'REQUIRED' } }]);
    for (const { calls } of [masked, rejected]) expect(calls).toEqual([]);
  });

  it('an administrator sees the statistics', async () => {
    const { person: admin, stepUp } = await member('platform-admins');
    expect((await api.execute(STATISTICS, admin.headers)).body.data.platformStatistics).toBeNull();
    const { body } = await api.execute(STATISTICS, { ...admin.headers, ...stepUpHeader(stepUp) });
    expect(body.data.platformStatistics).toEqual({ shopCount: 3 });
  });

  it('a customer erases their data', async () => {
    const { person: customer, stepUp } = await member('customers');
    const { body } = await api.execute(ERASE, customer.headers);
    expect(body).toMatchObject({ data: { eraseMyData: null }, errors: [{ extensions: { secondFactor: 'REQUIRED' } }] });
    const erased = await api.execute(ERASE, { ...customer.headers, ...stepUpHeader(stepUp) });
    expect(erased.body.data.eraseMyData).toMatchObject({ complete: true, userErrors: [] });
  });

  it('whom a second factor would not help is not asked for one', async () => {
    const customer = await person(api, cognito);
    for (const headers of [customer.headers, {}]) {
      const { body } = await api.execute(STATISTICS, headers);
      expect(body.data.platformStatistics).toBeNull();
      expect(body.errors[0].extensions).not.toHaveProperty('secondFactor');
    }
  });
});

describe('stepping up', () => {
  it('by password and code, within the sign-in: nothing else changes, and no other sign-in is left behind', async () => {
    const { person: admin, codeAt } = await member('platform-admins');
    cognito.take();
    const { stepUp } = await done(api, 'stepUp', { password: PASSWORD, code: codeAt(1) }, admin.headers);
    expect(await seesStatistics({ ...admin.headers, ...stepUpHeader(stepUp.token as string) })).toBe(true);
    const calls = cognito.take();
    expect(calls.map(({ operation }) => operation)).toEqual(['InitiateAuth', 'RespondToAuthChallenge', 'RevokeToken']);
    await done(api, 'refreshSession', { refreshToken: admin.refreshToken });
  });

  it('is good after a refresh, and in no other sign-in of the same person', async () => {
    const { person: admin, codeAt, stepUp } = await member('platform-admins');
    const refreshed = await done(api, 'refreshSession', { refreshToken: admin.refreshToken });
    expect(await seesStatistics({ ...idTokenIn(refreshed), ...stepUpHeader(stepUp) })).toBe(true);
    const { challenge } = await done(api, 'signIn', { email: admin.email, password: PASSWORD });
    const other = await done(api, 'answerSignInChallenge', { challenge, code: codeAt(1) });
    expect(await seesStatistics({ ...idTokenIn(other), ...stepUpHeader(stepUp) })).toBe(false);
    expect(await seesStatistics({ ...idTokenIn(other), ...stepUpHeader(other.stepUp.token as string) })).toBe(true);
  });

  it('is nobody else’s', async () => {
    const [one, other] = [await member('platform-admins'), await member('platform-admins')];
    expect(await seesStatistics({ ...one.person.headers, ...stepUpHeader(other.stepUp) })).toBe(false);
    expect(await seesStatistics({ ...one.person.headers, ...stepUpHeader(one.stepUp) })).toBe(true);
    expect(await seesStatistics(stepUpHeader(one.stepUp))).toBe(false);
  });

  it('ends by itself', async () => {
    const { person: admin, stepUp } = await member('platform-admins');
    later(299_000);
    expect(await seesStatistics({ ...admin.headers, ...stepUpHeader(stepUp) })).toBe(true);
    later(2_000);
    expect(await seesStatistics({ ...admin.headers, ...stepUpHeader(stepUp) })).toBe(false);
  });

  it('takes the password as well, an unused code, and an authenticator that is set up', async () => {
    const { person: customer, codeAt } = await member('customers');
    const tries = [
      [{ password: 'Wrong-password-1', code: codeAt(1) }, 'CREDENTIALS_NOT_ACCEPTED'],
      [{ password: PASSWORD, code: wrong(codeAt) }, 'CODE_NOT_ACCEPTED'],
      [{ password: PASSWORD, code: codeAt(0) }, 'CODE_NOT_ACCEPTED'],
    ] as const;
    for (const [input, code] of tries) {
      const { body } = await account(api, 'stepUp', input, customer.headers);
      expect(body.data.stepUp).toMatchObject({ stepUp: null, userErrors: [{ code }] });
    }
    const without = await person(api, cognito);
    cognito.take();
    const { body } = await account(api, 'stepUp', { password: PASSWORD, code: '123456' }, without.headers);
    expect(body.data.stepUp).toMatchObject({ stepUp: null, userErrors: [{ code: 'SECOND_FACTOR_NOT_SET_UP' }] });
    expect(cognito.take().map(({ operation }) => operation)).toEqual(['InitiateAuth', 'RevokeToken']);
  });

  it('is not given for setting up an authenticator: whoever has tokens only could do that', async () => {
    const start = await person(api, cognito);
    const { accessToken, headers } = start;
    const { secret } = await done(api, 'startTotpEnrolment', { accessToken }, headers);
    const { body } = await account(
      api,
      'confirmTotpEnrolment',
      { accessToken, code: authenticator(secret as string)() },
      headers,
    );
    expect(body.data.confirmTotpEnrolment).toEqual({ userErrors: [] });
  });

  async function seesStatistics(headers: RequestHeaders): Promise<boolean> {
    const { body } = await api.execute('{ platformStatistics { shopCount } }', headers);
    return body.data.platformStatistics !== null;
  }
});

describe('a challenge', () => {
  const challengeOf = async (email: string) =>
    String((await done(api, 'signIn', { email, password: PASSWORD })).challenge);
  const answer = async (challenge: string, code: string) => {
    const { body } = await account(api, 'answerSignInChallenge', { challenge, code });
    const { tokens, stepUp, userErrors } = body.data.answerSignInChallenge;
    return tokens === null && stepUp === null ? String(userErrors[0].code) : 'signed in';
  };

  it('is good once, and a code is good once', async () => {
    const { person: customer, codeAt } = await member('customers');
    const challenge = await challengeOf(customer.email);
    expect(await answer(challenge, codeAt(0))).toBe('CODE_NOT_ACCEPTED');
    expect(await answer(challenge, codeAt(1))).toBe('signed in');
    expect(await answer(challenge, codeAt(1))).toBe('SESSION_ENDED');
    expect(await answer(await challengeOf(customer.email), codeAt(1))).toBe('CODE_NOT_ACCEPTED');
  });

  it('ends after three minutes', async () => {
    const { person: customer, codeAt } = await member('customers');
    const challenge = await challengeOf(customer.email);
    later(181_000);
    expect(await answer(challenge, codeAt(0))).toBe('SESSION_ENDED');
    expect(await answer(await challengeOf(customer.email), codeAt(0))).toBe('signed in');
  });

  it('is not another person’s, nor made up', async () => {
    const [one, other] = [await member('customers'), await member('customers')];
    const challenge = await challengeOf(one.person.email);
    const [, session = ''] = challenge.split('.');
    const asOther = `${Buffer.from(subjectOf(other.person)).toString('base64url')}.${session}`;
    expect(await answer(asOther, other.codeAt(1))).toBe('SESSION_ENDED');
    expect(await answer(challenge, other.codeAt(1))).toBe('CODE_NOT_ACCEPTED');
    const { 0: user } = challenge.split('.');
    for (const made of [`${user}.00000000-0000-4000-8000-000000000000`, `${user}.`, String(user), session, '.', 'x'])
      expect(await answer(made, one.codeAt(1))).toBe('SESSION_ENDED');
    expect(await answer(challenge, one.codeAt(1))).toBe('signed in');
  });

  it('and codes are those of the moment: an hour later, others', async () => {
    const { person: customer, codeAt } = await member('customers');
    const old = codeAt(1);
    later(HOUR_MS);
    expect(await answer(await challengeOf(customer.email), old)).toBe('CODE_NOT_ACCEPTED');
    expect(await answer(await challengeOf(customer.email), codeAt(0))).toBe('signed in');
  });
});

describe('where no second factor is required', () => {
  it('everything is as without one, and no proof is given out', async () => {
    const relaxed = await ApiUnderTest.start(orderingWorld(), cognito.environment);
    const { person: admin, codeAt } = await member('platform-admins');
    const { body } = await relaxed.execute('{ platformStatistics { shopCount } }', admin.headers);
    expect(body.data.platformStatistics).toEqual({ shopCount: 3 });
    const { challenge } = await done(relaxed, 'signIn', { email: admin.email, password: PASSWORD });
    const signIn = await done(relaxed, 'answerSignInChallenge', { challenge, code: codeAt(1) });
    expect(signIn).toMatchObject({ tokens: expect.any(Object), stepUp: null });
    cognito.take();
    expect(await done(relaxed, 'stepUp', { password: PASSWORD, code: '123456' }, admin.headers)).toEqual({
      stepUp: null,
      userErrors: [],
    });
    expect(cognito.take()).toEqual([]);
    await relaxed.close();
  });
});

/** A code of six digits that is none of those that would be taken now. */
function wrong(codeAt: (steps?: number) => string): string {
  const good = [-2, -1, 0, 1, 2].map((steps) => codeAt(steps));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !good.includes(code)) ?? '';
}
