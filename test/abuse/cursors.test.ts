import { randomBytes } from 'node:crypto';
import { CompactEncrypt, SignJWT } from 'jose';
import { parseKeyRing } from '../../src/identity/signingKeys';
import { Cursors, type ListScope } from '../../src/storage/cursors';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld, order, orderId, ownership, SUBJECTS } from '../support/world';
import { post, serverBeside } from './requests';
import { ALPHA, BETA, orderNode } from './scene';
import { besideOwnership, placesRead } from './traffic';

const OF_CUSTOMER_1 = [1, 2, 3, 4, 5, 6];
const OF_CUSTOMER_2 = [11, 12, 13];

let api: ApiUnderTest;
let guest: Awaited<ReturnType<ApiUnderTest['guest']>>;

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...OF_CUSTOMER_1.flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 })),
    ...OF_CUSTOMER_2.flatMap((number) => order({ shopId: 'beta', number, customerId: SUBJECTS.customer2 })),
    ...['alpha', 'beta'].map((shopId) => ownership('owner-of-two', shopId)),
  ]);
  guest = await api.guest();
  await api.put([21, 22, 23].flatMap((number) => order({ shopId: 'alpha', number, guestSessionId: guest.sessionId })));
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => api.close());

interface List {
  readonly headers: () => Promise<RequestHeaders>;
  /** The list with these arguments in parentheses. */
  readonly query: (args: string) => string;
  readonly partition: string;
}

const page = '{ edges { cursor node { id } } pageInfo { hasNextPage endCursor } }';
const lists: Record<string, List> = {
  'orders of a shop': {
    headers: async () => api.signedIn('owner-of-two', 'shop-owners'),
    query: (args) => `{ shop(id: "${ALPHA}") { list: orders(${args}) ${page} } }`,
    partition: 'SHOP#alpha',
  },
  'products of a shop': {
    headers: async () => api.signedIn('owner-of-two', 'shop-owners'),
    query: (args) => `{ shop(id: "${ALPHA}") { list: products(${args}) ${page} } }`,
    partition: 'CATALOGUE#alpha',
  },
  'orders of a customer': {
    headers: async () => api.customer1(),
    query: (args) => `{ viewer { list: customer { orders(${args}) ${page} } } }`,
    partition: `CUSTOMER#${SUBJECTS.customer1}`,
  },
  'orders of a guest session': {
    headers: async () => Promise.resolve(guest.headers),
    query: (args) => `{ viewer { list: guestOrders(${args}) ${page} } }`,
    partition: `GUEST#`,
  },
};
const [ofShop, productsOfShop, ofCustomer, ofGuest] = Object.values(lists) as [List, List, List, List];

interface Connection {
  readonly edges: readonly { cursor: string; node: { id: string } }[];
  readonly pageInfo: { hasNextPage: boolean; endCursor: string };
}

function listIn({ body }: Pick<GraphQLAnswer, 'body'>): Connection {
  const [root] = Object.values(body.data as Record<string, { list: Connection & { orders?: Connection } }>);
  return root!.list.orders ?? root!.list;
}

async function firstCursor(list: List, args = 'first: 1'): Promise<string> {
  return listIn(await api.execute(list.query(args), await list.headers())).pageInfo.endCursor;
}

async function ask(list: List, after: string, args = 'first: 1', headers?: RequestHeaders): Promise<GraphQLAnswer> {
  return api.execute(list.query(`${args}, after: ${JSON.stringify(after)}`), headers ?? (await list.headers()));
}

function expectRefused({ status, body, calls }: GraphQLAnswer, { partition }: List): void {
  expect({ status, errors: body.errors }).toMatchObject({
    status: 400,
    errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }],
  });
  expect(body.data).toBeUndefined();
  expect(placesRead(calls).filter((place) => place.startsWith(partition) && !place.includes(' / '))).toEqual([]);
}

