import { randomBytes } from 'node:crypto';
import { decodeProtectedHeader, SignJWT } from 'jose';
import { VisitTokens } from '../../src/identity/VisitTokens';
import { parseKeyRing } from '../../src/identity/signingKeys';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld, shop, SUBJECTS } from '../support/world';
import { compact, edited, flipped, hs256 } from './forgery';
import { post, postWithRawHeaders, serverBeside } from './requests';
import { ALPHA, BETA } from './scene';
import { askedOfAnything, placesRead } from './traffic';

const QUERY = `{ shop(id: "${ALPHA}") { name products(first: 1) { nodes { name } } } visitedShop { id } }`;
const IN = {
  shop: { name: 'name of alpha', products: { nodes: [{ name: 'name of alpha-p1' }] } },
  visitedShop: { id: ALPHA },
};
const OUT = { shop: { name: 'name of alpha', products: null }, visitedShop: null };

let api: ApiUnderTest;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
});
afterAll(async () => api.close());

const visiting = (token: string): RequestHeaders => ({ 'x-visit-token': token });
const good = async () => (await api.visit('alpha'))['x-visit-token'] ?? '';
const ask = async (token: string, caller: RequestHeaders = {}) => api.execute(QUERY, { ...caller, ...visiting(token) });

/** Grants nothing, refuses nothing else, says what it would take. */
function expectOutside({ status, body, calls }: GraphQLAnswer): void {
  expect(status).toBe(200);
  expect(body.data).toEqual(OUT);
  expect(body.errors).toHaveLength(1);
  expect(body.errors[0].extensions).toMatchObject({
    coordinate: 'Shop.products',
    requires: expect.stringContaining('current visit token'),
  });
  expect(placesRead(calls).filter((place) => /CATALOGUE|PRODUCT/.test(place))).toEqual([]);
}

/** Claims signed with the right key in the right form, unless changed. */
async function signed(claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
  const [key] = parseKeyRing(api.environment.VISIT_TOKEN_KEYS ?? '');
  const now = Math.floor(Date.now() / 1000);
  const usual = { tenant: 'alpha', serial: 1, iss: 'fieldgate', aud: 'fieldgate:visit', iat: now, exp: now + 60 };
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'visit+jwt', kid: key.id, ...header })
    .sign(key.secret);
}

