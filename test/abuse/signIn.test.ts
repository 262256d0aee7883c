import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import {
  account,
  ACCOUNT_MUTATIONS,
  bearer,
  confirmed,
  done,
  freshEmail,
  PASSWORD,
  person,
  signedIn,
  type AccountMutation,
  type Person,
} from '../support/accounts';
import { CognitoUnderTest, type CognitoFault } from '../support/CognitoUnderTest';
import { orderingWorld } from '../support/ordering';
import { laterByEveryClock, stopTheClock } from '../support/stillTime';
import { masked } from './requests';

const HOUR_MS = 3_600_000;
const WRONG = 'Wrong-password-1';

let cognito: CognitoUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cognito = await CognitoUnderTest.start();
  api = await ApiUnderTest.start(orderingWorld(), { ...cognito.environment, COGNITO_REQUEST_TIMEOUT_MS: '1500' });
});
afterEach(() => {
  cognito.faults = undefined;
  jest.useRealTimers();
  jest.restoreAllMocks();
});
afterAll(async () => {
  await api.close();
  await cognito.close();
});

type Input = Readonly<Record<string, unknown>>;

/** Somebody who has signed up, and not confirmed. */
async function unconfirmed(): Promise<string> {
  const email = freshEmail();
  await done(api, 'signUp', { email });
  return email;
}

/** A code of six digits that is not this one. */
const otherThan = (code: string) => (code === '123456' ? '654321' : '123456');

/** All that tells one answer from another, and what Cognito was asked for it. */
async function shown(name: AccountMutation, input: Input) {
  cognito.take();
  const { status, text, headers } = await account(api, name, input);
  const operations = cognito.take().map(({ operation }) => operation);
  return { status, body: masked(text), cookie: headers.get('set-cookie'), operations };
}

function withoutOperations({ operations: _, ...answer }: Awaited<ReturnType<typeof shown>>) {
  return answer;
}

/** The code of what is left to mend; `done` where nothing is. */
function outcome(name: AccountMutation, { body }: Pick<GraphQLAnswer, 'body'>): unknown {
  const payload = body.data?.[name];
  return payload ? (payload.userErrors[0]?.code ?? 'done') : body.errors?.[0]?.extensions?.code;
}

