import { UserPool } from '../../../src/identity/userPool/UserPool';
import { UserPoolRefusal, UserPoolUnavailableError } from '../../../src/identity/userPool/refusals';
import { exception, ScriptedCognito, type ScriptedAnswer } from './ScriptedCognito';

/*
 * The gateway against Cognito's wire protocol: what goes out, and what each of its answers, as its API reference lists them, is made of.
 */
const CLIENT = { ClientId: 'client-1' };
const RESULT = { AccessToken: 'access', IdToken: 'id', RefreshToken: 'refresh', ExpiresIn: 3600, TokenType: 'Bearer' };

let cognito: ScriptedCognito;
let pool: UserPool;

/** Waits for nothing between two tries. */
function poolAt(endpoint: string, requestTimeoutMs = 10_000): UserPool {
  const address = {
    userPoolId: 'eu-central-1_Pool',
    clientId: 'client-1',
    region: 'eu-central-1',
    endpoint,
    isLocal: true,
  };
  return new UserPool(address, { connectionTimeoutMs: 5000, requestTimeoutMs }, () => 0);
}

beforeAll(async () => {
  cognito = await ScriptedCognito.start();
  pool = poolAt(cognito.url);
});
afterAll(async () => {
  pool.close();
  await cognito.close();
});

const answering = (body: unknown = {}) => cognito.script({ status: 200, body });
const sent = () => cognito.requests.map(({ operation, body }) => ({ operation, body }));

/** Every use of the pool, and what goes out for it. */
const USES: readonly (readonly [operation: string, use: () => Promise<unknown>, body: object, answer: unknown])[] = [
  [
    'SignUp',
    () => pool.signUp('a@example.com', 'secret', 'mark'),
    {
      ...CLIENT,
      Username: 'a@example.com',
      Password: 'secret',
      UserAttributes: [
        { Name: 'email', Value: 'a@example.com' },
        { Name: 'custom:sign_up_mark', Value: 'mark' },
      ],
    },
    { UserConfirmed: false, UserSub: 'subject-1' },
  ],
  [
    'ConfirmSignUp',
    () => pool.confirmSignUp('a@example.com', '123456'),
    { ...CLIENT, Username: 'a@example.com', ConfirmationCode: '123456' },
    {},
  ],
  [
    'ResendConfirmationCode',
    () => pool.resendConfirmationCode('a@example.com'),
    { ...CLIENT, Username: 'a@example.com' },
    {},
  ],
  [
    'InitiateAuth',
    () => pool.signIn('a@example.com', 'secret'),
    { ...CLIENT, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'a@example.com', PASSWORD: 'secret' } },
    { AuthenticationResult: RESULT },
  ],
  [
    'InitiateAuth',
    () => pool.refresh('refresh'),
    { ...CLIENT, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: 'refresh' } },
    { AuthenticationResult: RESULT },
  ],
  ['RevokeToken', () => pool.revoke('refresh'), { ...CLIENT, Token: 'refresh' }, {}],
  ['ForgotPassword', () => pool.forgotPassword('a@example.com'), { ...CLIENT, Username: 'a@example.com' }, {}],
  [
    'ConfirmForgotPassword',
    () => pool.confirmForgotPassword('a@example.com', '123456', 'secret'),
    { ...CLIENT, Username: 'a@example.com', ConfirmationCode: '123456', Password: 'secret' },
    {},
  ],
  [
    'ChangePassword',
    () => pool.changePassword('access', 'old', 'new'),
    { AccessToken: 'access', PreviousPassword: 'old', ProposedPassword: 'new' },
    {},
  ],
  ['GetUser', () => pool.hasTotp('access'), { AccessToken: 'access' }, { Username: 'm1', UserAttributes: [] }],
  ['AssociateSoftwareToken', () => pool.startTotp('access'), { AccessToken: 'access' }, { SecretCode: 'BASE32' }],
  [
    'AdminAddUserToGroup',
    () => pool.addToGroup('m1', 'members'),
    { UserPoolId: 'eu-central-1_Pool', Username: 'm1', GroupName: 'members' },
    {},
  ],
  [
    'AdminSetUserPassword',
    () => pool.setPassword('a@example.com', 'secret'),
    { UserPoolId: 'eu-central-1_Pool', Username: 'a@example.com', Password: 'secret', Permanent: true },
    {},
  ],
  [
    'AdminUserGlobalSignOut',
    () => pool.signOutEverywhere('a@example.com'),
    { UserPoolId: 'eu-central-1_Pool', Username: 'a@example.com' },
    {},
  ],
  [
    'AdminGetUser',
    () => pool.find('a@example.com'),
    { UserPoolId: 'eu-central-1_Pool', Username: 'a@example.com' },
    { Username: 'm1', UserAttributes: [{ Name: 'sub', Value: 'm1' }] },
  ],
  [
    'AdminDeleteUser',
    () => pool.remove('a@example.com'),
    { UserPoolId: 'eu-central-1_Pool', Username: 'a@example.com' },
    {},
  ],
];

