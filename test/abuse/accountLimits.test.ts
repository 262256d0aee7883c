import { randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { confirmed, done, enrolled, freshEmail, PASSWORD, person } from '../support/accounts';
import { CognitoUnderTest } from '../support/CognitoUnderTest';
import { orderingWorld } from '../support/ordering';
import { laterByEveryClock, stopTheClock } from '../support/stillTime';
import { TableBeside } from '../support/TableBeside';
import { eventually, post, serverBeside, type HttpAnswer } from './requests';

/*
 * What strangers try at somebody's account: their failures are theirs, what is sent in somebody's name is bounded, and its owner is never kept
 * out. Every address is one that a trusted proxy tells.
 */
const WRONG = 'Wrong-password-1';
const MINUTES = 60_000;
const HOUR = 60 * MINUTES;

let cognito: CognitoUnderTest;
let api: ApiUnderTest;
let table: TableBeside;
let server: Awaited<ReturnType<typeof serverBeside>>;

beforeAll(async () => {
  cognito = await CognitoUnderTest.start();
  api = await ApiUnderTest.start(orderingWorld(), {
    ...cognito.environment,
    REQUIRE_MFA: 'on',
    STEP_UP_KEYS: randomBytes(32).toString('base64url'),
  });
});
beforeAll(() => {
  table = new TableBeside(api);
});
beforeEach(async () => {
  stopTheClock();
  server = await serverWith();
});
afterEach(async () => {
  await server.close();
  jest.useRealTimers();
  jest.restoreAllMocks();
});
afterAll(async () => {
  table.close();
  await api.close();
  await cognito.close();
});

/** With the limits that an operator gets who says nothing, but for what is said. */
const serverWith = async (more: Readonly<Record<string, string>> = {}) =>
  serverBeside(api, {
    ACCOUNT_FAILURES: '5',
    ACCOUNT_MAILS_PER_DAY: '10',
    RATE_LIMIT_ATTEMPTS: '10',
    TRUSTED_PROXIES: '127.0.0.1',
    ...more,
  });

/** Two failures where there are five: as much is seen by fewer tries. */
async function withTwoFailures(): Promise<void> {
  await server.close();
  server = await serverWith({ ACCOUNT_FAILURES: '2' });
}

const rowOf = (idToken: string) => ({
  pk: `SECOND_FACTOR#${String(decodeJwt(idToken).sub)}`,
  sk: 'SECOND_FACTOR',
});

const from = (address: string): RequestHeaders => ({ 'x-forwarded-for': address });
const OWNER = '198.51.100.1';
/** As many strangers as one likes. */
const stranger = (number: number) => `203.0.${Math.floor(number / 250)}.${1 + (number % 250)}`;

type Fields = Readonly<Record<string, unknown>>;

async function ask(name: string, input: Fields, headers: RequestHeaders, signal?: AbortSignal): Promise<HttpAnswer> {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
  const tokens = ['signIn', 'answerSignInChallenge'].includes(name)
    ? 'challenge deviceToken tokens { idToken accessToken } '
    : '';
  const query = `mutation ($input: ${type}) { ${name}(input: $input) { ${tokens}userErrors { code } } }`;
  return post(server.url, query, headers, { variables: { input } }, signal);
}

/** The same by a client that hangs up while Cognito is asked; resolves once the API knows that. */
async function hangUp(name: string, input: Fields, headers: RequestHeaders): Promise<void> {
  const ended = () => api.log.lines({ event: 'request' }).length;
  const before = ended();
  const gone = new AbortController();
  cognito.before = async () => {
    gone.abort();
    await eventually(async () => Promise.resolve(ended() > before));
  };
  await ask(name, input, headers, gone.signal).catch(() => undefined);
  await eventually(async () => Promise.resolve(ended() > before));
  cognito.before = undefined;
}

/** What became of it: the code of what is left to mend, or of the error; `done`. */
async function outcome(name: string, input: Fields, headers: RequestHeaders): Promise<string> {
  const { body } = await ask(name, input, headers);
  const payload = body.data?.[name];
  return String(payload ? (payload.userErrors[0]?.code ?? 'done') : body.errors[0].extensions.code);
}

async function outcomes(count: number, each: (number: number) => Promise<string>): Promise<Record<string, number>> {
  const all: Record<string, number> = {};
  for (let number = 0; number < count; number += 1) {
    const result = await each(number);
    all[result] = (all[result] ?? 0) + 1;
  }
  return all;
}

const signIn = async (email: string, address: string, password = WRONG, headers: RequestHeaders = {}) =>
  outcome('signIn', { email, password }, { ...from(address), ...headers });

describe('wrong passwords', () => {
  it('of one address are five at one account in a quarter of an hour, known or unknown, however it is written', async () => {
    for (const email of [await confirmed(api, cognito), freshEmail()]) {
      const variants = [email, email.toUpperCase(), email.replace('person', 'Person')];
      expect(await outcomes(8, async (number) => signIn(variants[number % 3]!, stranger(0)))).toEqual({
        CREDENTIALS_NOT_ACCEPTED: 5,
        RATE_LIMITED: 3,
      });
      const refused = await ask('signIn', { email, password: WRONG }, from(stranger(0)));
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '900']);
      expect(refused.text).not.toContain(email);
    }
  });

  it('of a stranger do not keep the owner out, on a new device either', async () => {
    const email = await confirmed(api, cognito);
    expect(await outcomes(45, async () => signIn(email, stranger(1)))).toEqual({
      CREDENTIALS_NOT_ACCEPTED: 5,
      RATE_LIMITED: 40,
    });
    expect(await signIn(email, OWNER, PASSWORD)).toBe('done');
  });

  it('are a hundred at one account from everywhere; a device that has signed in before goes on', async () => {
    const email = await confirmed(api, cognito);
    const { body, headers } = await ask('signIn', { email, password: PASSWORD }, from(OWNER));
    const device = String(body.data.signIn.deviceToken);
    const [cookie = ''] = headers.getSetCookie()[0]!.split(';');
    expect(await outcomes(120, async (number) => signIn(email, stranger(100 + number)))).toEqual({
      CREDENTIALS_NOT_ACCEPTED: 100,
      RATE_LIMITED: 20,
    });
    expect(await signIn(email, OWNER, PASSWORD)).toBe('RATE_LIMITED');
    for (const known of [{ 'x-device-token': device }, { cookie }])
      expect(await signIn(email, OWNER, PASSWORD, known)).toBe('done');
    laterByEveryClock(15 * MINUTES);
    expect(await signIn(email, OWNER, PASSWORD)).toBe('done');
  });

  it('of a device that has signed in before are counted for it alone, and it is one for its own account only', async () => {
    await withTwoFailures();
    const [email, other] = [await confirmed(api, cognito), await confirmed(api, cognito)];
    const { body } = await ask('signIn', { email, password: PASSWORD }, from(OWNER));
    const known = { 'x-device-token': String(body.data.signIn.deviceToken) };
    await outcomes(40, async (number) => signIn(other, stranger(number)));
    expect(await signIn(other, OWNER, PASSWORD, known)).toBe('RATE_LIMITED');
    expect(await outcomes(3, async () => signIn(email, OWNER, WRONG, known))).toEqual({
      CREDENTIALS_NOT_ACCEPTED: 2,
      RATE_LIMITED: 1,
    });
    expect(await signIn(email, OWNER, PASSWORD)).toBe('done');
    // As many devices as one likes have four times as much together.
    const devices: string[] = [];
    for (let number = 0; number < 6; number += 1)
      devices.push(String((await done(api, 'signIn', { email, password: PASSWORD })).deviceToken));
    const tried = await outcomes(12, async (number) =>
      signIn(email, OWNER, WRONG, { 'x-device-token': devices[number % 6]! }),
    );
    expect(tried).toEqual({ CREDENTIALS_NOT_ACCEPTED: 6, RATE_LIMITED: 6 });
  });

  it('that Cognito does not look at count as none', async () => {
    await withTwoFailures();
    const email = await confirmed(api, cognito);
    cognito.faults = () => ({ type: 'NotAuthorizedException', message: 'Password attempts exceeded' });
    expect(await outcomes(4, async () => signIn(email, OWNER))).toEqual({ CREDENTIALS_NOT_ACCEPTED: 4 });
    cognito.faults = undefined;
    expect(await signIn(email, OWNER, PASSWORD)).toBe('done');
  });

  it('successes do not count, nor do outages', async () => {
    const email = await confirmed(api, cognito);
    expect(await outcomes(20, async () => signIn(email, OWNER, PASSWORD))).toEqual({ done: 20 });
    cognito.faults = () => 'reset';
    expect(await outcomes(20, async () => signIn(email, OWNER))).toEqual({ TRY_AGAIN: 20 });
    cognito.faults = undefined;
    expect(await outcomes(6, async () => signIn(email, OWNER))).toEqual({
      CREDENTIALS_NOT_ACCEPTED: 5,
      RATE_LIMITED: 1,
    });
  });

  it('over many accounts are ten times as many from one address', async () => {
    await withTwoFailures();
    const tried = await outcomes(25, async () => signIn(freshEmail(), stranger(1)));
    expect(tried).toEqual({ CREDENTIALS_NOT_ACCEPTED: 20, RATE_LIMITED: 5 });
    expect(await signIn(freshEmail(), OWNER)).toBe('CREDENTIALS_NOT_ACCEPTED');
  });

  it('of one /48 of IPv6 are sixteen times those of a /64', async () => {
    await withTwoFailures();
    const email = await confirmed(api, cognito);
    const tried = await outcomes(36, async (number) => signIn(email, `2001:db8:1:${number.toString(16)}::1`));
    expect(tried).toEqual({ CREDENTIALS_NOT_ACCEPTED: 32, RATE_LIMITED: 4 });
    expect(await signIn(email, OWNER, PASSWORD)).toBe('done');
  });

  it('many in one request are as many', async () => {
    const email = await confirmed(api, cognito);
    const tries = Array.from(
      { length: 10 },
      (_, index) =>
        `t${index}: signIn(input: { email: "${email}", password: "Guess-${index}" }) { userErrors { code } }`,
    );
    cognito.take();
    await post(server.url, `mutation { ${tries.join(' ')} }`, from(stranger(0)));
    expect(cognito.take()).toHaveLength(5);
  });

  it('at once are no more than one after the other', async () => {
    const email = await confirmed(api, cognito);
    cognito.take();
    await Promise.all(Array.from({ length: 40 }, async () => signIn(email, stranger(0))));
    expect(cognito.take()).toHaveLength(5);
  });

  it('count also where the client hangs up before the answer, and so do codes and messages', async () => {
    await withTwoFailures();
    const email = await confirmed(api, cognito);
    await outcome('forgotPassword', { email }, from(OWNER));
    const before = cognito.messages.length;
    const tries: readonly (readonly [string, Fields])[] = [
      ['signIn', { email, password: WRONG }],
      ['confirmForgotPassword', { email, code: '000000', newPassword: 'Another-password-9' }],
      ['forgotPassword', { email }],
    ];
    for (const [name, input] of tries) {
      for (let number = 0; number < 4; number += 1) await hangUp(name, input, from(stranger(1)));
      expect(await outcome(name, input, from(stranger(1)))).toBe('RATE_LIMITED');
    }
    expect(cognito.messages.length - before).toBeLessThanOrEqual(3);
  });

  it('tried where the password is asked for again count with them', async () => {
    const { email, headers, accessToken } = await person(api, cognito);
    const mine = { ...headers, ...from(OWNER) };
    const change = { accessToken, currentPassword: WRONG, newPassword: 'Another-password-9' };
    expect(await outcomes(3, async () => outcome('changePassword', change, mine))).toEqual({
      CREDENTIALS_NOT_ACCEPTED: 3,
    });
    const stepUp = { password: WRONG, code: '123456' };
    expect(await outcomes(3, async () => outcome('stepUp', stepUp, mine))).toEqual({
      CREDENTIALS_NOT_ACCEPTED: 2,
      RATE_LIMITED: 1,
    });
    expect(await signIn(email, OWNER, PASSWORD)).toBe('RATE_LIMITED');
  });
});