describe('Accounts: an answer does not tell whether an address is registered', () => {
  /** Each flow that takes an address, as somebody would send it who does not own that address. */
  const probes: readonly [AccountMutation, (email: string) => Input, string][] = [
    ['signUp', (email) => ({ email }), 'done'],
    ['confirmSignUp', (email) => ({ email, code: '000001', password: PASSWORD }), 'CODE_NOT_ACCEPTED'],
    ['confirmSignUp', (email) => ({ email, code: '000001', password: 'weak' }), 'PASSWORD_TOO_WEAK'],
    ['resendConfirmationCode', (email) => ({ email }), 'done'],
    ['signIn', (email) => ({ email, password: WRONG }), 'CREDENTIALS_NOT_ACCEPTED'],
    ['forgotPassword', (email) => ({ email }), 'done'],
    ['confirmForgotPassword', (email) => ({ email, code: '000001', newPassword: PASSWORD }), 'CODE_NOT_ACCEPTED'],
    ['confirmForgotPassword', (email) => ({ email, code: '000001', newPassword: 'weak' }), 'PASSWORD_TOO_WEAK'],
  ];

  it.each(probes)(
    '%s: the same answer for each kind of account, and the same calls where nothing is sent (%#)',
    async (name, inputFor, expected) => {
      const kinds = {
        confirmed: await confirmed(api, cognito),
        unconfirmed: await unconfirmed(),
        forgetful: await confirmed(api, cognito),
        unknown: freshEmail(),
      };
      await done(api, 'forgotPassword', { email: kinds.forgetful });
      const answers = [];
      for (const email of Object.values(kinds)) answers.push(await shown(name, inputFor(email)));
      expect(outcome(name, { body: JSON.parse(answers[0]!.body) })).toBe(expected);
      // What is sent is sent to some only; that it takes longer or shorter does not show (FixedTimeResponse).
      const isSending = name === 'signUp' || name === 'resendConfirmationCode';
      for (const { operations, ...answer } of answers)
        expect({ ...answer, ...(!isSending && { operations }) }).toEqual(
          isSending ? withoutOperations(answers[3]!) : answers[3],
        );
    },
  );

  it.each([
    [
      'signUp',
      ['UsernameExistsException', 'AliasExistsException', 'CodeDeliveryFailureException', 'LimitExceededException'],
      'done',
    ],
    [
      'confirmSignUp',
      [
        'UserNotFoundException',
        'NotAuthorizedException',
        'ExpiredCodeException',
        'AliasExistsException',
        'InvalidParameterException',
        'TooManyFailedAttemptsException',
        'LimitExceededException',
      ],
      'CODE_NOT_ACCEPTED',
    ],
    [
      'resendConfirmationCode',
      [
        'UserNotFoundException',
        'NotAuthorizedException',
        'InvalidParameterException',
        'CodeDeliveryFailureException',
        'LimitExceededException',
      ],
      'done',
    ],
    [
      'signIn',
      [
        'UserNotFoundException',
        'UserNotConfirmedException',
        'PasswordResetRequiredException',
        'InvalidParameterException',
      ],
      'CREDENTIALS_NOT_ACCEPTED',
    ],
    [
      'forgotPassword',
      [
        'UserNotFoundException',
        'NotAuthorizedException',
        'InvalidParameterException',
        'CodeDeliveryFailureException',
        'LimitExceededException',
      ],
      'done',
    ],
    [
      'confirmForgotPassword',
      [
        'UserNotFoundException',
        'NotAuthorizedException',
        'ExpiredCodeException',
        'InvalidParameterException',
        'UserNotConfirmedException',
        'TooManyFailedAttemptsException',
        'LimitExceededException',
      ],
      'CODE_NOT_ACCEPTED',
    ],
  ] as const)('%s: whatever Cognito says of accounts is one and the same here', async (name, types, expected) => {
    const isBegun = name === 'resendConfirmationCode' || name === 'confirmSignUp';
    const email = isBegun ? await unconfirmed() : freshEmail();
    const input = { email, password: PASSWORD, newPassword: PASSWORD, code: '000001' };
    const fields = { signIn: 'email password', confirmSignUp: 'email code password' } as Record<string, string>;
    const named = (fields[name] ?? (name === 'confirmForgotPassword' ? 'email code newPassword' : 'email')).split(' ');
    const answers = new Set<string>();
    for (const type of types) {
      // Of a call that is an operator's, what is said of accounts is looked at before.
      cognito.faults = (operation) => (operation.startsWith('Admin') ? undefined : { type });
      const answer = await account(
        api,
        name,
        Object.fromEntries(Object.entries(input).filter(([key]) => named.includes(key))),
      );
      expect(outcome(name, answer)).toBe(expected);
      answers.add(masked(answer.text));
    }
    expect(answers.size).toBe(1);
  });

  it('a right password tells no more than a wrong one before the address is confirmed', async () => {
    const email = await unconfirmed();
    const right = await shown('signIn', { email, password: PASSWORD });
    expect(right).toEqual(await shown('signIn', { email, password: WRONG }));
  });

  it('a registered address that signs up again changes nothing, and no message is sent', async () => {
    const email = await confirmed(api, cognito);
    const before = cognito.messages.length;
    await done(api, 'signUp', { email });
    expect(cognito.messages).toHaveLength(before);
    await signedIn(api, email);
  });
});

describe('Accounts: limits of Cognito’s own', () => {
  it('what Cognito limits for everybody is told as our own limits are', async () => {
    for (const type of ['TooManyRequestsException', 'ThrottlingException', 'ForbiddenException']) {
      cognito.faults = () => ({ type });
      const { status, headers, body, text } = await account(api, 'forgotPassword', { email: freshEmail() });
      expect({ status, code: body.errors[0].extensions.code }).toEqual({ status: 429, code: 'RATE_LIMITED' });
      expect(headers.get('retry-after')).toBe('60');
      expect(text).not.toContain('canary');
    }
  });
});

