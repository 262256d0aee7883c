import { randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import {
  account,
  authenticator,
  bearer,
  confirmed,
  done,
  enrolled,
  freshEmail,
  PASSWORD,
  person,
  type Tokens,
} from '../support/accounts';
import { CognitoUnderTest, type CognitoFault } from '../support/CognitoUnderTest';
import { refusal } from '../support/faultPatterns';
import { orderingWorld } from '../support/ordering';
import { SocketClient } from '../support/SocketClient';
import { later, stopTheClock } from '../support/stillTime';
import { ownership } from '../support/world';
import { eventually } from './requests';

/* What somebody had opened before a secret was set or changed is closed by it. */
const ATTACKERS = 'Attackers-password-1';
const NEW = 'Another-password-9';
const REFUSED_BY_STORE = refusal(400, 'AccessDeniedException');
const ALPHA = toGlobalId('Shop', 'alpha');

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
afterEach(() => {
  cognito.faults = undefined;
  api.recorder.faults = undefined;
  jest.useRealTimers();
});
afterAll(async () => {
  await api.close();
  await cognito.close();
});

type Name = Parameters<typeof account>[1];
type Input = Parameters<typeof account>[2];

async function outcome(name: Name, input: Input, headers: RequestHeaders = {}): Promise<string> {
  const { body } = await account(api, name, input, headers);
  const payload = body.data?.[name];
  return String(payload ? (payload.userErrors[0]?.code ?? 'done') : body.errors?.[0]?.extensions?.code);
}

const isSignedIn = async (email: string, password: string) => (await outcome('signIn', { email, password })) === 'done';
const goesOn = async ({ refreshToken }: Tokens) => (await outcome('refreshSession', { refreshToken })) === 'done';
const viewer = async (headers: RequestHeaders) => (await api.execute('{ viewer { roles } }', headers)).status;

describe('whoever signs up first', () => {
  /** As anybody may ask Cognito itself. */
  async function attackersSignUp(): Promise<string> {
    const email = freshEmail();
    const { status } = await cognito.ask('SignUp', {
      ClientId: cognito.pool.clientId,
      Username: email,
      Password: ATTACKERS,
      UserAttributes: [{ Name: 'email', Value: email }],
    });
    expect(status).toBe(200);
    return email;
  }

  it.each(['signUp', 'resendConfirmationCode'] as const)(
    'with somebody else’s address keeps nothing: %s sends a code for an account of nobody’s password',
    async (name) => {
      const email = await attackersSignUp();
      const before = cognito.messages.length;
      await done(api, name, { email });
      expect(cognito.messages).toHaveLength(before + 1);
      await done(api, 'confirmSignUp', { email, code: cognito.codeFor(email), password: PASSWORD });
      expect([await isSignedIn(email, ATTACKERS), await isSignedIn(email, PASSWORD)]).toEqual([false, true]);
    },
  );

  it('never has a moment at which their password is good: what was made elsewhere is not confirmed here', async () => {
    const email = await attackersSignUp();
    const attempts: boolean[] = [];
    cognito.before = async (operation) => {
      if (operation.startsWith('Admin') || operation === 'ConfirmSignUp')
        attempts.push((await cognito.signIn(email, ATTACKERS)).status === 200);
    };
    const confirm = { email, code: cognito.codeFor(email), password: PASSWORD };
    expect(await outcome('confirmSignUp', confirm)).toBe('CODE_NOT_ACCEPTED');
    await done(api, 'signUp', { email });
    await done(api, 'confirmSignUp', { ...confirm, code: cognito.codeFor(email) });
    cognito.before = undefined;
    expect(attempts.length).toBeGreaterThan(5);
    expect(attempts).not.toContain(true);
    expect(await isSignedIn(email, ATTACKERS)).toBe(false);
  });

  it('cannot make up the mark of an account that was made here, nor use another one’s', async () => {
    const [mine, email] = [freshEmail(), freshEmail()];
    cognito.take();
    await done(api, 'signUp', { email: mine });
    const attributes = cognito.take().at(-1)?.body.UserAttributes as { Name: string; Value: string }[];
    const mark = attributes.find(({ Name }) => Name === 'custom:sign_up_mark')!.Value;
    expect(mark.length).toBeGreaterThan(100);
    for (const Value of [mark, 'x', '']) {
      await cognito.ask('AdminDeleteUser', { UserPoolId: cognito.pool.userPoolId, Username: email });
      await cognito.ask('SignUp', {
        ClientId: cognito.pool.clientId,
        Username: email,
        Password: ATTACKERS,
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'custom:sign_up_mark', Value },
        ],
      });
      const confirm = { email, code: cognito.codeFor(email), password: PASSWORD };
      expect(await outcome('confirmSignUp', confirm)).toBe('CODE_NOT_ACCEPTED');
    }
  });

  it('gives no password by the mutation, and gets none', async () => {
    const random = [];
    for (const email of [freshEmail(), freshEmail()]) {
      cognito.take();
      await done(api, 'signUp', { email });
      random.push(String(cognito.take().find(({ operation }) => operation === 'SignUp')?.body.Password));
      await done(api, 'confirmSignUp', { email, code: cognito.codeFor(email), password: PASSWORD });
      expect(await isSignedIn(email, random.at(-1)!)).toBe(false);
    }
    expect(random[0]!.length).toBeGreaterThan(60);
    expect(random[0]).not.toBe(random[1]);
  });

  it('a second sign-up of an account that was made here sends a code and replaces nothing', async () => {
    const email = freshEmail();
    await done(api, 'signUp', { email });
    cognito.take();
    await done(api, 'signUp', { email });
    expect(cognito.take().map(({ operation }) => operation)).toEqual(['AdminGetUser', 'ResendConfirmationCode']);
    await done(api, 'confirmSignUp', { email, code: cognito.codeFor(email), password: PASSWORD });
  });

  it.each<[string, CognitoFault]>([
    ['is lost', 'reset after'],
    ['is an error of a function of the pool’s', { type: 'UnexpectedLambdaException', after: true }],
  ])('is confirmed where the answer %s', async (_, fault) => {
    const email = freshEmail();
    await done(api, 'signUp', { email });
    cognito.faults = (operation) => (operation === 'ConfirmSignUp' ? fault : undefined);
    await done(api, 'confirmSignUp', { email, code: cognito.codeFor(email), password: PASSWORD });
    cognito.faults = undefined;
    expect(await isSignedIn(email, PASSWORD)).toBe(true);
  });

  it('is told to try again where it was not confirmed', async () => {
    const email = freshEmail();
    await done(api, 'signUp', { email });
    const confirm = { email, code: cognito.codeFor(email), password: PASSWORD };
    cognito.faults = (operation) => (operation === 'ConfirmSignUp' ? 'reset' : undefined);
    expect(await outcome('confirmSignUp', confirm)).toBe('TRY_AGAIN');
    cognito.faults = undefined;
    await done(api, 'confirmSignUp', confirm);
  });

  it.each<[string, CognitoFault]>([
    ['is not had', 'reset'],
    ['is lost', 'reset after'],
    ['is an error of a function of the pool’s', { type: 'UnexpectedLambdaException', after: true }],
  ])(
    'that was confirmed before keeps its password where the answer to somebody without a code %s',
    async (_, fault) => {
      const email = await confirmed(api, cognito);
      cognito.faults = (operation) => (operation === 'ConfirmSignUp' ? fault : undefined);
      expect(await outcome('confirmSignUp', { email, code: '000001', password: ATTACKERS })).not.toBe('done');
      cognito.faults = undefined;
      expect(await isSignedIn(email, ATTACKERS)).toBe(false);
      expect(await isSignedIn(email, PASSWORD)).toBe(true);
    },
  );

  it('is told that it was done where the group of its role is missing', async () => {
    const email = freshEmail();
    await done(api, 'signUp', { email });
    cognito.faults = (operation) =>
      operation === 'AdminAddUserToGroup' ? { type: 'ResourceNotFoundException' } : undefined;
    await done(api, 'confirmSignUp', { email, code: cognito.codeFor(email), password: PASSWORD });
    cognito.faults = undefined;
    expect(await isSignedIn(email, PASSWORD)).toBe(true);
  });

  it('is told the way on where the password could not be stored, and it works', async () => {
    const email = freshEmail();
    await done(api, 'signUp', { email });
    cognito.faults = (asked) => (asked === 'AdminSetUserPassword' ? 'reset' : undefined);
    const { body } = await account(api, 'confirmSignUp', { email, code: cognito.codeFor(email), password: PASSWORD });
    cognito.faults = undefined;
    expect(body.data.confirmSignUp.userErrors).toEqual([
      {
        field: ['password'],
        code: 'PASSWORD_NOT_SET',
        message: expect.stringContaining('Ask for a code with forgotPassword'),
      },
    ]);
    await done(api, 'forgotPassword', { email });
    await done(api, 'confirmForgotPassword', { email, code: cognito.codeFor(email), newPassword: NEW });
    expect(await isSignedIn(email, NEW)).toBe(true);
  });
});