describe('messages', () => {
  const sentTo = (email: string) => cognito.messages.filter(({ to }) => to === email).length;

  it('forty times asked for, three are sent in an hour, and five in a day on the word of one address', async () => {
    const email = freshEmail();
    const asks = ['signUp', 'resendConfirmationCode', 'forgotPassword'];
    const asked = await outcomes(40, async (number) => outcome(asks[number % 3]!, { email }, from(stranger(0))));
    expect(asked).toEqual({ done: 3, RATE_LIMITED: 37 });
    expect(sentTo(email)).toBeLessThanOrEqual(3);
    for (let hour = 0; hour < 23; hour += 1) {
      laterByEveryClock(HOUR);
      await outcome('resendConfirmationCode', { email }, from(stranger(0)));
    }
    expect(sentTo(email)).toBeLessThanOrEqual(5);
  });

  it('are ten a day from everywhere; devices that have signed in before have as many, and each half of them', async () => {
    const email = await confirmed(api, cognito);
    const { deviceToken } = await done(api, 'signIn', { email, password: PASSWORD });
    const before = sentTo(email);
    const asked = await outcomes(30, async (number) => outcome('forgotPassword', { email }, from(stranger(number))));
    expect(asked).toEqual({ done: 10, RATE_LIMITED: 20 });
    expect(sentTo(email) - before).toBe(10);
    const known = [deviceToken, (await done(api, 'signIn', { email, password: PASSWORD })).deviceToken];
    known.push((await done(api, 'signIn', { email, password: PASSWORD })).deviceToken);
    for (const [number, sent] of [5, 5, 0].entries()) {
      const headers = { ...from(OWNER), 'x-device-token': String(known[number]) };
      const tried = await outcomes(6, async () => outcome('forgotPassword', { email }, headers));
      expect(tried.done ?? 0).toBe(sent);
    }
    expect(sentTo(email) - before).toBe(20);
  });

  it('count alike for addresses that nobody has signed up with', async () => {
    const counts = await outcomes(5, async () =>
      outcome('forgotPassword', { email: 'nobody@example.com' }, from(OWNER)),
    );
    expect(counts).toEqual({ done: 3, RATE_LIMITED: 2 });
  });
});