describe('Accounts: a code is good for one account, one purpose, once, for a while', () => {
  it('of signing up', async () => {
    const [email, other] = [await unconfirmed(), await unconfirmed()];
    const code = cognito.codeFor(email);
    const confirm = async (input: Input) =>
      outcome('confirmSignUp', await account(api, 'confirmSignUp', { password: PASSWORD, ...input }));
    expect(await confirm({ email, code: otherThan(code) })).toBe('CODE_NOT_ACCEPTED');
    expect(await confirm({ email: other, code })).toBe(code === cognito.codeFor(other) ? 'done' : 'CODE_NOT_ACCEPTED');
    expect(await confirm({ email, code })).toBe('done');
    expect(await confirm({ email, code })).toBe('CODE_NOT_ACCEPTED');
  });

  it('of a message sent again: the earlier one is worthless', async () => {
    const email = await unconfirmed();
    const first = cognito.codeFor(email);
    await done(api, 'resendConfirmationCode', { email });
    const second = cognito.codeFor(email);
    if (first !== second)
      expect(
        outcome('confirmSignUp', await account(api, 'confirmSignUp', { email, code: first, password: PASSWORD })),
      ).toBe('CODE_NOT_ACCEPTED');
    await done(api, 'confirmSignUp', { email, code: second, password: PASSWORD });
  });

  it('of signing up, a day later', async () => {
    stopTheClock();
    const email = await unconfirmed();
    const code = cognito.codeFor(email);
    laterByEveryClock(25 * HOUR_MS);
    const late = await account(api, 'confirmSignUp', { email, code, password: PASSWORD });
    expect(outcome('confirmSignUp', late)).toBe('CODE_NOT_ACCEPTED');
  });

  it('of a forgotten password', async () => {
    stopTheClock();
    const [email, other] = [await confirmed(api, cognito), await confirmed(api, cognito)];
    const newPassword = 'Another-password-9';
    const reset = async (input: Input) =>
      outcome('confirmForgotPassword', await account(api, 'confirmForgotPassword', { newPassword, ...input }));
    await done(api, 'forgotPassword', { email });
    const code = cognito.codeFor(email);
    expect(await reset({ email, code: otherThan(code) })).toBe('CODE_NOT_ACCEPTED');
    expect(await reset({ email: other, code })).toBe('CODE_NOT_ACCEPTED');
    expect(await reset({ email, code })).toBe('done');
    expect(await reset({ email, code })).toBe('CODE_NOT_ACCEPTED');
    await signedIn(api, email, newPassword);
    await done(api, 'forgotPassword', { email });
    laterByEveryClock(2 * HOUR_MS);
    expect(await reset({ email, code: cognito.codeFor(email) })).toBe('CODE_NOT_ACCEPTED');
  });

  it('of signing up is not one for a new password', async () => {
    const email = await unconfirmed();
    const input = { email, code: cognito.codeFor(email), newPassword: 'Another-password-9' };
    expect(outcome('confirmForgotPassword', await account(api, 'confirmForgotPassword', input))).toBe(
      'CODE_NOT_ACCEPTED',
    );
  });

  it.each(['12345', '1234567', 'abcdef', '１２３４５６', '12345\n', ' 123456', '-12345', '123 456'])(
    'a code of another form is refused before Cognito is asked, without repeating it: %j',
    async (code) => {
      cognito.take();
      const { status, text } = await account(api, 'confirmSignUp', {
        email: freshEmail(),
        code,
        password: PASSWORD,
      });
      expect(status).toBe(400);
      expect(text).not.toContain(JSON.stringify(code).slice(1, -1));
      expect(cognito.take()).toEqual([]);
    },
  );
});