describe('Who are you: the visit token', () => {
  it.each([
    ['a visitor', async () => Promise.resolve({})],
    ['a guest', async () => (await api.guest()).headers],
    ['a customer', async () => api.customer1()],
  ])('lets %s in', async (_who, headers) => {
    expect((await ask(await good(), await headers())).body).toEqual({ data: IN });
    expect((await api.execute(QUERY, await headers())).body.data).toEqual(OUT);
  });

  it('is good for its own shop only', async () => {
    const answer = await ask((await api.visit('beta'))['x-visit-token'] ?? '');
    expect(answer.body.data).toEqual({ ...OUT, visitedShop: { id: BETA } });
    expect(placesRead(answer.calls).filter((place) => place.startsWith('CATALOGUE'))).toEqual([]);
    const elsewhere = await api.execute(
      `{ shop(id: "${BETA}") { products { nodes { id } } } }`,
      visiting(await good()),
    );
    expect(elsewhere.body.data).toEqual({ shop: { products: null } });
  });

  it('proves where somebody is, not who: it opens nothing of an owner or a customer', async () => {
    const query = `{ viewer { roles customer { id } shops { id } } shop(id: "${ALPHA}") { taxId visitToken products { nodes { stock } } } }`;
    const { body } = await api.execute(query, visiting(await good()));
    expect(body.data.viewer).toEqual({ roles: ['GUEST'], customer: null, shops: [] });
    expect(body.data.shop).toMatchObject({ taxId: null, visitToken: null });
    expect(body.data.shop.products.nodes[0]).toEqual({ stock: null });
  });

  it('is worth nothing to the owner of another shop: owners see products of their own only', async () => {
    const { body } = await ask(await good(), await api.ownerB());
    expect(body.data.shop).toEqual({ name: 'name of alpha', products: null });
  });

  it('dies at its very second', async () => {
    const keys = parseKeyRing(randomBytes(32).toString('base64url'));
    const tokens = new VisitTokens({ keys, lifetimeSeconds: 100 });
    const token = await tokens.issue({ tenant: 'alpha', serial: 1 }, new Date(1_000_000));
    await expect(tokens.verify(token, new Date(1_099_999))).resolves.toEqual({ tenant: 'alpha', serial: 1 });
    await expect(tokens.verify(token, new Date(1_100_000))).rejects.toThrow();
    const now = Math.floor(Date.now() / 1000);
    expectOutside(await ask(await signed({ exp: now })));
    expectOutside(await ask(await signed({ exp: now - 3600 })));
    expect((await ask(await signed({ exp: now + 600 }))).body.data).toEqual(IN);
  });

  it('is worthless at once when its serial is rotated, and so is a guess at another serial', async () => {
    const [first, second] = [await good(), (await api.visit('alpha', 2))['x-visit-token'] ?? ''];
    expectOutside(await ask(second));
    await api.replace(shop('alpha', 'EUR', { visitSerial: 2 }));
    try {
      expectOutside(await ask(first));
      expect((await ask(second)).body.data).toEqual(IN);
      for (const serial of [0, -1, 3, 2 ** 53, 1.5]) expectOutside(await ask(await signed({ serial })));
      const shown = await api.execute('{ viewer { shops { visitToken } } }', await api.ownerA());
      expect((await ask(shown.body.data.viewer.shops[0].visitToken as string)).body.data).toEqual(IN);
    } finally {
      await api.replace(shop('alpha'));
    }
    expect((await ask(first)).body.data).toEqual(IN);
  });

  it('does not open a shop that keeps no serial, or one of another type', async () => {
    try {
      for (const visitSerial of [undefined, null, '1', [1], true]) {
        const { visitSerial: _replaced, ...item } = shop('alpha');
        await api.replace({ ...item, ...(visitSerial !== undefined && { visitSerial }) });
        for (const serial of [1, undefined, null, '1', true]) expectOutside(await ask(await signed({ serial })));
      }
    } finally {
      await api.replace(shop('alpha'));
    }
  });

  it('reads of the shop no more than the serial to find out', async () => {
    const answer = await api.execute(
      '{ visitedShop { id } }',
      visiting((await api.visit('alpha', 9))['x-visit-token'] ?? ''),
    );
    expect(answer.body).toEqual({ data: { visitedShop: null } });
    expect(askedOfAnything(answer.calls)).toEqual(['visitSerial']);
    expect(placesRead(answer.calls)).toEqual(['SHOP#alpha / SHOP']);
  });
});