describe('codes by mail', () => {
  it('a stranger’s wrong ones neither use up what can be asked for nor what its owner can enter', async () => {
    const email = await confirmed(api, cognito);
    const wrong = { email, code: '000000', newPassword: 'Another-password-9' };
    const entered = await outcomes(20, async () => outcome('confirmForgotPassword', wrong, from(stranger(0))));
    expect(entered).toEqual({ CODE_NOT_ACCEPTED: 5, RATE_LIMITED: 15 });
    expect(await outcome('forgotPassword', { email }, from(OWNER))).toBe('done');
    const right = { ...wrong, code: cognito.codeFor(email) };
    expect(await outcome('confirmForgotPassword', right, from(OWNER))).toBe('done');
  });

  it('of signing up are limited in the same way', async () => {
    const email = freshEmail();
    await outcome('signUp', { email }, from(OWNER));
    const wrong = { email, code: '000000', password: PASSWORD };
    const entered = await outcomes(8, async () => outcome('confirmSignUp', wrong, from(stranger(0))));
    expect(entered).toEqual({ CODE_NOT_ACCEPTED: 5, RATE_LIMITED: 3 });
    expect(await outcome('confirmSignUp', { ...wrong, code: cognito.codeFor(email) }, from(OWNER))).toBe('done');
  });
});