describe('Accounts: one person’s tokens are not another’s, nor one kind another', () => {
  let ada: Person;
  let eve: Person;
  beforeAll(async () => {
    ada = await person(api, cognito);
    eve = await person(api, cognito);
  });

  const ofAccess = {
    changePassword: { currentPassword: PASSWORD, newPassword: 'Another-password-9' },
    startTotpEnrolment: {},
    confirmTotpEnrolment: { code: '123456' },
  } as const;

  it.each(Object.entries(ofAccess))('%s takes the caller’s own access token only', async (name, more) => {
    const shifted = `${ada.accessToken.slice(0, -6)}AAAAAA`;
    for (const accessToken of [eve.accessToken, ada.idToken, ada.refreshToken, shifted, 'x.y.z', 'x']) {
      cognito.take();
      const { status, body } = await account(api, name as AccountMutation, { accessToken, ...more }, ada.headers);
      expect({ status, code: body.errors[0].extensions.code }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
      expect(cognito.take()).toEqual([]);
    }
  });

  it('an access token of a sign-in that is over is worthless', async () => {
    const session = await signedIn(api, eve.email);
    await done(api, 'signOut', { refreshToken: session.refreshToken });
    const { accessToken, headers } = session;
    const start = await account(api, 'startTotpEnrolment', { accessToken }, headers);
    expect(outcome('startTotpEnrolment', start)).toBe('SESSION_ENDED');
    const input = { accessToken, currentPassword: PASSWORD, newPassword: 'Another-password-9' };
    expect(outcome('changePassword', await account(api, 'changePassword', input, headers))).toBe('SESSION_ENDED');
  });

  it('what is no refresh token refreshes nothing, and signing out by it ends nothing', async () => {
    for (const refreshToken of [ada.idToken, ada.accessToken, `${ada.refreshToken.slice(0, -6)}AAAAAA`, 'x']) {
      expect(outcome('refreshSession', await account(api, 'refreshSession', { refreshToken }))).toBe('SESSION_ENDED');
      await done(api, 'signOut', { refreshToken });
    }
    await done(api, 'refreshSession', { refreshToken: ada.refreshToken });
  });

  it('a refresh token ends by itself, too', async () => {
    const session = await person(api, cognito);
    stopTheClock();
    laterByEveryClock(31 * 24 * HOUR_MS);
    const answer = await account(api, 'refreshSession', { refreshToken: session.refreshToken });
    expect(outcome('refreshSession', answer)).toBe('SESSION_ENDED');
  });

  it('neither an access nor a refresh token is a credential', async () => {
    for (const token of [ada.accessToken, ada.refreshToken])
      expect((await api.execute('{ viewer { roles } }', bearer(token))).status).toBe(401);
  });

  it('a password is changed by whoever knows the one before', async () => {
    const { accessToken, headers } = ada;
    const input = { accessToken, currentPassword: WRONG, newPassword: 'Another-password-9' };
    const { body } = await account(api, 'changePassword', input, headers);
    expect(body.data.changePassword.userErrors).toMatchObject([
      { field: ['currentPassword'], code: 'CREDENTIALS_NOT_ACCEPTED' },
    ]);
    await signedIn(api, ada.email);
  });

  it('who is not signed in, or is already, is refused before Cognito is asked', async () => {
    const token = 'x';
    const inputs: Record<AccountMutation, Input> = {
      signUp: { email: ada.email },
      confirmSignUp: { email: ada.email, code: '123456', password: PASSWORD },
      resendConfirmationCode: { email: ada.email },
      signIn: { email: ada.email, password: PASSWORD },
      answerSignInChallenge: { challenge: token, code: '123456' },
      refreshSession: { refreshToken: token },
      signOut: { refreshToken: token },
      forgotPassword: { email: ada.email },
      confirmForgotPassword: { email: ada.email, code: '123456', newPassword: PASSWORD },
      changePassword: { accessToken: token, currentPassword: PASSWORD, newPassword: PASSWORD },
      startTotpEnrolment: { accessToken: token },
      confirmTotpEnrolment: { accessToken: token, code: '123456' },
      stepUp: { password: PASSWORD, code: '123456' },
    };
    const forThoseSignedIn = ['changePassword', 'startTotpEnrolment', 'confirmTotpEnrolment', 'stepUp'];
    const forEverybody = ['refreshSession', 'signOut'];
    for (const name of ACCOUNT_MUTATIONS.filter((each) => !forEverybody.includes(each))) {
      const isForSignedIn = forThoseSignedIn.includes(name);
      cognito.take();
      const { body } = await account(api, name, inputs[name], isForSignedIn ? {} : ada.headers);
      expect([name, body.data[name], body.errors[0].extensions.code]).toEqual([
        name,
        null,
        isForSignedIn ? 'UNAUTHENTICATED' : 'FORBIDDEN',
      ]);
      expect(cognito.take()).toEqual([]);
    }
  });
});

describe('Accounts: nothing that a person can write gives a role or a shop', () => {
  const viewer = async (headers: RequestHeaders) =>
    (await api.execute('{ viewer { roles shops { id } } platformStatistics { shopCount } }', headers)).body
      .data as unknown;
  const NOTHING_MORE = { viewer: { roles: ['CUSTOMER'], shops: [] }, platformStatistics: null };
  const PROMISES = ['SHOP_OWNER', 'shop-owners', '["platform-admins"]'];

  it('attributes given when signing up at Cognito itself', async () => {
    const email = freshEmail();
    // Somebody may have it confirmed there, too: here only what was made here is.
    const names = [
      'custom:role',
      'custom:roles',
      'custom:groups',
      'custom:cognito:groups',
      'custom:shop',
      'custom:shopId',
      'preferred_username',
      'profile',
    ];
    const UserAttributes = names.map((Name) => ({ Name, Value: '["platform-admins"]' }));
    const made = await cognito.ask('SignUp', {
      ClientId: cognito.pool.clientId,
      Username: email,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }, ...UserAttributes],
    });
    expect(made.status).toBe(200);
    const confirm = { ClientId: cognito.pool.clientId, Username: email, ConfirmationCode: cognito.codeFor(email) };
    expect((await cognito.ask('ConfirmSignUp', confirm)).status).toBe(200);
    const session = await signedIn(api, email);
    expect(await viewer(session.headers)).toEqual(NOTHING_MORE);
  });

  it.each(['sub', 'email_verified', 'cognito:groups', 'cognito:preferred_role'])(
    'the attribute %s is Cognito’s own',
    async (Name) => {
      const email = freshEmail();
      const { status } = await cognito.ask('SignUp', {
        ClientId: cognito.pool.clientId,
        Username: email,
        Password: PASSWORD,
        UserAttributes: [{ Name, Value: 'platform-admins' }],
      });
      expect(status).toBe(400);
    },
  );

  it('attributes that are changed later, by the access token', async () => {
    const session = await person(api, cognito);
    for (const Value of PROMISES)
      await cognito.ask('UpdateUserAttributes', {
        AccessToken: session.accessToken,
        UserAttributes: [
          { Name: 'custom:role', Value },
          { Name: 'profile', Value },
        ],
      });
    expect(await viewer((await signedIn(api, session.email)).headers)).toEqual(NOTHING_MORE);
  });

  it('fields that the inputs do not have', async () => {
    for (const more of [
      { role: 'SHOP_OWNER' },
      { groups: ['platform-admins'] },
      { attributes: { 'custom:role': 'x' } },
      { shopId: 'alpha' },
      { clientMetadata: {} },
    ]) {
      cognito.take();
      const { status } = await account(api, 'signUp', { email: freshEmail(), ...more });
      expect(status).toBe(400);
      expect(cognito.take()).toEqual([]);
    }
  });

  it('the API puts people into one group only, and only whom Cognito has just let in', async () => {
    cognito.take();
    const session = await person(api, cognito);
    const groups = cognito.take().filter(({ operation }) => operation.startsWith('Admin'));
    expect(groups.map(({ operation, body }) => [operation, body.Username, body.GroupName])).toEqual([
      ['AdminGetUser', session.email, undefined],
      ['AdminGetUser', session.email, undefined],
      ['AdminSetUserPassword', session.email, undefined],
      ['AdminAddUserToGroup', session.email, 'customers'],
    ]);
    const email = await unconfirmed();
    cognito.take();
    await account(api, 'confirmSignUp', { email, code: otherThan(cognito.codeFor(email)), password: PASSWORD });
    await account(api, 'signIn', { email: session.email, password: WRONG });
    const asked = cognito.take().map(({ operation }) => operation);
    expect(asked.filter((operation) => operation.startsWith('Admin') && operation !== 'AdminGetUser')).toEqual([]);
  });

  it('whoever confirmed elsewhere, or when Cognito went away in between, is a customer from signing in on', async () => {
    const elsewhere = await unconfirmed();
    await cognito.ask('ConfirmSignUp', {
      ClientId: cognito.pool.clientId,
      Username: elsewhere,
      ConfirmationCode: cognito.codeFor(elsewhere),
    });
    const interrupted = await unconfirmed();
    cognito.faults = (operation) => (operation === 'AdminAddUserToGroup' ? 'reset' : undefined);
    await done(api, 'confirmSignUp', {
      email: interrupted,
      code: cognito.codeFor(interrupted),
      password: PASSWORD,
    });
    cognito.faults = undefined;
    // Nobody knows the password that signUp gave it.
    await done(api, 'forgotPassword', { email: elsewhere });
    await done(api, 'confirmForgotPassword', {
      email: elsewhere,
      code: cognito.codeFor(elsewhere),
      newPassword: PASSWORD,
    });
    for (const email of [elsewhere, interrupted]) {
      const session = await signedIn(api, email);
      expect(await viewer(session.headers)).toEqual(NOTHING_MORE);
      await done(api, 'refreshSession', { refreshToken: session.refreshToken });
    }
  });

  it('an owner who was never a customer does not become one by signing in', async () => {
    const email = 'owner1@example.com';
    const { headers } = await signedIn(api, email, 'Local-only-1!');
    expect(await viewer(headers)).toMatchObject({ viewer: { roles: ['SHOP_OWNER'] } });
  });
});