describe.each(Object.entries(lists))('Cursors: %s', (_name, list) => {
  it('a cursor leads to the next page', async () => {
    const [one, two] = listIn(await api.execute(list.query('first: 2'), await list.headers())).edges;
    const next = listIn(await ask(list, one!.cursor));
    expect(next.edges.map(({ node }) => node)).toEqual([two!.node]);
  });

  it('cannot be read: nothing of keys, callers and filters stands in it', async () => {
    const cursor = await firstCursor(list);
    for (const text of [cursor, Buffer.from(cursor, 'base64url').toString('latin1')])
      expect(text).not.toMatch(/(SHOP|ORDER|CUSTOMER|GUEST|CATALOGUE)#|alpha|customer-1|"pk"|position/);
    expect(await firstCursor(list)).toBe(cursor);
  });

  it('does not survive a changed character, wherever it is', async () => {
    const cursor = await firstCursor(list);
    const places = Array.from(cursor).flatMap((_, index) => (index % 7 === 0 ? [index] : []));
    for (const index of [...places, cursor.length - 1]) {
      const other = cursor[index] === 'A' ? 'B' : 'A';
      expectRefused(await ask(list, cursor.slice(0, index) + other + cursor.slice(index + 1)), list);
    }
  });

  it('is taken in one spelling only', async () => {
    const cursor = await firstCursor(list);
    const spellings = [
      `${cursor}=`,
      ` ${cursor}`,
      `${cursor}\n`,
      `${cursor}.`,
      cursor.slice(0, -1),
      cursor.toUpperCase(),
      `${cursor.slice(0, 4)}=${cursor.slice(4)}`,
      ...spareBitsChanged(cursor),
      encodeURIComponent(`${cursor} `),
      Buffer.from(cursor).toString('base64'),
    ];
    for (const spelling of spellings) expectRefused(await ask(list, spelling), list);
  });

  it('cannot be forged', async () => {
    const ring = parseKeyRing(api.environment.CURSOR_KEYS ?? '');
    const foreign = parseKeyRing(randomBytes(32).toString('base64url'));
    const position = { pk: 'SHOP#alpha', sk: `ORDER#${orderId(4)}` };
    const plain = Buffer.from(JSON.stringify({ position, scope: 'any' })).toString('base64url');
    const header = (fields: object) => Buffer.from(JSON.stringify(fields)).toString('base64url');
    const sealed = async (secret: Uint8Array, protectedHeader: Record<string, string>) =>
      new CompactEncrypt(new TextEncoder().encode(JSON.stringify({ position, scope: 'any' })))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'cursor+jwe', ...protectedHeader })
        .encrypt(secret);
    const forgeries = [
      '',
      '0',
      'null',
      'arrayconnection:1',
      Buffer.from('arrayconnection:1').toString('base64'),
      plain,
      Buffer.from(JSON.stringify(position)).toString('base64'),
      `${header({ alg: 'none' })}.${plain}.`,
      `${header({ alg: 'none', enc: 'none', typ: 'cursor+jwe', kid: ring[0].id })}..AAAA.${plain}.AAAA`,
      await new SignJWT({ position, scope: 'any' })
        .setProtectedHeader({ alg: 'HS256', typ: 'cursor+jwe', kid: ring[0].id })
        .sign(ring[0].secret),
      await sealed(foreign[0].secret, { kid: foreign[0].id }),
      await sealed(foreign[0].secret, { kid: ring[0].id }),
      await sealed(ring[0].secret, { kid: ring[0].id }),
      new Cursors(foreign).seal(position, { text: 'any', query: { index: null, partition: 'SHOP#alpha' } }),
      new Cursors(ring).seal(position, { text: 'any', query: { index: null, partition: 'SHOP#alpha' } }),
      'x'.repeat(10_240),
      '../../SHOP#alpha',
      'ＡＢＣ.ＤＥＦ',
      '\u0000',
    ];
    for (const forgery of forgeries) expectRefused(await ask(list, forgery), list);
  });

  it('is no other kind of token, and no other kind is a cursor', async () => {
    const cursor = await firstCursor(list);
    const bearer = (await api.customer1()).authorization?.slice('Bearer '.length) ?? '';
    const tokens = [bearer, (await api.guestSessions.issue()).token, (await api.visit('alpha'))['x-visit-token'] ?? ''];
    for (const token of tokens) expectRefused(await ask(list, token), list);
    for (const headers of [{ authorization: `Bearer ${cursor}` }, { cookie: `fieldgate_guest=${cursor}` }])
      expect((await api.execute('{ viewer { roles } }', headers)).status).toBe(401);
    const visit = await api.execute('{ visitedShop { id } }', { 'x-visit-token': cursor });
    expect(visit.body.data).toEqual({ visitedShop: null });
  });

  it('keeps leading on after the item it points at was deleted', async () => {
    const { edges } = listIn(await api.execute(list.query('first: 3'), await list.headers()));
    const position = await positionBehind(edges[0]!.cursor, list);
    const [item] = [...baseWorld(), ...allOrders()].filter(({ pk, sk }) => pk === position.pk && sk === position.sk);
    await api.remove(item!);
    try {
      const next = listIn(await ask(list, edges[0]!.cursor, 'first: 2'));
      expect(next.edges.map(({ node }) => node)).toEqual(edges.slice(1).map(({ node }) => node));
    } finally {
      await api.replace(item!);
    }
  });
});