describe('a new password', () => {
  it('by a code from the mail ends every session; ID tokens live until they expire', async () => {
    const thief = await person(api, cognito);
    const { email } = thief;
    const other = (await done(api, 'signIn', { email, password: PASSWORD })).tokens as Tokens;
    await done(api, 'forgotPassword', { email });
    await done(api, 'confirmForgotPassword', { email, code: cognito.codeFor(email), newPassword: NEW });
    expect([await goesOn(thief), await goesOn(other)]).toEqual([false, false]);
    const { accessToken } = thief;
    const again = { accessToken, currentPassword: NEW, newPassword: PASSWORD };
    expect(await outcome('changePassword', again, thief.headers)).toBe('SESSION_ENDED');
    expect(await viewer(thief.headers)).toBe(200);
    const fresh = (await done(api, 'signIn', { email, password: NEW })).tokens as Tokens;
    expect(await goesOn(fresh)).toBe(true);
  });

  it('by the one before ends the others, and gives the caller a session of its own', async () => {
    const { email, accessToken, headers, ...mine } = await person(api, cognito);
    const thief = (await done(api, 'signIn', { email, password: PASSWORD })).tokens as Tokens;
    const change = { accessToken, currentPassword: PASSWORD, newPassword: NEW };
    const changed = await done(api, 'changePassword', change, headers);
    expect([await goesOn(thief), await goesOn({ accessToken, ...mine })]).toEqual([false, false]);
    expect(await goesOn(changed.tokens as Tokens)).toBe(true);
    expect(await viewer(bearer((changed.tokens as Tokens).idToken))).toBe(200);
  });

  it('leaves the others where that is wished', async () => {
    const { email, accessToken, headers } = await person(api, cognito);
    const other = (await done(api, 'signIn', { email, password: PASSWORD })).tokens as Tokens;
    const change = { accessToken, currentPassword: PASSWORD, newPassword: NEW, endOtherSessions: false };
    expect(await done(api, 'changePassword', change, headers)).toMatchObject({ tokens: null, challenge: null });
    expect(await goesOn(other)).toBe(true);
  });

  it('asks who has an authenticator for a code, before the session of their own', async () => {
    const start = await person(api, cognito);
    const codeAt = await enrolled(api, start);
    const change = { accessToken: start.accessToken, currentPassword: PASSWORD, newPassword: NEW };
    const { tokens, challenge } = await done(api, 'changePassword', change, start.headers);
    expect(tokens).toBeNull();
    expect((await done(api, 'answerSignInChallenge', { challenge, code: codeAt(0) })).tokens).not.toBeNull();
  });

  it('is told, whatever becomes of the session after it', async () => {
    const start = await person(api, cognito);
    await enrolled(api, start);
    const change = { accessToken: start.accessToken, currentPassword: PASSWORD, newPassword: NEW };
    // The serial that the new challenge is to carry.
    api.recorder.faults = ({ operation, request }) =>
      operation === 'GetItem' && JSON.stringify(request).includes('proofSerial') ? REFUSED_BY_STORE : undefined;
    const { body } = await account(api, 'changePassword', change, start.headers);
    api.recorder.faults = undefined;
    expect(body.errors).toBeUndefined();
    expect(body.data.changePassword).toMatchObject({
      tokens: null,
      challenge: null,
      userErrors: [{ code: 'SESSION_ENDED', message: expect.stringMatching(/^The password is changed, /) }],
    });
    expect(api.log.lines({ event: 'fault' }).length).toBeGreaterThan(0);
    expect([await isSignedIn(start.email, PASSWORD), await isSignedIn(start.email, NEW)]).toEqual([false, true]);
  });

  it.each(['AdminUserGlobalSignOut', 'AdminGetUser'])('is told with what could not be ended: %s', async (operation) => {
    const { email, accessToken, headers } = await person(api, cognito);
    cognito.faults = (asked) => (asked === operation ? 'reset' : undefined);
    const change = { accessToken, currentPassword: PASSWORD, newPassword: NEW };
    expect(await outcome('changePassword', change, headers)).toBe('SESSIONS_NOT_ENDED');
    await done(api, 'forgotPassword', { email });
    const reset = { email, code: cognito.codeFor(email), newPassword: PASSWORD };
    expect(await outcome('confirmForgotPassword', reset)).toBe('SESSIONS_NOT_ENDED');
    cognito.faults = undefined;
    expect(await isSignedIn(email, PASSWORD)).toBe(true);
  });

  it.each<[string, CognitoFault]>([
    ['is lost', 'reset after'],
    ['is 500', { type: 'InternalErrorException', status: 500, after: true }],
  ])('ends the sessions where the answer %s that it was set', async (_, fault) => {
    const thief = await person(api, cognito);
    const { email, accessToken, headers } = thief;
    cognito.faults = (asked) => (asked === 'ChangePassword' ? fault : undefined);
    await done(api, 'changePassword', { accessToken, currentPassword: PASSWORD, newPassword: NEW }, headers);
    expect(await goesOn(thief)).toBe(false);
    const other = (await done(api, 'signIn', { email, password: NEW })).tokens as Tokens;
    await done(api, 'forgotPassword', { email });
    cognito.faults = (asked) => (asked === 'ConfirmForgotPassword' ? fault : undefined);
    await done(api, 'confirmForgotPassword', { email, code: cognito.codeFor(email), newPassword: PASSWORD });
    expect(await goesOn(other)).toBe(false);
    expect(await isSignedIn(email, PASSWORD)).toBe(true);
  });

  it('is told as unknown where nobody answers, and ends what is the caller’s own', async () => {
    const thief = await person(api, cognito);
    const { email, accessToken, headers } = thief;
    cognito.faults = (asked) =>
      asked === 'ChangePassword' ? 'reset after' : asked === 'InitiateAuth' ? 'reset' : undefined;
    const change = { accessToken, currentPassword: PASSWORD, newPassword: NEW };
    expect(await outcome('changePassword', change, headers)).toBe('PASSWORD_MAY_BE_SET');
    cognito.faults = undefined;
    expect([await goesOn(thief), await isSignedIn(email, NEW)]).toEqual([false, true]);
  });

  it('that was not set is TRY_AGAIN, and nothing ends', async () => {
    const { accessToken, headers, ...mine } = await person(api, cognito);
    cognito.faults = (asked) => (asked === 'ChangePassword' ? 'reset' : undefined);
    const change = { accessToken, currentPassword: PASSWORD, newPassword: NEW };
    expect(await outcome('changePassword', change, headers)).toBe('TRY_AGAIN');
    expect(await goesOn({ accessToken, ...mine })).toBe(true);
  });

  it.each(['changePassword', 'confirmForgotPassword'] as const)(
    'ends the sessions although the client of %s hangs up',
    async (name) => {
      const thief = await person(api, cognito);
      const { email, accessToken, headers } = thief;
      await done(api, 'forgotPassword', { email });
      const inputs = {
        changePassword: { accessToken, currentPassword: PASSWORD, newPassword: NEW },
        confirmForgotPassword: { email, code: cognito.codeFor(email), newPassword: NEW },
      };
      const gone = new AbortController();
      const ended = api.log.lines({ event: 'request', outcome: 'aborted' }).length;
      cognito.before = async (operation) => {
        if (operation.toLowerCase() !== name.toLowerCase()) return;
        gone.abort();
        await eventually(async () =>
          Promise.resolve(api.log.lines({ event: 'request', outcome: 'aborted' }).length > ended),
        );
      };
      await account(api, name, inputs[name], name === 'changePassword' ? headers : {}, gone.signal).catch(
        () => undefined,
      );
      cognito.before = undefined;
      await eventually(async () => !(await goesOn(thief)));
      expect(await isSignedIn(email, NEW)).toBe(true);
    },
  );

  it('of somebody whose address is another’s by now ends their own sessions', async () => {
    const ada = await person(api, cognito);
    const other = freshEmail();
    await cognito.ask('AdminUpdateUserAttributes', {
      UserPoolId: cognito.pool.userPoolId,
      Username: String(decodeJwt(ada.idToken).sub),
      UserAttributes: [
        { Name: 'email', Value: other },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    await confirmed(api, cognito, ada.email);
    const eve = (await done(api, 'signIn', { email: ada.email, password: PASSWORD })).tokens as Tokens;
    const change = { accessToken: ada.accessToken, currentPassword: PASSWORD, newPassword: NEW };
    await done(api, 'changePassword', change, ada.headers);
    expect([await goesOn(ada), await goesOn(eve)]).toEqual([false, true]);
  });

  it('is told as set where the new session could not be opened', async () => {
    const { email, accessToken, headers } = await person(api, cognito);
    cognito.faults = (asked) => (asked === 'InitiateAuth' ? 'reset' : undefined);
    const change = { accessToken, currentPassword: PASSWORD, newPassword: NEW };
    const { body } = await account(api, 'changePassword', change, headers);
    expect(body.data.changePassword.userErrors).toEqual([
      { field: null, code: 'SESSION_ENDED', message: expect.stringMatching(/^The password is changed/) },
    ]);
    cognito.faults = undefined;
    expect(await isSignedIn(email, NEW)).toBe(true);
  });

  it('ends the sessions of nobody else', async () => {
    const [ada, eve] = [await person(api, cognito), await person(api, cognito)];
    const change = { accessToken: ada.accessToken, currentPassword: PASSWORD, newPassword: NEW };
    await done(api, 'changePassword', change, ada.headers);
    expect(await goesOn(eve)).toBe(true);
  });
});

describe('a proof of the second factor', () => {
  const IBAN = `{ shop(id: "${ALPHA}") { payoutIban } }`;

  /** An owner who has just proved it. */
  async function owner() {
    stopTheClock();
    const start = await person(api, cognito);
    const codeAt = await enrolled(api, start);
    const subject = String(decodeJwt(start.idToken).sub);
    await cognito.ask('AdminAddUserToGroup', {
      UserPoolId: cognito.pool.userPoolId,
      Username: subject,
      GroupName: 'shop-owners',
    });
    await api.put([ownership(subject, 'alpha')]);
    const { challenge } = await done(api, 'signIn', { email: start.email, password: PASSWORD });
    const { tokens, stepUp } = await done(api, 'answerSignInChallenge', { challenge, code: codeAt(0) });
    const current = tokens as Tokens;
    const headers = { ...bearer(current.idToken), 'x-step-up-token': String(stepUp.token) };
    return { ...current, email: start.email, codeAt, headers, plain: bearer(current.idToken) };
  }

  const opens = async (headers: RequestHeaders) =>
    (await api.execute(IBAN, headers)).body.data.shop.payoutIban !== null;

  type Owner = Awaited<ReturnType<typeof owner>>;
  const endings: readonly [string, (owner: Owner) => Promise<void>][] = [
    [
      'the password',
      async ({ accessToken, plain }) => {
        await done(api, 'changePassword', { accessToken, currentPassword: PASSWORD, newPassword: NEW }, plain);
      },
    ],
    [
      'the password, where other sessions go on',
      async ({ accessToken, plain }) => {
        const change = { accessToken, currentPassword: PASSWORD, newPassword: NEW, endOtherSessions: false };
        await done(api, 'changePassword', change, plain);
      },
    ],
    [
      'a forgotten password',
      async ({ email }) => {
        await done(api, 'forgotPassword', { email });
        await done(api, 'confirmForgotPassword', { email, code: cognito.codeFor(email), newPassword: NEW });
      },
    ],
    [
      'the authenticator',
      async ({ accessToken, headers }) => {
        await done(api, 'startTotpEnrolment', { accessToken }, headers);
      },
    ],
    [
      'the session',
      async ({ refreshToken }) => {
        await done(api, 'signOut', { refreshToken });
      },
    ],
  ];

  it.each(endings)('ends with %s', async (_, end) => {
    const mine = await owner();
    expect(await opens(mine.headers)).toBe(true);
    await end(mine);
    expect(await opens(mine.headers)).toBe(false);
  });

  it('of an authenticator that is being replaced ends, whenever it was made', async () => {
    const mine = await owner();
    let between: string | undefined;
    cognito.before = async (operation) => {
      if (operation !== 'AssociateSoftwareToken') return;
      const { stepUp } = await done(api, 'stepUp', { password: PASSWORD, code: mine.codeAt(1) }, mine.plain);
      between = String(stepUp.token);
    };
    await done(api, 'startTotpEnrolment', { accessToken: mine.accessToken }, mine.headers);
    cognito.before = undefined;
    expect(await opens({ ...mine.plain, 'x-step-up-token': between! })).toBe(false);
  });

  it.each<[string, CognitoFault | undefined]>([
    ['confirmed here', undefined],
    ['confirmed here, though Cognito’s answer was lost', 'reset after'],
  ])('ends also where the authenticator was set up at Cognito itself, and %s', async (_, fault) => {
    const mine = await owner();
    const { body } = await cognito.ask('AssociateSoftwareToken', { AccessToken: mine.accessToken });
    const code = authenticator(String(body.SecretCode))();
    cognito.faults = (operation) => (operation === 'VerifySoftwareToken' ? fault : undefined);
    await account(api, 'confirmTotpEnrolment', { accessToken: mine.accessToken, code }, mine.plain);
    expect(await opens(mine.headers)).toBe(false);
  });

  it('is not given for a challenge of before a new password', async () => {
    const mine = await owner();
    const { challenge } = await done(api, 'signIn', { email: mine.email, password: PASSWORD });
    await done(api, 'forgotPassword', { email: mine.email });
    await done(api, 'confirmForgotPassword', {
      email: mine.email,
      code: cognito.codeFor(mine.email),
      newPassword: NEW,
    });
    expect(await outcome('answerSignInChallenge', { challenge, code: mine.codeAt(1) })).toBe('SESSION_ENDED');
  });

  it('is ended by signOut, and the session with it, whichever of the two fails first', async () => {
    const mine = await owner();
    cognito.faults = (asked, { AuthFlow }) =>
      asked === 'InitiateAuth' && AuthFlow === 'REFRESH_TOKEN_AUTH' ? { type: 'TooManyRequestsException' } : undefined;
    const { body } = await account(api, 'signOut', { refreshToken: mine.refreshToken });
    expect(body.errors).toBeUndefined();
    expect(body.data.signOut.userErrors).toEqual([
      { field: null, code: 'SESSIONS_NOT_ENDED', message: expect.stringMatching(/^You are signed out, but /) },
    ]);
    cognito.faults = undefined;
    expect(await goesOn(mine)).toBe(false);
  });

  it('that goes on since the table cannot end it is told beside what was done', async () => {
    const mine = await owner();
    const { accessToken, refreshToken } = mine;
    let startsFrom = 1;
    const failsFrom = (call: number) => {
      startsFrom = call;
      api.recorder.faults = ({ operation, request }) => {
        if (operation === 'GetItem' || !JSON.stringify(request).includes('proofSerial')) return undefined;
        startsFrom -= 1;
        return startsFrom < 1 ? REFUSED_BY_STORE : undefined;
      };
    };
    failsFrom(2);
    const { body } = await account(api, 'startTotpEnrolment', { accessToken }, mine.headers);
    const { secret, userErrors } = body.data.startTotpEnrolment;
    expect([secret, userErrors[0].code]).toEqual([expect.any(String), 'SESSIONS_NOT_ENDED']);
    failsFrom(1);
    const code = authenticator(String(secret))(-1);
    expect(await outcome('confirmTotpEnrolment', { accessToken, code }, mine.headers)).toBe('SESSIONS_NOT_ENDED');
    expect(await outcome('signOut', { refreshToken })).toBe('SESSIONS_NOT_ENDED');
    api.recorder.faults = undefined;
    expect(await goesOn(mine)).toBe(false);
    const again = await done(api, 'signIn', { email: mine.email, password: PASSWORD });
    expect(again.challenge).not.toBeNull();
  });

  it('that was begun before the password changed is none', async () => {
    const mine = await owner();
    let isChanged = false;
    cognito.before = async (operation) => {
      if (operation !== 'RespondToAuthChallenge' || isChanged) return;
      isChanged = true;
      const { accessToken, plain } = mine;
      await done(api, 'changePassword', { accessToken, currentPassword: PASSWORD, newPassword: NEW }, plain);
    };
    const { stepUp } = await done(api, 'stepUp', { password: PASSWORD, code: mine.codeAt(1) }, mine.plain);
    cognito.before = undefined;
    expect(isChanged).toBe(true);
    expect(await opens({ ...mine.plain, 'x-step-up-token': String(stepUp.token) })).toBe(false);
  });

  it('is renewed on a socket by a ping that carries it, and told whether it was taken', async () => {
    const mine = await owner();
    const client = await SocketClient.connect(api.url, {
      authorization: mine.plain.authorization,
      'x-step-up-token': mine.headers['x-step-up-token'],
    });
    later(301_000);
    client.send({ type: 'ping', payload: { 'x-step-up-token': mine.headers['x-step-up-token'], more: 1 } });
    expect(await client.message(({ type }) => type === 'pong')).toEqual({
      type: 'pong',
      payload: { 'x-step-up-token': 'refused', more: 1 },
    });
    const { stepUp } = await done(api, 'stepUp', { password: PASSWORD, code: mine.codeAt(1) }, mine.plain);
    client.send({ type: 'ping', payload: { 'x-step-up-token': stepUp.token } });
    const pongs = await client.message(
      ({ type, payload }) => type === 'pong' && payload['x-step-up-token'] === 'accepted',
    );
    expect(JSON.stringify(pongs)).not.toContain(stepUp.token);
    client.close();
  });

  it('that cannot be looked at now is no reason to tell anything else: the caller is asked to try again', async () => {
    const mine = await owner();
    for (const fault of ['reset', 'hang'] as const) {
      api.recorder.faults = () => fault;
      const { status, body } = await api.execute('{ __typename }', mine.headers);
      api.recorder.faults = undefined;
      expect([status, body.errors?.[0]?.extensions?.code, body.data]).toEqual([503, 'TRY_AGAIN', undefined]);
    }
    expect(await opens(mine.headers)).toBe(true);
  });

  it('is asked for by a denied write in the words of a denied read', async () => {
    const { plain } = await owner();
    const write = `mutation { updateShop(input: { shopId: "${ALPHA}", payoutIban: "DE89370400440532013000" }) { userErrors { code } } }`;
    const [read, denied] = [await api.execute(IBAN, plain), await api.execute(write, plain)];
    const ofRead = read.body.errors![0]!;
    const ofWrite = denied.body.errors![0]!;
    const { coordinate, count, ...told } = ofRead.extensions as Record<string, unknown>;
    expect([coordinate, count]).toEqual(['Shop.payoutIban', 1]);
    expect(ofWrite.extensions).toMatchObject({
      ...told,
      requestId: expect.any(String),
      coordinate: 'UpdateShopInput.payoutIban',
    });
    const words = (message: unknown) =>
      String(message)
        .split(/see|write/)[1]!
        .replace(/ [\w.]+;/, '');
    expect(words(ofWrite.message)).toBe(words(ofRead.message));
  });
});

it('a confirmed address is nobody’s to confirm again', async () => {
  const email = await confirmed(api, cognito);
  const again = { email, code: cognito.codeFor(email), password: ATTACKERS };
  expect(await outcome('confirmSignUp', again)).toBe('CODE_NOT_ACCEPTED');
  expect(await isSignedIn(email, ATTACKERS)).toBe(false);
});