describe('Accounts: passwords, codes and tokens go to Cognito and to their owner, and nowhere else', () => {
  it('nothing of them is in the table’s traffic, and of messages nothing is in an answer', async () => {
    const email = freshEmail();
    const answers = [
      await account(api, 'signUp', { email }),
      await account(api, 'confirmSignUp', { email, code: cognito.codeFor(email), password: PASSWORD }),
      await account(api, 'signIn', { email, password: PASSWORD }),
      await account(api, 'forgotPassword', { email }),
    ];
    for (const { calls } of answers) expect(calls).toEqual([]);
    for (const { text } of answers) {
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(email);
      for (const { code } of cognito.messages) expect(text).not.toContain(`"${code}"`);
    }
  });

  it('an input that is refused is not repeated, whatever is wrong with it', async () => {
    const secret = 'Secret-that-nobody-repeats-1';
    const inputs: Input[] = [
      { email: 'no address', password: secret },
      { email: freshEmail(), password: [secret] },
      { email: freshEmail(), password: { value: secret } },
      { email: freshEmail(), password: secret.repeat(20) },
      { email: freshEmail(), password: secret, secret },
      { email: secret, password: '' },
    ].map((input) => ({ code: '123456', ...input }));
    for (const input of inputs) {
      const { status, text } = await account(api, 'signIn', input);
      expect(status).toBe(400);
      expect(text).not.toContain(secret);
    }
  });

  it('each goes out in the calls that are for it', async () => {
    cognito.take();
    const session = await person(api, cognito);
    const withPassword = cognito.take().filter(({ body }) => JSON.stringify(body).includes(PASSWORD));
    expect(withPassword.map(({ operation }) => operation)).toEqual(['AdminSetUserPassword', 'InitiateAuth']);
    expect(session.refreshToken).not.toBe('');
  });
});