describe('what goes out', () => {
  test.each(USES)('%s', async (operation, use, body, answer) => {
    answering(answer);
    await use();
    expect(sent()).toEqual([{ operation, body }]);
    // Only operators' acts are signed: all else would need no credentials of AWS, and gets none.
    expect('authorization' in cognito.requests[0]!.headers).toBe(operation.startsWith('Admin'));
  });

  test('an authenticator is confirmed by a code, and then asked for', async () => {
    answering({ Status: 'SUCCESS' });
    await pool.confirmTotp('access', '123456');
    expect(sent()).toEqual([
      { operation: 'VerifySoftwareToken', body: { AccessToken: 'access', UserCode: '123456' } },
      {
        operation: 'SetUserMFAPreference',
        body: { AccessToken: 'access', SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } },
      },
    ]);
  });

  test('an authenticator that Cognito does not confirm is not asked for', async () => {
    answering({ Status: 'ERROR' });
    await expect(pool.confirmTotp('access', '123456')).rejects.toThrow(new UserPoolRefusal('code not accepted'));
    expect(sent()).toHaveLength(1);
  });
});

test('an account is found with its subject, whether it is confirmed, and its mark', async () => {
  const found = (UserStatus: string, mark?: string) => ({
    Username: 'm1',
    UserStatus,
    UserAttributes: [
      { Name: 'sub', Value: 'm1' },
      ...(mark === undefined ? [] : [{ Name: 'custom:sign_up_mark', Value: mark }]),
    ],
  });
  answering(found('UNCONFIRMED', 'mark'));
  expect(await pool.find('a@example.com')).toEqual({ subject: 'm1', isConfirmed: false, mark: 'mark' });
  answering(found('CONFIRMED'));
  expect(await pool.find('a@example.com')).toEqual({ subject: 'm1', isConfirmed: true, mark: null });
  cognito.script(exception('UserNotFoundException'));
  expect(await pool.find('a@example.com')).toBeNull();
  cognito.script(exception('AccessDeniedException'));
  await expect(pool.find('a@example.com')).rejects.toThrow();
});

test.each([
  [
    'verified',
    [
      ['email', 'new@example.com'],
      ['email_verified', 'true'],
    ],
    true,
    'new@example.com',
  ],
  [
    'not verified yet',
    [
      ['email', 'new@example.com'],
      ['email_verified', 'false'],
    ],
    true,
    null,
  ],
  ['not said to be verified', [['email', 'new@example.com']], true, null],
  ['none', [['email_verified', 'true']], true, null],
  [
    'of an account that is switched off',
    [
      ['email', 'new@example.com'],
      ['email_verified', 'true'],
    ],
    false,
    null,
  ],
])('the address that somebody may be written to now: %s', async (_case, attributes, Enabled, expected) => {
  const UserAttributes = attributes.map(([Name, Value]) => ({ Name, Value }));
  answering({ Username: 'm1', Enabled, UserAttributes });
  expect(await pool.verifiedEmail('m1')).toBe(expected);
  expect(sent()).toMatchObject([{ operation: 'AdminGetUser', body: { Username: 'm1' } }]);
});

test('nobody is written to whose account is gone', async () => {
  cognito.script(exception('UserNotFoundException'));
  expect(await pool.verifiedEmail('m1')).toBeNull();
  cognito.script(exception('AccessDeniedException'));
  await expect(pool.verifiedEmail('m1')).rejects.toThrow();
});

