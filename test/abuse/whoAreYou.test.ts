import { constants, createPublicKey, createSign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { exportJWK, generateKeyPair, jwtVerify, type CryptoKey, type JWK } from 'jose';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { CLIENT_ID } from '../support/TestIdentityProvider';
import { baseWorld, SUBJECTS } from '../support/world';
import { compact, edited, flipped, hs256, httpTrap } from './forgery';
import { post, postWithRawHeaders } from './requests';
import { ALPHA } from './scene';

const QUERY = `{ viewer { roles } shop(id: "${ALPHA}") { taxId } }`;

let api: ApiUnderTest;
let trap: Awaited<ReturnType<typeof httpTrap>>;
let publicKey: KeyObject;
let foreign: { publicKey: CryptoKey; privateKey: CryptoKey; jwk: JWK };

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  publicKey = createPublicKey({ key: api.identityProvider.jwk as JsonWebKey, format: 'jwk' });
  const pair = await generateKeyPair('RS256', { extractable: true });
  foreign = { ...pair, jwk: { ...(await exportJWK(pair.publicKey)), kid: 'foreign', alg: 'RS256', use: 'sig' } };
  trap = await httpTrap(() => ({ status: 200, body: { keys: [foreign.jwk] } }));
});
afterAll(async () => {
  await api.close();
  await trap.close();
});

/** An ID token of the owner of alpha as it should be, but for what is given. */
async function token(options: {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: CryptoKey;
}): Promise<string> {
  const header = options.header as { alg: string };
  return api.identityProvider.token({ ...options, header, subject: SUBJECTS.ownerA, groups: ['shop-owners'] });
}

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;
const bearer = (value: string): RequestHeaders => ({ authorization: `Bearer ${value}` });
const ask = async (value: string): Promise<GraphQLAnswer> => api.execute(QUERY, bearer(value));

function expectUnauthenticated({ status, body, headers }: Pick<GraphQLAnswer, 'status' | 'body' | 'headers'>): void {
  const error = { message: expect.any(String), extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) } };
  expect({ status, body }).toEqual({ status: 401, body: { errors: [error] } });
  expect(headers.get('www-authenticate')).toBe('Bearer');
  expect(headers.get('set-cookie')).toBeNull();
}

/** A usual payload; `token()` would sign it rightly. */
const payload = () => ({
  sub: SUBJECTS.ownerA,
  iss: api.identityProvider.issuer,
  aud: CLIENT_ID,
  token_use: 'id',
  iat: seconds(0),
  exp: seconds(3600),
  'cognito:groups': ['shop-owners'],
});
const usual = { alg: 'RS256', kid: 'test-key' };

type Forged = () => string | Promise<string>;

/** The pool's own private key under another algorithm than the pool's. */
function signedAs(alg: string, hash: string, isPss = false): Forged {
  return async () => {
    const { d, p, q, dp, dq, qi, n, e } = await exportJWK(api.identityProvider.keys.privateKey);
    const key = { kty: 'RSA', d, p, q, dp, dq, qi, n, e };
    const padding = isPss ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
    const sign = (input: string) =>
      createSign(hash)
        .update(input)
        .sign({ key: key as JsonWebKey, format: 'jwk', padding, saltLength: 32 } as never, 'base64url');
    return compact({ ...usual, alg }, payload(), sign);
  };
}

const pem = () => publicKey.export({ type: 'spki', format: 'pem' }).toString();