/** All orders of this world, guests' included. */
function allOrders() {
  return [
    ...OF_CUSTOMER_1.flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 })),
    ...[21, 22, 23].flatMap((number) => order({ shopId: 'alpha', number, guestSessionId: guest.sessionId })),
  ];
}

/** The cursor with other bits in its last character that decoders ignore, where it has any. */
function spareBitsChanged(cursor: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(cursor.at(-1) ?? '');
  const changed = cursor.slice(0, -1) + (alphabet[last ^ 1] ?? '');
  const hasSpareBits = Buffer.from(changed, 'base64url').equals(Buffer.from(cursor, 'base64url'));
  return hasSpareBits ? [changed] : [];
}

/** What the server sees when it opens its own cursor. */
async function positionBehind(cursor: string, list: List): Promise<Record<string, string>> {
  const opened = jest.spyOn(Cursors.prototype, 'open');
  await ask(list, cursor);
  const position = opened.mock.results[0]!.value as Record<string, string>;
  opened.mockRestore();
  return position;
}

describe('Cursors: replayed elsewhere', () => {
  it('as another caller', async () => {
    expectRefused(await ask(ofCustomer, await firstCursor(ofCustomer), 'first: 1', await api.customer2()), ofCustomer);
    expectRefused(await ask(ofGuest, await firstCursor(ofGuest), 'first: 1', (await api.guest()).headers), ofGuest);
    expectRefused(await ask(ofShop, await firstCursor(ofShop), 'first: 1', await api.ownerA()), ofShop);
    const visit = await api.visit('alpha');
    const visitors = { ...productsOfShop, headers: async () => Promise.resolve(visit) };
    const asked = await ask(visitors, await firstCursor(visitors), 'first: 1', { ...guest.headers, ...visit });
    expectRefused(asked, visitors);
  });

  it('as the same person in another role', async () => {
    const cursor = await firstCursor(ofCustomer);
    const promoted = await api.signedIn(SUBJECTS.customer1, 'customers', 'shop-owners');
    expectRefused(await ask(ofCustomer, cursor, 'first: 1', promoted), ofCustomer);
    expect(listIn(await ask(ofCustomer, cursor)).edges).toHaveLength(1);
  });

  it.each([ofShop, productsOfShop])('in another shop of the same owner', async (list) => {
    const elsewhere = {
      ...list,
      query: (args: string) => list.query(args).replace(ALPHA, BETA),
      partition: 'SHOP#beta',
    };
    expectRefused(await ask(elsewhere, await firstCursor(list)), elsewhere);
    expectRefused(await ask(list, await firstCursor(elsewhere)), list);
  });

  it('under other filters, and back', async () => {
    const filters = [
      'first: 1',
      'first: 1, status: PENDING',
      'first: 1, status: READY',
      'first: 1, placedFrom: "2026-01-01T00:00:00Z"',
      'first: 1, placedTo: "2030-01-01T00:00:00Z"',
      'first: 1, status: PENDING, placedFrom: "2026-01-01T00:00:00Z"',
    ];
    for (const given of filters.filter((each) => !each.includes('READY'))) {
      const cursor = await firstCursor(ofShop, given);
      expect(listIn(await ask(ofShop, cursor, given)).edges).toHaveLength(1);
      for (const used of filters.filter((each) => each !== given))
        expectRefused(await ask(ofShop, cursor, used), ofShop);
    }
  });

  it('under another heading or availability of a catalogue', async () => {
    const filters = ['first: 1', 'first: 1, category: "Mains"', 'first: 1, availableOnly: true'];
    for (const given of filters) {
      const cursor = await firstCursor(productsOfShop, given);
      for (const used of filters.filter((each) => each !== given))
        expectRefused(await ask(productsOfShop, cursor, used), productsOfShop);
    }
  });

  it('in another list of the same caller', async () => {
    const given = await Promise.all([ofShop, productsOfShop].map(async (list) => firstCursor(list)));
    expectRefused(await ask(ofShop, given[1]!), ofShop);
    expectRefused(await ask(productsOfShop, given[0]!), productsOfShop);
    expectRefused(await ask(ofGuest, await firstCursor(ofCustomer)), ofGuest);
    const both = { ...ofShop, headers: async () => api.signedIn('owner-of-two', 'shop-owners', 'customers') };
    const ownOrders = { ...ofCustomer, headers: both.headers, partition: 'CUSTOMER#owner-of-two' };
    expectRefused(await ask(ownOrders, await firstCursor(both)), ownOrders);
  });

  it('with another page size is fine: that is not part of the list', async () => {
    const cursor = await firstCursor(ofShop);
    expect(listIn(await ask(ofShop, cursor, 'first: 100')).edges).toHaveLength(OF_CUSTOMER_1.length + 3 - 1);
  });

  it('after the permission is gone: denied like any other question, and nothing is read', async () => {
    const cursor = await firstCursor(ofShop);
    await api.remove(ownership('owner-of-two', 'alpha'));
    try {
      const answer = await ask(ofShop, cursor);
      expect(answer.body.data.shop.list).toBeNull();
      expect(answer.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', coordinate: 'Shop.orders' } }]);
      expect(placesRead(besideOwnership(answer.calls))).not.toContain('SHOP#alpha');
    } finally {
      await api.replace(ownership('owner-of-two', 'alpha'));
    }
  });
});

describe('Cursors: even with the server’s own key', () => {
  /** What a cursor of this list is bound to. */
  async function scopeOf(list: List): Promise<ListScope> {
    const sealed = jest.spyOn(Cursors.prototype, 'seal');
    await firstCursor(list);
    const [, scope] = sealed.mock.calls[0]!;
    sealed.mockRestore();
    return scope;
  }

  it('a position in another partition is refused; one in the right partition is taken', async () => {
    const cursors = new Cursors(parseKeyRing(api.environment.CURSOR_KEYS ?? ''));
    const scope = await scopeOf(ofShop);
    const at = (pk: string) =>
      cursors.seal({ pk, sk: `ORDER#${orderId(3)}` }, { ...scope, query: { index: null, partition: pk } });
    expect(listIn(await ask(ofShop, at('SHOP#alpha'))).edges[0]?.node).toEqual({ id: orderNode('alpha', 2) });
    expectRefused(await ask(ofShop, at('SHOP#beta')), ofShop);
  });

  it('the same in an index', async () => {
    const cursors = new Cursors(parseKeyRing(api.environment.CURSOR_KEYS ?? ''));
    const scope = await scopeOf(ofCustomer);
    const sk = `ORDER#${orderId(3)}`;
    const { index } = scope.query;
    const at = (gsi1pk: string) =>
      cursors.seal({ pk: 'SHOP#alpha', sk, gsi1pk, gsi1sk: sk }, { ...scope, query: { index, partition: gsi1pk } });
    const mine = await ask(ofCustomer, at(`CUSTOMER#${SUBJECTS.customer1}`));
    expect(listIn(mine).edges[0]?.node).toEqual({ id: orderNode('alpha', 2) });
    expectRefused(await ask(ofCustomer, at(`CUSTOMER#${SUBJECTS.customer2}`)), ofCustomer);
  });
});

describe('Cursors: keys rotate', () => {
  it('with an overlap: a cursor of the old key is taken, new ones are of the new key, and without overlap it is refused', async () => {
    const old = api.environment.CURSOR_KEYS ?? '';
    const fresh = randomBytes(32).toString('base64url');
    let cursor = await firstCursor(ofShop);
    const headers = await ofShop.headers();
    const askAt = async (keys: string) => {
      const server = await serverBeside(api, { CURSOR_KEYS: keys });
      const answer = await post(server.url, ofShop.query(`first: 1, after: "${cursor}"`), headers);
      await server.close();
      return answer;
    };
    const overlapping = listIn(await askAt(`${fresh},${old}`));
    expect(overlapping.edges).toHaveLength(1);
    expect((await askAt(fresh)).body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    cursor = overlapping.pageInfo.endCursor;
    expect(listIn(await askAt(fresh)).edges).toHaveLength(1);
    expect((await askAt(old)).body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