describe('Accounts: Cognito is busy, away or set up wrongly', () => {
  const email = freshEmail();
  const trouble: readonly [string, CognitoFault, number, string][] = [
    ['resets connections', 'reset', 200, 'TRY_AGAIN'],
    ['never answers', 'hang', 200, 'TRY_AGAIN'],
    ['says 500', { type: 'InternalErrorException', status: 500 }, 200, 'TRY_AGAIN'],
    ['is throttled', { type: 'TooManyRequestsException' }, 429, 'RATE_LIMITED'],
    ['knows no such client', { type: 'ResourceNotFoundException' }, 200, 'INTERNAL_SERVER_ERROR'],
    ['does not let the API do it', { type: 'AccessDeniedException' }, 200, 'INTERNAL_SERVER_ERROR'],
    ['has a trigger that refuses', { type: 'UserLambdaValidationException' }, 200, 'INTERNAL_SERVER_ERROR'],
  ];

  it.each(trouble)('it %s', async (_, fault, status, code) => {
    for (const name of ['signIn', 'signUp'] as const) {
      cognito.faults = () => fault;
      const answer = await account(api, name, name === 'signIn' ? { email, password: PASSWORD } : { email });
      expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([status, code]);
      expect(answer.text).not.toMatch(/canary|127\.0\.0\.1|Exception|arn:|ECONN/i);
      cognito.faults = undefined;
      expect((await account(api, 'signIn', { email, password: WRONG })).status).toBe(200);
    }
  });

  it('what may have been done is not asked for twice, what was throttled a few times', async () => {
    for (const [fault, times] of [
      ['reset', 1],
      [{ type: 'TooManyRequestsException' }, 3],
    ] as const) {
      let asked = 0;
      cognito.faults = () => {
        asked += 1;
        return fault;
      };
      await account(api, 'signUp', { email: freshEmail() });
      expect(asked).toBe(times);
    }
  });
});