describe('signing in', () => {
  const tokens = { idToken: 'id', accessToken: 'access', refreshToken: 'refresh' };

  test('by a password alone', async () => {
    answering({ AuthenticationResult: RESULT });
    expect(await pool.signIn('a@example.com', 'secret')).toEqual({ kind: 'signed in', tokens });
  });

  test('with an authenticator: Cognito is answered under its own name of the user', async () => {
    const challenge = { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 'AYABe.x-y_z=' };
    cognito.script(
      { status: 200, body: { ...challenge, ChallengeParameters: { USER_ID_FOR_SRP: 'subject-1' } } },
      { status: 200, body: { AuthenticationResult: RESULT } },
    );
    const step = await pool.signIn('a@example.com', 'secret');
    if (step.kind !== 'code asked') throw new Error(`expected a challenge, got ${step.kind}`);
    expect(await pool.answerChallenge(step.challenge, '123456')).toEqual(tokens);
    expect(sent()[1]).toEqual({
      operation: 'RespondToAuthChallenge',
      body: {
        ...CLIENT,
        ChallengeName: 'SOFTWARE_TOKEN_MFA',
        Session: 'AYABe.x-y_z=',
        ChallengeResponses: { USERNAME: 'subject-1', SOFTWARE_TOKEN_MFA_CODE: '123456' },
      },
    });
  });

  test.each(['NEW_PASSWORD_REQUIRED', 'SMS_MFA', 'MFA_SETUP', 'SELECT_MFA_TYPE', 'DEVICE_SRP_AUTH'])(
    'with the challenge %s is not done here',
    async (ChallengeName) => {
      answering({ ChallengeName, Session: 'session', ChallengeParameters: {} });
      expect(await pool.signIn('a@example.com', 'secret')).toEqual({ kind: 'not supported' });
    },
  );

  test('a code that only leads to another challenge is no sign-in', async () => {
    answering({ ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: 'session' });
    await expect(pool.answerChallenge('eA.session', '123456')).rejects.toThrow(UserPoolRefusal);
  });

  test('a refresh without a new refresh token keeps the old one', async () => {
    answering({ AuthenticationResult: { AccessToken: 'access', IdToken: 'id' } });
    expect(await pool.refresh('refresh')).toEqual({ ...tokens, refreshToken: null });
  });

  test('an authenticator is set up where the list of second factors says so', async () => {
    for (const [UserMFASettingList, expected] of [
      [['SOFTWARE_TOKEN_MFA'], true],
      [['SMS_MFA'], false],
      [[], false],
      [undefined, false],
    ] as const) {
      answering({ Username: 'subject-1', UserAttributes: [], UserMFASettingList });
      expect(await pool.hasTotp('access')).toBe(expected);
    }
  });
});

describe('what Cognito refuses', () => {
  test.each([
    ['Incorrect username or password.', 'credentials not accepted'],
    ['Password attempts exceeded', 'account limited'],
    ['Access Token has been revoked', 'session over'],
    ['Invalid Access Token', 'session over'],
  ])('of NotAuthorizedException, which has several meanings: %s', async (message, reason) => {
    cognito.script({ status: 400, body: { __type: 'NotAuthorizedException', message } });
    await expect(pool.signIn('a@example.com', 'secret')).rejects.toThrow(
      new UserPoolRefusal(reason as UserPoolRefusal['reason']),
    );
  });

  test.each([
    ['CodeMismatchException', 'code not accepted'],
    ['ExpiredCodeException', 'code not accepted'],
    ['EnableSoftwareTokenMFAException', 'code not accepted'],
    ['NotAuthorizedException', 'credentials not accepted'],
    ['UserNotFoundException', 'credentials not accepted'],
    ['UserNotConfirmedException', 'credentials not accepted'],
    ['PasswordResetRequiredException', 'credentials not accepted'],
    ['RefreshTokenReuseException', 'credentials not accepted'],
    ['UnsupportedTokenTypeException', 'credentials not accepted'],
    ['InvalidPasswordException', 'password too weak'],
    ['PasswordHistoryPolicyViolationException', 'password used before'],
    ['UsernameExistsException', 'account exists'],
    ['AliasExistsException', 'account exists'],
    ['CodeDeliveryFailureException', 'code not delivered'],
    ['InvalidParameterException', 'not possible'],
    ['SoftwareTokenMFANotFoundException', 'not possible'],
    ['MFAMethodNotFoundException', 'not possible'],
    ['LimitExceededException', 'account limited'],
    ['TooManyFailedAttemptsException', 'account limited'],
    ['ForbiddenException', 'too many attempts'],
  ])('%s is "%s", sent once, and says none of its words', async (type, reason) => {
    cognito.script(exception(type));
    const refusal: unknown = await pool.signIn('a@example.com', 'secret').catch((cause: unknown) => cause);
    expect(refusal).toEqual(new UserPoolRefusal(reason as UserPoolRefusal['reason']));
    expect(JSON.stringify({ ...(refusal as object), text: String(refusal) })).not.toMatch(/canary|ada|arn|secret/i);
    expect(cognito.requests).toHaveLength(1);
  });

  test('an unknown user and a wrong password are one and the same to all that follows', async () => {
    const causes = [];
    for (const type of ['UserNotFoundException', 'NotAuthorizedException', 'UserNotConfirmedException']) {
      cognito.script(exception(type));
      causes.push(await pool.signIn('a@example.com', 'secret').catch((cause: unknown) => cause));
    }
    expect(causes[1]).toEqual(causes[0]);
    expect(causes[2]).toEqual(causes[0]);
  });

  test.each(['ResourceNotFoundException', 'AccessDeniedException', 'UserLambdaValidationException', 'constructor'])(
    '%s is a fault of ours or of the pool’s configuration, and stays one',
    async (type) => {
      cognito.script(exception(type));
      const cause: unknown = await pool.signIn('a@example.com', 'secret').catch((each: unknown) => each);
      expect(cause).not.toBeInstanceOf(UserPoolRefusal);
      expect(cause).not.toBeInstanceOf(UserPoolUnavailableError);
    },
  );
});