describe('Who are you: a visit token that is not good grants nothing and refuses nothing else', () => {
  const claims = { tenant: 'alpha', serial: 1, iss: 'fieldgate', aud: 'fieldgate:visit', iat: 1, exp: 9_999_999_999 };
  const forgeries: Record<string, () => Promise<string>> = {
    'a word': async () => Promise.resolve('alpha'),
    'a number': async () => Promise.resolve('1'),
    empty: async () => Promise.resolve(''),
    'a guess': async () => Promise.resolve(randomBytes(32).toString('base64url')),
    'the plain claims': async () =>
      Promise.resolve(Buffer.from(JSON.stringify({ tenant: 'alpha', serial: 1 })).toString('base64url')),
    'alg none': async () => compact({ ...decodeProtectedHeader(await good()), alg: 'none' }, claims),
    'alg none under a signature': async () => edited(await good(), 0, (header) => ({ ...header, alg: 'none' })),
    'another key under the right id': async () =>
      compact(decodeProtectedHeader(await good()), claims, hs256(randomBytes(32))),
    'an empty key': async () => compact(decodeProtectedHeader(await good()), claims, hs256('')),
    'no key id': async () => signed({}, { kid: undefined }),
    'another algorithm': async () => signed({}, { alg: 'HS512' }),
    'another type': async () => signed({}, { typ: 'guest-session+jwt' }),
    'another audience': async () => signed({ aud: 'fieldgate:guest-session' }),
    'another issuer': async () => signed({ iss: 'elsewhere' }),
    'no end': async () => signed({ exp: undefined }),
    'not valid yet': async () => signed({ nbf: Math.floor(Date.now() / 1000) + 600 }),
    'edited: another shop': async () =>
      edited((await api.visit('beta'))['x-visit-token'] ?? '', 1, (content) => ({ ...content, tenant: 'alpha' })),
    'edited: a later serial': async () => edited(await good(), 1, (content) => ({ ...content, serial: 2 })),
    'a changed character of the payload': async () => flipped(await good(), (await good()).indexOf('.') + 20),
    'a changed character of the signature': async () => flipped(await good(), (await good()).length - 10),
    padding: async () => `${await good()}=`,
    'a shop that is no key value': async () => signed({ tenant: 'alpha#x' }),
    'a shop that is path-like': async () => signed({ tenant: '../alpha' }),
    'a shop that is a list': async () => signed({ tenant: ['alpha'] }),
    'a shop in another case': async () => signed({ tenant: 'ALPHA' }),
    'a shop that is not there': async () => signed({ tenant: 'no-such-shop' }),
    'no shop': async () => signed({ tenant: undefined }),
    '8 kB': async () => Promise.resolve('A'.repeat(8_192)),
  };

  it.each(Object.keys(forgeries))('%s', async (how) => {
    expectOutside(await ask(await forgeries[how]!()));
  });

  it('an owner sees their own products beside it', async () => {
    const { body } = await ask('forged', await api.ownerA());
    expect(body).toEqual({ data: { ...IN, visitedShop: null } });
  });

  it('two headers are none', async () => {
    const token = await good();
    const { status, body } = await postWithRawHeaders(api.url, QUERY, [
      ['x-visit-token', token],
      ['X-Visit-Token', token],
    ]);
    expect({ status, data: body.data }).toEqual({ status: 200, data: OUT });
    const once = await postWithRawHeaders(api.url, QUERY, [['X-VISIT-TOKEN', token]]);
    expect(once.body.data).toEqual(IN);
  });

  it('is taken from no other place: URL, cookie, body, other headers', async () => {
    const token = await good();
    const url = `${api.url}?${new URLSearchParams({ 'x-visit-token': token, visitToken: token }).toString()}`;
    const headers = { cookie: `x-visit-token=${token}; visit=${token}`, 'visit-token': token, 'x-visit': token };
    const more = { variables: { visitToken: token }, extensions: { 'x-visit-token': token }, 'x-visit-token': token };
    expect((await post(url, QUERY, headers, more)).body.data).toEqual(OUT);
  });

  it('keys rotate with an overlap', async () => {
    const token = await good();
    const fresh = randomBytes(32).toString('base64url');
    const askAt = async (keys: string) => {
      const server = await serverBeside(api, { VISIT_TOKEN_KEYS: keys });
      const seen = (await post(server.url, QUERY, visiting(token))).body.data as unknown;
      const shown = await post(
        server.url,
        '{ viewer { shops { visitToken } } }',
        await api.signedIn(SUBJECTS.ownerA, 'shop-owners'),
      );
      await server.close();
      return { seen, kid: decodeProtectedHeader(shown.body.data.viewer.shops[0].visitToken as string).kid };
    };
    const { id } = parseKeyRing(fresh)[0];
    expect(await askAt(`${fresh},${api.environment.VISIT_TOKEN_KEYS ?? ''}`)).toEqual({ seen: IN, kid: id });
    expect(await askAt(fresh)).toEqual({ seen: OUT, kid: id });
  });
});
