import { authenticate, AuthenticationError, type Credentials, type Headers } from '../../src/identity/authenticate';
import type { Caller } from '../../src/identity/Caller';
import type { CredentialFlaw } from '../../src/identity/CredentialFlaw';
import { DeviceTokens } from '../../src/identity/DeviceTokens';
import { GuestSessions } from '../../src/identity/GuestSessions';
import { IdentityTokens, IdentityUnavailableError } from '../../src/identity/IdentityTokens';
import { StepUpTokens } from '../../src/identity/StepUpTokens';
import { VisitTokens } from '../../src/identity/VisitTokens';
import { Cursors } from '../../src/storage/cursors';
import { CLIENT_ID, TestIdentityProvider } from '../support/TestIdentityProvider';
import { ringOf } from './keyRings';

const ring = ringOf(1);
const guestSessions = new GuestSessions({ keys: ring, lifetimeSeconds: 100 });
const visitTokens = new VisitTokens({ keys: ring, lifetimeSeconds: 100 });
let serial = 0;
const stepUpTokens = new StepUpTokens(
  { keys: ring, lifetimeSeconds: 100 },
  { serialOf: async () => Promise.resolve(serial) },
);
const deviceTokens = new DeviceTokens({ keys: ring, lifetimeSeconds: 100 });

let provider: TestIdentityProvider;
let credentials: Credentials;
beforeAll(async () => {
  provider = await TestIdentityProvider.start();
  const { issuer, jwksUri } = provider;
  credentials = {
    identityTokens: new IdentityTokens({ kind: 'local', issuer, jwksUri, clientId: CLIENT_ID }),
    guestSessions,
    visitTokens,
    secondFactor: stepUpTokens,
    deviceTokens,
    guestCookieName: '__Host-guest',
    deviceCookieName: '__Host-device',
    roles: {
      guest: 'PASSER',
      byGroup: new Map([
        ['members', 'MEMBER'],
        ['keepers', 'KEEPER'],
      ]),
    },
  };
});
afterAll(() => provider.close());

const asks = async (headers: Headers): Promise<Caller> => (await authenticate(headers, credentials)).caller;
const bearer = (token: string): Headers => ({ authorization: [`Bearer ${token}`] });
const cookie = (...values: readonly string[]): Headers => ({ cookie: values });

async function refusal(headers: Headers): Promise<AuthenticationError> {
  const failure: unknown = await asks(headers).catch((cause: unknown) => cause);
  if (failure instanceof AuthenticationError) return failure;
  throw new Error(`expected a refusal, got ${JSON.stringify(failure)}`);
}

const visitor: Caller = {
  roles: ['PASSER'],
  subject: null,
  email: null,
  signIn: null,
  hasSecondFactor: false,
  guestSession: null,
  visit: null,
  device: null,
};
const memberToken = (more: object = {}) => provider.token({ subject: 'm1', groups: ['members'], ...more });

describe('who asks without credentials', () => {
  test.each<[string, Headers]>([
    ['nothing', {}],
    ['other cookies', { cookie: ['a=b; guest=x; __Host-guestX=y; x__Host-guest=z'] }],
    ['an empty cookie header', { cookie: [''] }],
    [
      'roles in headers of their own',
      { 'x-role': ['MEMBER'], 'x-roles': ['KEEPER'], 'x-user': ['m1'], 'cognito:groups': ['members'] },
    ],
  ])('is a visitor: %s', async (_, headers) => {
    expect(await asks(headers)).toEqual(visitor);
  });
});