test('a refusal that names itself as AWS does is one, of whatever type it is', async () => {
  const json = { 'content-type': 'application/json' };
  for (const [text, headers] of [
    ['{"__type":"ForbiddenException"}', json],
    ['{}', { ...json, 'x-amzn-errortype': 'ForbiddenException' }],
  ] as const) {
    cognito.script({ status: 403, text, headers });
    await expect(pool.signIn('a@example.com', 'secret')).rejects.toThrow(new UserPoolRefusal('too many attempts'));
  }
});

describe('when something else answers in its place', () => {
  const HTML = { 'content-type': 'text/html' };
  const JSON_OF_OTHERS = { 'content-type': 'application/json' };
  const COGNITO_JSON = { 'content-type': 'application/x-amz-json-1.1' };
  const foreign: Record<string, ScriptedAnswer> = {
    ...Object.fromEntries(
      [200, 400, 401, 403, 404, 429].map((status) => [
        `a page with status ${String(status)}`,
        { status, text: '<html>sign in</html>', headers: HTML },
      ]),
    ),
    'a way to somewhere else': { status: 302, text: '', headers: { location: 'http://127.0.0.1:1/' } },
    'a way to somewhere else, as Cognito would never say it': { status: 302, text: '{}', headers: COGNITO_JSON },
    'nothing, without a type': { status: 200, text: '', headers: {} },
    'nothing to say': { status: 204, text: '', headers: COGNITO_JSON },
    'JSON that is empty': { status: 200, text: '{}', headers: JSON_OF_OTHERS },
    'JSON of another form': { status: 200, text: '{"ok":true}', headers: JSON_OF_OTHERS },
    'JSON of another service of AWS': {
      status: 200,
      text: '{"ok":true}',
      headers: { 'content-type': 'application/x-amz-json-1.0' },
    },
    'a list': { status: 200, text: '[]', headers: COGNITO_JSON },
    'no object': { status: 200, text: '"ok"', headers: COGNITO_JSON },
    'a part of an object': { status: 200, text: '{"AuthenticationResult":{"IdTok', headers: COGNITO_JSON },
    'a refusal in words of its own': { status: 403, text: '{"code":"E_DENIED"}', headers: JSON_OF_OTHERS },
    'a refusal that says nothing': { status: 400, text: '{}', headers: COGNITO_JSON },
    'no HTTP': { status: 200, text: '{}', headers: { ...COGNITO_JSON, 'content-length': '-' } },
  };
  /** Where an answer always has something in it. */
  const incomplete: Record<string, ScriptedAnswer> = {
    'an empty object': { status: 200, body: {} },
    'an object of another form': { status: 200, body: { ok: true } },
    'no tokens where tokens are to be': { status: 200, body: { AuthenticationResult: {} } },
    'one token of two': { status: 200, body: { AuthenticationResult: { IdToken: 'id' } } },
    'members of other types': {
      status: 200,
      body: { AuthenticationResult: 1, ChallengeName: 1, UserSub: 1, Username: 1, SecretCode: 1, Status: 1 },
    },
  };
  const uses: readonly (readonly [name: string, use: () => Promise<unknown>])[] = [
    ...USES.map(([operation, use], index) => [`${operation} (${String(index + 1)})`, use] as const),
    ['RespondToAuthChallenge', () => pool.answerChallenge('eA.session', '123456')],
    ['VerifySoftwareToken', () => pool.confirmTotp('access', '123456')],
    ['AdminGetUser, for the address', () => pool.verifiedEmail('m1')],
  ];
  const ALWAYS = /^(?:SignUp|InitiateAuth|RespondToAuthChallenge|GetUser|AdminGetUser|Associate|Verify)/;
  const outcome = async (use: () => Promise<unknown>) =>
    use().then(
      (answer) => `answered ${JSON.stringify(answer)}`,
      (cause: unknown) => `${(cause as Error).name}: ${(cause as Error).message}`,
    );
  const UNAVAILABLE = 'UserPoolUnavailableError: the user pool did not answer in time';

  test.each(uses)('%s: it may be asked again, and nothing is taken for its word', async (name, use) => {
    const answers = Object.entries({ ...foreign, ...(ALWAYS.test(name) && incomplete) });
    const outcomes: Record<string, string> = {};
    for (const [what, answer] of answers) {
      cognito.script(answer);
      outcomes[what] = await outcome(use);
      expect(cognito.requests).toHaveLength(1);
    }
    expect(outcomes).toEqual(Object.fromEntries(answers.map(([what]) => [what, UNAVAILABLE])));
  });

  test.each(uses.filter(([name]) => !ALWAYS.test(name)))(
    '%s: Cognito may have nothing to say, or something new',
    async (_, use) => {
      for (const text of ['', '{}', '{"New":true}'])
        for (const headers of [COGNITO_JSON, { 'x-amzn-requestid': 'f0' }]) {
          cognito.script({ status: 200, text, headers });
          expect(await outcome(use)).toBe('answered undefined');
        }
    },
  );
});