describe('codes of the second factor', () => {
  /** Somebody with an authenticator, whose password a stranger has found out. */
  async function knownToStrangers() {
    const start = await person(api, cognito);
    const codeAt = await enrolled(api, start);
    const challenge = async (address: string, headers: RequestHeaders = {}) => {
      const input = { email: start.email, password: PASSWORD };
      const { body } = await ask('signIn', input, { ...from(address), ...headers });
      return String(body.data.signIn.challenge);
    };
    const wrong = async (address: string, headers: RequestHeaders = {}) => {
      const code = ['000000', '111111', '222222', '333333'].find((each) => ![-1, 0, 1].map(codeAt).includes(each));
      const input = { challenge: await challenge(address, headers), code };
      return outcome('answerSignInChallenge', input, { ...from(address), ...headers });
    };
    return { ...start, codeAt, challenge, wrong };
  }

  it('are none after eighty wrong ones in a row, however slowly; the owner’s device goes on; a new password begins anew', async () => {
    const { email, codeAt, challenge, wrong, idToken } = await knownToStrangers();
    const first = { challenge: await challenge(OWNER), code: codeAt(0) };
    const { body } = await ask('answerSignInChallenge', first, from(OWNER));
    const known = { 'x-device-token': String(body.data.answerSignInChallenge.deviceToken) };
    const tried = await outcomes(90, async (number) => wrong(stranger(number)));
    expect(tried).toEqual({ CODE_NOT_ACCEPTED: 80, SECOND_FACTOR_LOCKED: 10 });
    laterByEveryClock(24 * HOUR);
    const late = { challenge: await challenge(stranger(200)), code: codeAt(0) };
    expect(await outcome('answerSignInChallenge', late, from(stranger(200)))).toBe('SECOND_FACTOR_LOCKED');
    // Counted in the table: another instance knows.
    expect(
      (
        await api.execute(
          'mutation ($input: AnswerSignInChallengeInput!) { answerSignInChallenge(input: $input) { userErrors { code } } }',
          {},
          { input: late },
        )
      ).body.data.answerSignInChallenge.userErrors,
    ).toEqual([{ code: 'SECOND_FACTOR_LOCKED' }]);
    const mine = { challenge: await challenge(OWNER, known), code: codeAt(0) };
    expect(await outcome('answerSignInChallenge', mine, { ...from(OWNER), ...known })).toBe('done');
    // Strangers stay out until the password that they know is gone, which helps once in thirty days: whoever has the mailbox is the next one to try.
    expect(await wrong(stranger(201))).toBe('SECOND_FACTOR_LOCKED');
    const reset = async () => {
      await done(api, 'forgotPassword', { email });
      await done(api, 'confirmForgotPassword', { email, code: cognito.codeFor(email), newPassword: PASSWORD });
    };
    await reset();
    expect(await wrong(stranger(202))).toBe('CODE_NOT_ACCEPTED');
    await reset();
    expect((await table.item(rowOf(idToken)))?.wrongCodesElsewhere).toBe(1);
    laterByEveryClock(31 * 24 * HOUR);
    await reset();
    expect((await table.item(rowOf(idToken)))?.wrongCodesElsewhere).toBe(0);
  });

  it('a right one in between ends the row', async () => {
    const { codeAt, challenge, wrong, idToken } = await knownToStrangers();
    await outcomes(3, async (number) => wrong(stranger(number)));
    const row = async () => (await table.item(rowOf(idToken)))?.wrongCodesElsewhere;
    expect(await row()).toBe(3);
    const right = { challenge: await challenge(OWNER), code: codeAt(0) };
    expect(await outcome('answerSignInChallenge', right, from(OWNER))).toBe('done');
    expect(await row()).toBe(0);
  });

  it('nobody uses them up without the password', async () => {
    const { email, codeAt, challenge } = await knownToStrangers();
    const other = await person(api, cognito);
    const victims = await challenge(OWNER);
    const forged = [
      'eA.session',
      `${victims.slice(0, -4)}AAAA`,
      `${Buffer.from(email).toString('base64url')}.x`,
      other.idToken,
    ];
    const tried = await outcomes(8, async (number) =>
      outcome('answerSignInChallenge', { challenge: forged[number % 4], code: '123456' }, from(stranger(number))),
    );
    expect(tried).toEqual({ SESSION_ENDED: 8 });
    const right = { challenge: victims, code: codeAt(0) };
    expect(await outcome('answerSignInChallenge', right, from(OWNER))).toBe('done');
  });

  it('one by one, five in a quarter of an hour from one address', async () => {
    const { wrong } = await knownToStrangers();
    expect(await outcomes(7, async () => wrong(stranger(0)))).toEqual({ CODE_NOT_ACCEPTED: 5, RATE_LIMITED: 2 });
  });
});