describe('who is signed in', () => {
  test('has the roles of the groups, and the subject of the token', async () => {
    const token = await provider.token({ subject: 'm1', groups: ['keepers', 'members'], email: 'm1@example.com' });
    const roles = ['MEMBER', 'KEEPER'];
    expect(await asks(bearer(token))).toEqual({ ...visitor, roles, subject: 'm1', email: 'm1@example.com' });
  });

  test.each<[string, unknown, readonly string[]]>([
    ['missing', undefined, []],
    ['none', [], []],
    ['null', null, []],
    ['a string', 'members', []],
    ['a string with commas', 'members,keepers', []],
    ['an object', { members: true }, []],
    ['nested', [['members']], []],
    ['with something that is no text', ['members', 7], []],
    ['unknown', ['admins'], []],
    ['in mixed case', ['Members', 'MEMBERS'], []],
    ['with space around', [' members', 'members '], []],
    ['by role instead of group', ['MEMBER', 'KEEPER', 'PASSER'], []],
    ['by the name of a prototype', ['constructor', '__proto__'], []],
    ['twice', ['members', 'members'], ['MEMBER']],
    ['known and unknown', ['admins', 'keepers'], ['KEEPER']],
  ])('groups %s', async (_, groups, roles) => {
    const caller = await asks(bearer(await provider.token({ subject: 'm1', groups })));
    expect(caller).toMatchObject({ roles, subject: 'm1', guestSession: null });
  });

  test.each<[string, object, string | null]>([
    ['verified', { email: 'a@b.c', email_verified: true }, 'a@b.c'],
    ['verified, as Cognito sometimes writes it', { email: 'a@b.c', email_verified: 'true' }, 'a@b.c'],
    ['not verified', { email: 'a@b.c', email_verified: false }, null],
    ['not said to be verified', { email: 'a@b.c' }, null],
    ['no text', { email: ['a@b.c'], email_verified: true }, null],
  ])('an e-mail address counts where it is verified: %s', async (_, claims, email) => {
    expect(await asks(bearer(await memberToken({ claims })))).toMatchObject({ email });
  });

  test.each<[string, object]>([
    ['without expiry', { exp: undefined }],
    ['with an expiry in words', { exp: '9999999999' }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
    ['with a subject that is no text', { sub: 7 }],
    ['issued in the future', { iat: Math.floor(Date.now() / 1000) + 600 }],
    ['not good yet', { nbf: Math.floor(Date.now() / 1000) + 600 }],
    ['for another use', { token_use: 'access' }],
    ['of another client', { aud: 'other' }],
    ['of another issuer', { iss: 'https://example.com' }],
  ])('a token %s is refused', async (_, claims) => {
    await refusal(bearer(await memberToken({ claims })));
  });

  test('a token is dead at the very second at which it expires', async () => {
    const exp = Math.floor(Date.now() / 1000);
    expect((await refusal(bearer(await memberToken({ claims: { exp } })))).ofCookie).toBe(false);
    expect(await asks(bearer(await memberToken({ claims: { exp: exp + 30 } })))).toMatchObject({ subject: 'm1' });
  });
});

describe('the Authorization header', () => {
  test.each([
    'Bearer',
    'Bearer ',
    '',
    'Basic bTE6cGFzcw==',
    'Bearer a b',
    'Bearer a,b',
    'Bearer a.b.c, Bearer d.e.f',
    'Token a.b.c',
    'Bearera.b.c',
    'Bearer ä.b.c',
    'Bearer "a.b.c"',
    'Bearer undefined',
    'Bearer null',
    'Bearer a.b.c',
  ])('%j is refused, not taken for a visitor’s', async (value) => {
    const failure = await refusal({ authorization: [value] });
    expect(failure.ofCookie).toBe(false);
    // Two sentences, whatever came: nothing of it is repeated.
    expect(['Expected "Authorization: Bearer <token>".', 'The identity token is not valid or has expired.']).toContain(
      failure.message,
    );
  });

  test('may be written in any case, with spaces', async () => {
    const token = await memberToken();
    for (const value of [`bearer ${token}`, `BEARER   ${token}`, `  Bearer ${token}  `])
      expect(await asks({ authorization: [value] })).toMatchObject({ subject: 'm1' });
  });

  test('that came twice is refused, also with the same token twice', async () => {
    const token = `Bearer ${await memberToken()}`;
    await refusal({ authorization: [token, token] });
    await refusal({ authorization: [token, 'Bearer x'] });
    await refusal({ authorization: ['Bearer x', token] });
  });

  test('in another spelling of its base64 is refused', async () => {
    const token = await memberToken();
    await refusal(bearer(`${token}=`));
    await refusal(bearer(`${token}==`));
  });

  test('wins over the guest cookie, which is not read beside it', async () => {
    const member = await memberToken();
    const { token } = await guestSessions.issue();
    expect(await asks({ ...bearer(member), ...cookie(`__Host-guest=${token}`) })).toMatchObject({
      subject: 'm1',
      guestSession: null,
    });
    expect(await asks({ ...bearer(member), ...cookie('__Host-guest=garbage') })).toMatchObject({ subject: 'm1' });
    const expired = await memberToken({ claims: { exp: 1 } });
    const failure = await refusal({ ...bearer(expired), ...cookie(`__Host-guest=${token}`) });
    expect(failure.ofCookie).toBe(false);
  });
});

describe('a guest session', () => {
  test('is taken from the cookie and as Bearer alike', async () => {
    const { token, session } = await guestSessions.issue();
    const guest = { ...visitor, guestSession: session };
    expect(await asks(bearer(token))).toEqual(guest);
    expect(await asks(cookie(`a=b; __Host-guest=${token}; c=d`))).toEqual(guest);
    expect(await asks(cookie('a=b', `__Host-guest=${token}`))).toEqual(guest);
  });

  test('that is not good is refused, and the cookie is to be cleared', async () => {
    const { token } = await guestSessions.issue(new Date(0));
    for (const value of [token, 'garbage', '', '"quoted"', 'a.b.c', `${token}=`])
      expect(await refusal(cookie(`__Host-guest=${value}`))).toMatchObject({ ofCookie: true });
    expect(await refusal(bearer(token))).toMatchObject({ ofCookie: false });
  });

  test('in two cookies is refused, wherever they stand', async () => {
    const { token } = await guestSessions.issue();
    const one = `__Host-guest=${token}`;
    for (const headers of [cookie(`${one}; ${one}`), cookie(one, one), cookie(`${one}; __Host-guest=`)])
      expect(await refusal(headers)).toMatchObject({ ofCookie: true });
  });
});

describe('no kind of token stands for another', () => {
  test('neither visit tokens nor cursors sign anybody in', async () => {
    await refusal(bearer(await visitTokens.issue({ tenant: 'alpha', serial: 1 })));
    const list = { text: 'scope', query: { index: null, partition: 'a' } };
    await refusal(bearer(new Cursors(ring).seal({ pk: 'a', sk: 'b' }, list)));
    await refusal(cookie(`__Host-guest=${await visitTokens.issue({ tenant: 'alpha', serial: 1 })}`));
    await refusal(cookie(`__Host-guest=${await memberToken()}`));
  });

  test('a token of the provider that says to be a guest session is none', async () => {
    await refusal(bearer(await memberToken({ header: { typ: 'guest-session+jwt' } })));
  });
});

describe('a visit token', () => {
  const withVisit = async (...values: readonly string[]) => asks({ 'x-visit-token': values });

  test('is presented beside any credential', async () => {
    const claim = { tenant: 'alpha', serial: 1 };
    const token = await visitTokens.issue(claim);
    expect(await withVisit(token)).toEqual({ ...visitor, visit: claim });
    expect(await asks({ ...bearer(await memberToken()), 'x-visit-token': [token] })).toMatchObject({
      subject: 'm1',
      visit: claim,
    });
  });

  test('that is not good grants nothing and refuses nothing', async () => {
    const expired = await visitTokens.issue({ tenant: 'alpha', serial: 1 }, new Date(0));
    const others = [expired, '', 'garbage', 'a.b.c', (await guestSessions.issue()).token, await memberToken()];
    for (const other of others) expect(await withVisit(other)).toEqual(visitor);
  });

  test('that came twice is none', async () => {
    const token = await visitTokens.issue({ tenant: 'alpha', serial: 1 });
    expect(await withVisit(token, token)).toEqual(visitor);
  });

  test('does not make up for a bad credential', async () => {
    const token = await visitTokens.issue({ tenant: 'alpha', serial: 1 });
    await refusal({ authorization: ['Bearer x'], 'x-visit-token': [token] });
  });
});

test('keys that cannot be had are not the caller’s fault', async () => {
  const jwksUri = 'http://127.0.0.1:9/none';
  const identityTokens = new IdentityTokens({ kind: 'local', issuer: provider.issuer, jwksUri, clientId: CLIENT_ID });
  const asked = authenticate(bearer(await memberToken()), { ...credentials, identityTokens });
  await expect(asked).rejects.toThrow(IdentityUnavailableError);
});

describe('why a credential is no good', () => {
  const seconds = () => Math.floor(Date.now() / 1000);
  const guestToken = async (now = new Date()) => (await guestSessions.issue(now)).token;
  const visitToken = (now = new Date()) => visitTokens.issue({ tenant: 'alpha', serial: 1 }, now);
  const edit = (token: string, part: 0 | 1, more: object) => {
    const parts = token.split('.');
    const content = { ...JSON.parse(Buffer.from(parts[part] ?? '', 'base64url').toString()), ...more };
    parts[part] = Buffer.from(JSON.stringify(content)).toString('base64url');
    return parts.join('.');
  };

  test.each<[CredentialFlaw, string, () => Promise<string>]>([
    ['expired', 'an old token', () => memberToken({ claims: { exp: seconds() - 5 } })],
    ['expired', 'at the very second', () => memberToken({ claims: { exp: seconds() } })],
    ['expired', 'an old session', () => guestToken(new Date(0))],
    ['foreign', 'of another client', () => memberToken({ claims: { aud: 'other' } })],
    ['foreign', 'of another issuer', () => memberToken({ claims: { iss: 'https://example.com' } })],
    ['foreign', 'for another use', () => memberToken({ claims: { token_use: 'access' } })],
    ['foreign', 'without an end', () => memberToken({ claims: { exp: undefined } })],
    ['foreign', 'not good yet', () => memberToken({ claims: { nbf: seconds() + 600 } })],
    ['forged', 'edited', async () => edit(await memberToken(), 1, { sub: 'm2' })],
    [
      'forged',
      'old and edited',
      async () => edit(await memberToken({ claims: { exp: seconds() - 5 } }), 1, { sub: 'm2' }),
    ],
    ['forged', 'without a key', async () => edit(await memberToken(), 0, { kid: undefined })],
    ['forged', 'by no algorithm', async () => edit(await memberToken(), 0, { alg: 'none' })],
    ['forged', 'by another algorithm', async () => edit(await memberToken(), 0, { alg: 'HS256' })],
    ['forged', 'a session, edited', async () => edit(await guestToken(), 1, { sid: 'x' })],
    [
      'forged',
      'a session, edited to live on',
      async () => edit(await guestToken(new Date(0)), 1, { exp: 9_999_999_999 }),
    ],
    ['forged', 'a visit for a session', async () => edit(await visitToken(), 0, { typ: 'guest-session+jwt' })],
    ['malformed', 'no token', () => Promise.resolve('abcd')],
    ['malformed', 'parts that are no JSON', () => Promise.resolve('abcd.abcd.abcd')],
  ])('%s: %s', async (reason, _, token) => {
    expect((await refusal(bearer(await token()))).reason).toBe(reason);
  });

  test('forged: under an unknown key', async () => {
    const { issuer, jwksUri } = provider;
    // One that was asked for no other key just before.
    const identityTokens = new IdentityTokens({ kind: 'local', issuer, jwksUri, clientId: CLIENT_ID });
    const token = edit(await memberToken(), 0, { kid: 'other' });
    await expect(authenticate(bearer(token), { ...credentials, identityTokens })).rejects.toMatchObject({
      reason: 'forged',
    });
  });

  test('malformed: other headers', async () => {
    expect((await refusal({ authorization: ['Basic abc'] })).reason).toBe('malformed');
    expect((await refusal({ authorization: ['Bearer a', 'Bearer b'] })).reason).toBe('malformed');
  });

  test.each<[CredentialFlaw | null, string, () => Promise<readonly string[]>]>([
    [null, 'none', () => Promise.resolve([])],
    [null, 'good', async () => [await visitToken()]],
    ['expired', 'old', async () => [await visitToken(new Date(0))]],
    ['forged', 'edited', async () => [edit(await visitToken(), 1, { serial: 2 })]],
    ['forged', 'of another kind', async () => [await guestToken()]],
    ['forged', 'of the identity provider', async () => [await memberToken()]],
    ['forged', 'garbage', () => Promise.resolve(['garbage'])],
    ['forged', 'empty', () => Promise.resolve([''])],
    ['malformed', 'twice', async () => [await visitToken(), await visitToken()]],
  ])('a visit token: %s where it is %s', async (flaw, _, tokens) => {
    expect((await authenticate({ 'x-visit-token': await tokens() }, credentials)).visitFlaw).toBe(flaw);
  });
});

describe('a second factor', () => {
  const signIn = 'origin:s1';
  const claims = { origin_jti: 's1' };
  const header = (...tokens: readonly string[]): Headers => ({ 'x-step-up-token': tokens });
  const proof = async (of: object = {}, now?: Date) =>
    (await stepUpTokens.issue({ subject: 'm1', signIn, ...of }, serial, now)).token;
  const asMember = async (more: object = claims): Promise<Headers> => bearer(await memberToken({ claims: more }));

  test('is proved by a step-up token of this person in this sign-in', async () => {
    const headers = { ...(await asMember()), ...header(await proof()) };
    expect(await asks(headers)).toMatchObject({ subject: 'm1', signIn, hasSecondFactor: true });
  });

  test('ends when the serial of the person has been raised since', async () => {
    const headers = { ...(await asMember()), ...header(await proof()) };
    serial += 1;
    expect((await asks(headers)).hasSecondFactor).toBe(false);
    expect((await asks({ ...(await asMember()), ...header(await proof()) })).hasSecondFactor).toBe(true);
  });

  test('goes on being proved after a refresh, which keeps the mark of the sign-in', async () => {
    const refreshed = { ...claims, iat: Math.floor(Date.now() / 1000) - 5, jti: 'other' };
    expect((await asks({ ...(await asMember(refreshed)), ...header(await proof()) })).hasSecondFactor).toBe(true);
  });

  test('is bound to the time of the sign-in where the pool marks it by nothing else', async () => {
    const headers = await asMember({ auth_time: 1_790_000_000 });
    const of = { signIn: 'time:1790000000' };
    expect((await asks({ ...headers, ...header(await proof(of)) })).hasSecondFactor).toBe(true);
    expect((await asks({ ...headers, ...header(await proof({ signIn: 'time:1790000001' })) })).hasSecondFactor).toBe(
      false,
    );
  });

  test.each<[string, () => Promise<Headers>]>([
    ['none', async () => asMember()],
    ['one of another person', async () => ({ ...(await asMember()), ...header(await proof({ subject: 'm2' })) })],
    [
      'one of another sign-in',
      async () => ({ ...(await asMember()), ...header(await proof({ signIn: 'origin:s2' })) }),
    ],
    ['one that has expired', async () => ({ ...(await asMember()), ...header(await proof({}, new Date(0))) })],
    ['two good ones', async () => ({ ...(await asMember()), ...header(await proof(), await proof()) })],
    ['words', async () => ({ ...(await asMember()), ...header('proved') })],
    ['an empty one', async () => ({ ...(await asMember()), ...header('') })],
    ['the identity token', async () => ({ ...(await asMember()), ...header(await memberToken({ claims })) })],
    ['a guest session', async () => ({ ...(await asMember()), ...header((await guestSessions.issue()).token) })],
    [
      'a visit token',
      async () => ({ ...(await asMember()), ...header(await visitTokens.issue({ tenant: 'a', serial: 1 })) }),
    ],
    ['one in another header', async () => ({ ...(await asMember()), 'x-step-up': [await proof()] })],
    ['an identity token that tells no sign-in', async () => ({ ...(await asMember({})), ...header(await proof()) })],
    [
      'a claim of the identity token itself',
      async () => asMember({ ...claims, amr: ['mfa', 'otp'], mfa: true, 'custom:mfa': 'true', acr: '2' }),
    ],
  ])('is not proved by %s, and nothing else is refused', async (_, headers) => {
    expect(await asks(await headers())).toMatchObject({ roles: ['MEMBER'], subject: 'm1', hasSecondFactor: false });
  });

  test('is nothing that a visitor or a guest could have', async () => {
    expect(await asks(header(await proof()))).toEqual(visitor);
    const { token } = await guestSessions.issue();
    expect((await asks({ ...cookie(`__Host-guest=${token}`), ...header(await proof()) })).hasSecondFactor).toBe(false);
  });

  test('counts as proved for everybody where none is required', async () => {
    const relaxed: Credentials = { ...credentials, secondFactor: 'not required' };
    for (const headers of [{}, await asMember(), { ...(await asMember()), ...header('rubbish') }])
      expect((await authenticate(headers, relaxed)).caller.hasSecondFactor).toBe(true);
  });
});

describe('whose an access token is', () => {
  const access = { token_use: 'access', client_id: CLIENT_ID, aud: undefined };

  test('is its subject', async () => {
    const token = await memberToken({ claims: access });
    expect(await credentials.identityTokens.subjectOfAccessToken(token)).toBe('m1');
  });

  test.each<[string, object]>([
    ['an ID token', { ...access, token_use: 'id', aud: CLIENT_ID }],
    ['one of another client', { ...access, client_id: 'other' }],
    ['one of no client', { ...access, client_id: undefined }],
    ['one with the client as audience only', { ...access, client_id: undefined, aud: CLIENT_ID }],
    ['one of another issuer', { ...access, iss: 'https://example.com' }],
    ['an expired one', { ...access, exp: 1 }],
    ['one without an end', { ...access, exp: undefined }],
    ['one of nobody', { ...access, sub: undefined }],
  ])('%s is refused', async (_, claims) => {
    const token = await memberToken({ claims });
    await expect(credentials.identityTokens.subjectOfAccessToken(token)).rejects.toThrow();
  });

  test('and it is no credential', async () => {
    expect((await refusal(bearer(await memberToken({ claims: access })))).reason).toBe('foreign');
  });
});