describe('when Cognito is busy or away', () => {
  test('what was throttled is sent again, three times in all', async () => {
    cognito.script(exception('TooManyRequestsException'), exception('TooManyRequestsException'), {
      status: 200,
      body: {},
    });
    await pool.forgotPassword('a@example.com');
    expect(cognito.requests).toHaveLength(3);
    cognito.script(exception('TooManyRequestsException'));
    await expect(pool.forgotPassword('a@example.com')).rejects.toThrow(new UserPoolRefusal('too many attempts'));
    expect(cognito.requests).toHaveLength(3);
  });

  test.each<[string, ScriptedAnswer]>([
    ['says 500', exception('InternalErrorException', 500)],
    ['says 503 in words that are no JSON', { status: 503, body: '<html>' }],
    ['resets the connection', 'reset'],
    ['resets the connection in the middle of its answer', 'cut'],
    ['never answers', 'hang'],
  ])('it %s: nothing is sent twice, since it may have been done', async (_, answer) => {
    const impatient = poolAt(cognito.url, 300);
    cognito.script(answer);
    await expect(impatient.signUp('a@example.com', 'secret', 'mark')).rejects.toThrow(UserPoolUnavailableError);
    expect(cognito.requests).toHaveLength(1);
    impatient.close();
  });

  test('an idle connection is closed before the time that Cognito says that it keeps it', async () => {
    cognito.script({ status: 200, body: {}, headers: { 'keep-alive': 'timeout=2' } });
    const closed = cognito.nextClose();
    const fresh = poolAt(cognito.url);
    await fresh.forgotPassword('a@example.com');
    await closed;
    fresh.close();
  });

  test('whoever goes away stops the call', async () => {
    cognito.script('hang');
    const gone = new AbortController();
    const arrived = cognito.nextRequest();
    const waiting = pool.signIn('a@example.com', 'secret', gone.signal).catch((cause: unknown) => cause);
    await arrived;
    gone.abort();
    expect(await waiting).toBeInstanceOf(UserPoolUnavailableError);
  });

  test('nobody listens at all', async () => {
    const closed = await ScriptedCognito.start();
    const { url } = closed;
    await closed.close();
    const away = poolAt(url);
    await expect(away.signIn('a@example.com', 'secret')).rejects.toThrow(UserPoolUnavailableError);
    away.close();
  });
});
