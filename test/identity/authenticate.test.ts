import { authenticate, AuthenticationError, type Credentials, type Headers } from '../../src/identity/authenticate';
import type { Caller } from '../../src/identity/Caller';
import { GuestSessions } from '../../src/identity/GuestSessions';
import { IdentityTokens, IdentityUnavailableError } from '../../src/identity/IdentityTokens';
import { VisitTokens } from '../../src/identity/VisitTokens';
import { Cursors } from '../../src/storage/cursors';
import { CLIENT_ID, TestIdentityProvider } from '../support/TestIdentityProvider';
import { ringOf } from './keyRings';

const ring = ringOf(1);
const guestSessions = new GuestSessions({ keys: ring, lifetimeSeconds: 100 });
const visitTokens = new VisitTokens({ keys: ring, lifetimeSeconds: 100 });

let provider: TestIdentityProvider;
let credentials: Credentials;
beforeAll(async () => {
  provider = await TestIdentityProvider.start();
  const { issuer, jwksUri } = provider;
  credentials = {
    identityTokens: new IdentityTokens({ kind: 'local', issuer, jwksUri, clientId: CLIENT_ID }),
    guestSessions,
    visitTokens,
    guestCookieName: '__Host-guest',
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

const asks = (headers: Headers): Promise<Caller> => authenticate(headers, credentials);
const bearer = (token: string): Headers => ({ authorization: [`Bearer ${token}`] });
const cookie = (...values: readonly string[]): Headers => ({ cookie: values });

async function refusal(headers: Headers): Promise<AuthenticationError> {
  const failure: unknown = await asks(headers).catch((cause: unknown) => cause);
  if (failure instanceof AuthenticationError) return failure;
  throw new Error(`expected a refusal, got ${JSON.stringify(failure)}`);
}

const visitor: Caller = { roles: ['PASSER'], subject: null, email: null, guestSession: null, visit: null };
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
    await refusal(bearer(await new Cursors(ring).seal({ pk: 'a', sk: 'b' }, 'scope')));
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