const forgeries: Record<string, Record<string, Forged>> = {
  'the signature': {
    'alg none without one': () => compact({ ...usual, alg: 'none' }, payload()),
    'alg None': () => compact({ ...usual, alg: 'None' }, payload()),
    'alg NONE with one': async () => edited(await token({}), 0, (header) => ({ ...header, alg: 'NONE' })),
    'alg missing': () => compact({ kid: 'test-key' }, payload()),
    'alg that is a list': () => compact({ ...usual, alg: ['none'] }, payload()),
    'HS256 with the public key as PEM': () => compact({ ...usual, alg: 'HS256' }, payload(), hs256(pem())),
    'HS256 with the trimmed PEM': () => compact({ ...usual, alg: 'HS256' }, payload(), hs256(pem().trim())),
    'HS256 with the PEM’s bytes': () =>
      compact({ ...usual, alg: 'HS256' }, payload(), hs256(publicKey.export({ type: 'spki', format: 'der' }))),
    'HS256 with the JWK as text': () =>
      compact({ ...usual, alg: 'HS256' }, payload(), hs256(JSON.stringify(api.identityProvider.jwk))),
    'HS256 with the modulus': () =>
      compact({ ...usual, alg: 'HS256' }, payload(), hs256((api.identityProvider.jwk as { n: string }).n)),
    'HS256 with nothing': () => compact({ ...usual, alg: 'HS256' }, payload(), hs256('')),
    'RS512 by the right key': signedAs('RS512', 'RSA-SHA512'),
    'RS384 by the right key': signedAs('RS384', 'RSA-SHA384'),
    'PS256 by the right key': signedAs('PS256', 'RSA-SHA256', true),
    'another key under the right id': async () => token({ key: foreign.privateKey }),
    'another key, its own id': async () => token({ key: foreign.privateKey, header: { kid: 'foreign' } }),
    'taken away': async () => (await token({})).replace(/[^.]*$/, ''),
    'cut short': async () => (await token({})).slice(0, -8),
    'of another token': async () => {
      const [one, two] = [await token({}), await token({ claims: { nonce: 'x' } })];
      return one.replace(/[^.]*$/, two.split('.')[2] ?? '');
    },
    'a changed character': async () => {
      const good = await token({});
      return flipped(good, good.length - 40);
    },
    'spare bits set': async () => {
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const good = await token({});
      return good.slice(0, -1) + (alphabet[alphabet.indexOf(good.at(-1) ?? '') ^ 1] ?? '');
    },
    padding: async () => `${await token({})}==`,
    'a fourth part': async () => `${await token({})}.AAAA`,
    'two parts': async () => (await token({})).split('.').slice(0, 2).join('.'),
  },
  'a key that the token brings along': {
    jwk: async () => token({ key: foreign.privateKey, header: { jwk: foreign.jwk } }),
    'jwk under the right id': async () =>
      token({ key: foreign.privateKey, header: { jwk: { ...foreign.jwk, kid: 'test-key' } } }),
    jku: async () => token({ key: foreign.privateKey, header: { kid: 'foreign', jku: `${trap.url}/jwks.json` } }),
    x5u: async () => token({ key: foreign.privateKey, header: { kid: 'foreign', x5u: `${trap.url}/cert.pem` } }),
    x5c: async () => token({ key: foreign.privateKey, header: { x5c: ['MIIB'] } }),
    'an issuer of its own': async () =>
      token({ key: foreign.privateKey, header: { kid: 'foreign' }, claims: { iss: trap.url } }),
    'a kid that is a URL': async () => token({ key: foreign.privateKey, header: { kid: `${trap.url}/jwks.json` } }),
  },
  'the key id': {
    missing: () => compact({ alg: 'RS256' }, payload(), () => 'AAAA'),
    'missing, rightly signed': async () => token({ header: { kid: undefined } }),
    null: async () => token({ header: { kid: null } }),
    'a number': async () => token({ header: { kid: 7 } }),
    'a list': async () => token({ header: { kid: ['test-key'] } }),
    'an object': async () => token({ header: { kid: { toString: 'test-key' } } }),
    empty: async () => token({ header: { kid: '' } }),
    'in another case': async () => token({ header: { kid: 'TEST-KEY' } }),
    'with a NUL': async () => token({ header: { kid: 'test-key\u0000' } }),
    'path-like': async () => token({ header: { kid: '../../../dev/null' } }),
    'SQL-like': async () => token({ header: { kid: "x' UNION SELECT 'secret" } }),
    __proto__: async () => token({ header: { kid: '__proto__' } }),
    constructor: async () => token({ header: { kid: 'constructor' } }),
    'of 5,000 letters': async () => token({ header: { kid: 'k'.repeat(5_000) } }),
  },
  'the time': {
    expired: async () => token({ claims: { exp: seconds(-1) } }),
    'expired long ago': async () => token({ claims: { iat: 1, exp: 2 } }),
    'expired at this very second': async () => token({ claims: { exp: seconds(0) } }),
    'no exp': async () => token({ claims: { exp: undefined } }),
    'exp null': async () => token({ claims: { exp: null } }),
    'exp as text': async () => token({ claims: { exp: String(seconds(3600)) } }),
    'exp a list': async () => token({ claims: { exp: [seconds(3600)] } }),
    'not valid yet': async () => token({ claims: { nbf: seconds(600) } }),
    'issued in the future': async () => token({ claims: { iat: seconds(86_400), exp: seconds(90_000) } }),
  },
  'for whom and from whom': {
    'another issuer': async () =>
      token({ claims: { iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other' } }),
    'the issuer with a slash': async () => token({ claims: { iss: `${api.identityProvider.issuer}/` } }),
    'the issuer in a list': async () => token({ claims: { iss: [api.identityProvider.issuer] } }),
    'no issuer': async () => token({ claims: { iss: undefined } }),
    'another client': async () => token({ claims: { aud: 'other-client' } }),
    'no client': async () => token({ claims: { aud: undefined } }),
    'a client with the right prefix': async () => token({ claims: { aud: `${CLIENT_ID}-2` } }),
    'an access token': async () => token({ claims: { token_use: 'access', aud: undefined, client_id: CLIENT_ID } }),
    'an access token with an audience': async () => token({ claims: { token_use: 'access', client_id: CLIENT_ID } }),
    'no token use': async () => token({ claims: { token_use: undefined } }),
    'a token use in another case': async () => token({ claims: { token_use: 'ID' } }),
    'no subject': async () => token({ claims: { sub: undefined } }),
    'an empty subject': async () => token({ claims: { sub: '' } }),
    'a subject that is a number': async () => token({ claims: { sub: 7 } }),
    'a subject that is a list': async () => token({ claims: { sub: [SUBJECTS.ownerA] } }),
  },
  'the payload': {
    'edited: more groups': async () =>
      edited(await token({}), 1, (claims) => ({ ...claims, 'cognito:groups': ['platform-admins'] })),
    'edited: another subject': async () =>
      edited(await token({}), 1, (claims) => ({ ...claims, sub: SUBJECTS.ownerB })),
    'edited: a later end': async () =>
      edited(await token({ claims: { exp: seconds(-60) } }), 1, (claims) => ({ ...claims, exp: seconds(3600) })),
    'that is no JSON': () =>
      `${compact(usual, payload()).split('.')[0] ?? ''}.${Buffer.from('{').toString('base64url')}.AAAA`,
    'that is null': () => compact(usual, null, () => 'AAAA'),
    'that is a list': () => compact(usual, [payload()], () => 'AAAA'),
  },
};

/** The whole vocabulary: nothing tells which check failed. */
const messages = ['The identity token is not valid or has expired.', 'Expected "Authorization: Bearer <token>".'];

const cells = Object.entries(forgeries).flatMap(([what, each]) => Object.keys(each).map((how) => [what, how] as const));

describe('Who are you: an identity token that is not good is refused, with one answer whatever is wrong', () => {
  it('the good one is taken', async () => {
    const answer = await ask(await token({}));
    expect(answer.body).toEqual({ data: { viewer: { roles: ['SHOP_OWNER'] }, shop: { taxId: 'canary-taxId-alpha' } } });
    const byHand = await signedAs('RS256', 'RSA-SHA256')();
    expect((await ask(byHand)).body.data.viewer).toEqual({ roles: ['SHOP_OWNER'] });
    const lowerCase = await api.execute(QUERY, { authorization: `bearer ${await token({})}` });
    expect(lowerCase.status).toBe(200);
  });

  it.each(cells)('%s: %s', async (what, how) => {
    const answer = await ask(await forgeries[what]![how]!());
    expectUnauthenticated(answer);
    expect(answer.calls).toEqual([]);
    expect(messages).toContain(answer.body.errors[0].message);
  });

  it('the forged HS256 signatures are right for whoever would take the public key as a secret', async () => {
    const forged = await forgeries['the signature']!['HS256 with the public key as PEM']!();
    await expect(jwtVerify(forged, new TextEncoder().encode(pem()))).resolves.toBeDefined();
  });

  it('no request is made to where a token points', () => {
    expect(trap.visits).toBe(0);
  });

  it.each([
    ['no scheme', 'eyJhbGciOiJub25lIn0.e30.'],
    ['Basic', 'Basic b3duZXI6cGFzcw=='],
    ['Bearer alone', 'Bearer'],
    ['Token', 'Token abc'],
    ['something that is no token', 'Bearer x'],
    ['a word', 'Bearer null'],
    ['a letter beyond ASCII', 'Bearer tök\u00e4n'],
    ['a quoted token', 'Bearer "abc.def.ghi"'],
    ['the query of a URL', 'Bearer ?access_token=abc'],
  ])('an Authorization header with %s is refused and never taken for a visitor', async (_what, authorization) => {
    const answer = await api.execute(QUERY, { authorization });
    expectUnauthenticated(answer);
    expect(answer.calls).toEqual([]);
  });

  it('several in one header are refused', async () => {
    const good = await token({});
    for (const value of [`Bearer ${good}, Bearer ${good}`, `Bearer ${good} ${good}`, `Bearer ${good},${good}`])
      expectUnauthenticated(await api.execute(QUERY, { authorization: value }));
  });

  it('two Authorization headers are refused, whichever is good and in whichever order', async () => {
    const good = `Bearer ${await token({})}`;
    const bad = `Bearer ${await token({ claims: { exp: seconds(-60) } })}`;
    for (const [one, two] of [
      [good, good],
      [good, bad],
      [bad, good],
      [good, ''],
      ['', good],
    ] as const) {
      const headers = [
        ['Authorization', one],
        ['authorization', two],
      ] as const;
      const { status, body } = await postWithRawHeaders(api.url, QUERY, headers);
      expect({ status, data: body.data }).toEqual({ status: 401, data: undefined });
    }
    const single = await postWithRawHeaders(api.url, QUERY, [['Authorization', good]]);
    expect(single.status).toBe(200);
  });

  it('an expired token is refused beside a valid guest cookie, too, and the cookie is left alone', async () => {
    const { token: session } = await api.guestSessions.issue();
    const cookie = `fieldgate_guest=${session}`;
    expect((await api.execute(QUERY, { cookie })).body.data.viewer).toEqual({ roles: ['GUEST'] });
    const expired = await token({ claims: { exp: seconds(-60) } });
    const answer = await api.execute(QUERY, { ...bearer(expired), cookie });
    expectUnauthenticated(answer);
    expect(answer.calls).toEqual([]);
  });
});

describe('Who are you: roles come from the groups of the verified token and from nowhere else', () => {
  const groups: readonly [what: string, value: unknown, roles: readonly string[]][] = [
    ['missing', undefined, []],
    ['null', null, []],
    ['an empty list', [], []],
    ['a string', 'platform-admins', []],
    ['a string with commas', 'customers,platform-admins', []],
    ['an object', { 0: 'platform-admins' }, []],
    ['a list in a list', [['platform-admins']], []],
    ['a list with a number in it', ['platform-admins', 7], []],
    ['unknown', ['administrators', 'root', 'PLATFORM_ADMIN', 'GUEST'], []],
    ['in another case', ['Platform-Admins', 'CUSTOMERS', 'Shop-Owners'], []],
    ['with blanks', [' platform-admins', 'customers '], []],
    ['with look-alikes', ['plаtform-admins', 'shop‐owners'], []],
    ['of JavaScript', ['__proto__', 'constructor', 'toString'], []],
    ['known', ['customers'], ['CUSTOMER']],
    ['known, twice', ['customers', 'customers'], ['CUSTOMER']],
    ['known beside unknown', ['nobody', 'shop-owners', 'Customers'], ['SHOP_OWNER']],
    ['all of them', ['platform-admins', 'shop-owners', 'customers'], ['CUSTOMER', 'SHOP_OWNER', 'PLATFORM_ADMIN']],
  ];

  it.each(groups)('groups %s', async (_what, value, roles) => {
    const claims = { 'cognito:groups': value };
    const answer = await ask(await token({ claims }));
    expect(answer.status).toBe(200);
    expect(answer.body.data.viewer).toEqual(roles.length === 0 ? null : { roles });
    if (roles.length === 0) {
      expect(answer.body.data.shop).toBeNull();
      expect(answer.calls).toEqual([]);
    }
    expect(answer.text.includes('canary-taxId-alpha')).toBe(roles.includes('SHOP_OWNER'));
  });

  it('no other claim gives one', async () => {
    const claims = {
      'cognito:groups': ['customers'],
      groups: ['platform-admins'],
      roles: ['PLATFORM_ADMIN'],
      role: 'SHOP_OWNER',
      scope: 'aws.cognito.signin.user.admin',
      'cognito:roles': ['arn:aws:iam::1:role/admin'],
      'custom:role': 'PLATFORM_ADMIN',
      'custom:groups': 'platform-admins',
      'custom:shops': 'alpha',
      email: 'admin@example.com',
    };
    expect((await ask(await token({ claims }))).body.data.viewer).toEqual({ roles: ['CUSTOMER'] });
  });

  it('no header and no part of the body does', async () => {
    const names = [
      'x-role',
      'x-roles',
      'x-user-role',
      'x-groups',
      'x-user-id',
      'x-amzn-oidc-identity',
      'x-forwarded-user',
      'x-remote-user',
      'cognito-groups',
      'role',
    ];
    const headers = Object.fromEntries(names.map((name) => [name, 'platform-admins']));
    const claims = {
      role: 'PLATFORM_ADMIN',
      roles: ['PLATFORM_ADMIN'],
      'cognito:groups': ['platform-admins'],
      sub: SUBJECTS.ownerA,
    };
    const more = { ...claims, variables: claims, extensions: claims, context: claims, user: claims };
    for (const caller of [{}, await api.customer1()]) {
      const { body } = await post(api.url, QUERY, { ...headers, ...caller }, more);
      expect(body.data.viewer).toEqual({ roles: 'authorization' in caller ? ['CUSTOMER'] : ['GUEST'] });
      expect(body.data.shop).toEqual({ taxId: null });
    }
  });

  it('a verified e-mail address that is an owner’s is no subject', async () => {
    const other = await api.identityProvider.token({
      subject: 'someone',
      groups: ['shop-owners'],
      email: 'owner-a@example.com',
    });
    expect((await ask(other)).body.data).toEqual({ viewer: { roles: ['SHOP_OWNER'] }, shop: { taxId: null } });
  });
});
