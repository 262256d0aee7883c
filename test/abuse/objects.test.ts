import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld, order, orderId, ownership, SUBJECTS } from '../support/world';
import { masked } from './requests';
import { ALPHA, BETA, customerNode, orderNode, productNode } from './scene';
import { askedOf, askedOfAnything, besideOwnership, placesRead, shapeOf, wireText } from './traffic';

const OF_CUSTOMER_1 = 1;
const OF_CUSTOMER_2 = 2;
const IN_BETA = 3;
const OF_GUEST = 4;
const OF_OTHER_GUEST = 5;

let api: ApiUnderTest;
let guest: Awaited<ReturnType<ApiUnderTest['guest']>>;

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...order({ shopId: 'alpha', number: OF_CUSTOMER_1, customerId: SUBJECTS.customer1 }),
    ...order({ shopId: 'alpha', number: OF_CUSTOMER_2, customerId: SUBJECTS.customer2 }),
    ...order({ shopId: 'beta', number: IN_BETA, customerId: SUBJECTS.customer2 }),
  ]);
  guest = await api.guest();
  const other = await api.guest();
  await api.put([
    ...order({ shopId: 'alpha', number: OF_GUEST, guestSessionId: guest.sessionId }),
    ...order({ shopId: 'alpha', number: OF_OTHER_GUEST, guestSessionId: other.sessionId }),
  ]);
});
afterAll(async () => api.close());

type Who = () => Promise<RequestHeaders>;
const visitor: Who = async () => Promise.resolve({});
const guestInAlpha: Who = async () => ({ ...guest.headers, ...(await api.visit('alpha')) });
const customer1: Who = async () => api.customer1();
const customer2: Who = async () => api.customer2();
const customerInBeta: Who = async () => ({ ...(await api.customer1()), ...(await api.visit('beta')) });
const ownerA: Who = async () => api.ownerA();
const ownerB: Who = async () => api.ownerB();
const ownerBInAlpha: Who = async () => ({ ...(await api.ownerB()), ...(await api.visit('alpha')) });
const ownerBAndCustomer: Who = async () => api.signedIn(SUBJECTS.ownerB, 'shop-owners', 'customers');
const admin: Who = async () => api.admin();
const nobody: Who = async () => api.signedIn('nobody');

interface Foreign {
  readonly type: 'Order' | 'Product' | 'Customer' | 'Shop';
  readonly id: string;
  readonly missing: readonly string[];
  readonly strangers: Record<string, Who>;
  readonly allowed: Who;
}

const missingOrders = [orderNode('alpha', 404), orderNode('no-such-shop', 1)];
const missingProducts = [productNode('alpha', 404), productNode('no-such-shop', 1)];
const foreign: Record<string, Foreign> = {
  'an order of another customer': {
    type: 'Order',
    id: orderNode('alpha', OF_CUSTOMER_2),
    missing: missingOrders,
    strangers: { visitor, guestInAlpha, customer1, ownerB, ownerBInAlpha, ownerBAndCustomer, admin, nobody },
    allowed: customer2,
  },
  'an order of another guest': {
    type: 'Order',
    id: orderNode('alpha', OF_OTHER_GUEST),
    missing: missingOrders,
    strangers: { visitor, guestInAlpha, customer1, ownerB, admin, nobody },
    allowed: ownerA,
  },
  'an order in another shop': {
    type: 'Order',
    id: orderNode('beta', IN_BETA),
    missing: [orderNode('beta', 404), orderNode('no-such-shop', 1)],
    strangers: { visitor, guestInAlpha, customer1, ownerA, admin, nobody },
    allowed: ownerB,
  },
  'a product without a visit': {
    type: 'Product',
    id: productNode('alpha', 1),
    missing: missingProducts,
    strangers: { visitor, customer1, customerInBeta, ownerB, ownerBInAlpha, ownerBAndCustomer, admin, nobody },
    allowed: guestInAlpha,
  },
  'another customer': {
    type: 'Customer',
    id: customerNode(SUBJECTS.customer2),
    missing: [customerNode('no-such-customer')],
    strangers: { visitor, guestInAlpha, customer1, ownerA, ownerBAndCustomer, admin, nobody },
    allowed: customer2,
  },
  'a shop, to those who see none': {
    type: 'Shop',
    id: ALPHA,
    missing: [toGlobalId('Shop', 'no-such-shop')],
    strangers: { admin, nobody },
    allowed: visitor,
  },
};
const fields: Record<Foreign['type'], string> = {
  Order:
    'id number internalNote customer { email } lines { name unitCost { amount } product { stock } } shop { taxId }',
  Product: 'id name stock margin { amount } shop { taxId }',
  Customer: 'id email orders { nodes { number } }',
  Shop: 'id name taxId orders { nodes { number } }',
};
const edges: Record<string, (type: string, id: string) => string> = {
  node: (type, id) => `{ node(id: "${id}") { __typename ... on ${type} { ${fields[type as Foreign['type']]} } } }`,
  nodes: (type, id) => `{ nodes(ids: ["${id}", "${id}"]) { ... on ${type} { ${fields[type as Foreign['type']]} } } }`,
  order: (_type, id) => `{ order(id: "${id}") { ${fields.Order} } }`,
  shop: (_type, id) => `{ shop(id: "${id}") { ${fields.Shop} } }`,
};
const rows = Object.entries(foreign).flatMap(([what, { type, strangers }]) =>
  Object.keys(edges)
    .filter((edge) => edge.startsWith('node') || edge === type.toLowerCase())
    .flatMap((edge) => Object.keys(strangers).map((who) => [what, edge, who] as const)),
);

function visibly({ status, headers, text, calls, cost }: GraphQLAnswer) {
  const { date: _date, 'x-request-id': _requestId, 'content-length': length, ...others } = Object.fromEntries(headers);
  // The points that are left grow while the test runs, by a digit now and then.
  const steady = Number(length) - String(cost?.throttleStatus.currentlyAvailable ?? '').length;
  return { status, headers: others, steady, text: masked(text), calls: shapeOf(calls) };
}

describe('Objects: what is another’s looks like what is not there, in every byte and every call', () => {
  it.each(rows)('%s by %s as %s', async (what, edge, who) => {
    const { type, id, missing, strangers } = foreign[what]!;
    const headers = await strangers[who]!();
    for (const wish of edge === 'nodes' ? ['mask', 'reject'] : ['error']) {
      const ask = async (asked: string) => api.execute(edges[edge]!(type, asked), { ...headers, 'x-on-denied': wish });
      const theirs = await ask(id);
      for (const nothing of missing) expect(visibly(theirs)).toEqual(visibly(await ask(nothing)));
      expect(masked(theirs.text)).not.toMatch(/canary|number-|4711/);
      const beyondFacts = askedOfAnything(besideOwnership(theirs.calls)).filter((name) => !isFact(name));
      expect(beyondFacts).toEqual([]);
    }
  });

  it.each(Object.keys(foreign))('%s is there for whoever may see it', async (what) => {
    const { type, id, allowed } = foreign[what]!;
    const answer = await api.execute(edges.node!(type, id), await allowed());
    expect(answer.body.data.node).toMatchObject({ __typename: type, id });
  });

  it('one’s own beside it is shown, and denied fields are counted on that alone', async () => {
    const ask = async (ids: string[]) =>
      api.execute(
        `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { number internalNote } } }`,
        await customer1(),
        { ids },
      );
    const mine = orderNode('alpha', OF_CUSTOMER_1);
    const beside = await ask([orderNode('alpha', OF_CUSTOMER_2), mine, orderNode('beta', IN_BETA)]);
    expect(beside.body.data.nodes).toEqual([null, { number: `number-${OF_CUSTOMER_1}`, internalNote: null }, null]);
    expect(beside.body.errors).toMatchObject([{ path: ['nodes', 1, 'internalNote'], extensions: { count: 1 } }]);
    expect(visibly(beside)).toEqual(visibly(await ask([orderNode('alpha', 404), mine, orderNode('beta', 404)])));
  });
});

function isFact(name: string): boolean {
  return ['customerId', 'guestSessionId', 'visitSerial'].includes(name);
}

describe('Objects: ids that are none', () => {
  const canonical = orderNode('alpha', OF_CUSTOMER_1);
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  const ulid = orderId(OF_CUSTOMER_1);
  const odd: Record<string, string> = {
    empty: '',
    'a blank': ' ',
    'a word': 'order',
    'padded with =': Buffer.from(`Order:alpha:${ulid}`).toString('base64').replace(/=*$/, '=='),
    'with a blank before it': ` ${canonical}`,
    'with a blank after it': `${canonical} `,
    'with a line break in it': `${canonical.slice(0, 8)}\n${canonical.slice(8)}`,
    'with a NUL': `${canonical}\u0000`,
    'with spare bits set': spareBits(encoded(`Order:alpha:${ulid}`)),
    'with + and /': canonical.replace(/^./, '+'),
    'encoded twice': encoded(canonical),
    'percent-encoded': canonical.replace(/^./, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    'not encoded': `Order:alpha:${ulid}`,
    'a table key': `SHOP#alpha/ORDER#${ulid}`,
    'key-like': encoded(`Order:alpha#ORDER:${ulid}`),
    'a separator in the shop': encoded(`Order:SHOP#alpha:${ulid}`),
    'a separator at the end': encoded(`Order:alpha:${ulid}#`),
    'a prefix of a key': encoded('Order:alpha:'),
    'with one value fewer': encoded('Order:alpha'),
    'with one value more': encoded(`Order:alpha:${ulid}:01`),
    'path-like': encoded(`Order:../alpha:${ulid}`),
    'a path': '../../etc/passwd',
    'a placeholder': encoded('Order:{shopId}:{orderId}'),
    'a wildcard': encoded('Order:alpha:*'),
    'Cyrillic letters': encoded(`Order:аlphа:${ulid}`),
    'full-width letters': encoded(`Order:ａｌｐｈａ:${ulid}`),
    'a combining accent': encoded(`Order:álpha:${ulid}`),
    'a zero-width blank': encoded(`Order:alpha\u200b:${ulid}`),
    'right-to-left': encoded(`Order:\u202ealpha:${ulid}`),
    'broken UTF-8': Buffer.from([0x4f, 0x72, 0xc3, 0x28, 0x3a, 0xff]).toString('base64url'),
    '10 kB': 'A'.repeat(10_240),
    '10 kB that decode to an order': encoded(`Order:${'a'.repeat(7_600)}:${ulid}`),
    'a type in another case': encoded(`order:alpha:${ulid}`),
    'a type that is not stored': encoded('ShopSales:alpha'),
    'the query itself': encoded('Query:alpha'),
    'an embedded type': encoded('Address:alpha'),
    'the interface': encoded(`Node:alpha:${ulid}`),
    'an introspection type': encoded('__Type:alpha'),
    __proto__: encoded(`__proto__:alpha:${ulid}`),
    constructor: encoded(`constructor:alpha:${ulid}`),
    'a type that is no Node': toGlobalId('OrderLine', 'alpha', ulid, '01'),
    'a key of another kind of row': encoded(`Ownership:${SUBJECTS.ownerA}:alpha`),
  };

  it.each(Object.entries(odd))('%s', async (_name, id) => {
    for (const headers of [await customer1(), await ownerA()]) {
      const query =
        'query ($id: ID!) { node(id: $id) { id } order(id: $id) { id } shop(id: $id) { id } nodes(ids: [$id]) { id } }';
      const answer = await api.execute(query, headers, { id });
      expect(answer.body).toEqual({ data: { node: null, order: null, shop: null, nodes: [null] } });
      expect(answer.calls).toEqual([]);
    }
  });

  it('the canonical one works', async () => {
    const answer = await api.execute(
      `{ node(id: "${canonical}") { id } order(id: "${canonical}") { id } }`,
      await customer1(),
    );
    expect(answer.body.data).toEqual({ node: { id: canonical }, order: { id: canonical } });
  });

  it.each([
    ['shop', orderNode('alpha', OF_CUSTOMER_1)],
    ['shop', productNode('alpha', 1)],
    ['shop', customerNode(SUBJECTS.customer1)],
    ['order', ALPHA],
    ['order', productNode('alpha', 1)],
    ['order', customerNode(SUBJECTS.customer1)],
  ])('%s(id) with an id of another type, which the caller may see, is null and reads nothing', async (root, id) => {
    const both = await api.signedIn(SUBJECTS.customer1, 'customers');
    const answer = await api.execute(`{ ${root}(id: "${id}") { id } }`, { ...both, ...(await api.visit('alpha')) });
    expect(answer.body).toEqual({ data: { [root]: null } });
    expect(answer.calls).toEqual([]);
  });

  it('a number is an id, and none that exists', async () => {
    const answer = await api.execute('{ node(id: 7) { id } }');
    expect(answer.body).toEqual({ data: { node: null } });
  });
});

/** The same bytes to a lenient decoder: the last character of a string of this length has bits to spare. */
function spareBits(id: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const changed = id.slice(0, -1) + (alphabet[alphabet.indexOf(id.at(-1) ?? '') ^ 1] ?? '');
  if (!Buffer.from(changed, 'base64url').equals(Buffer.from(id, 'base64url'))) throw new Error('expected spare bits');
  return changed;
}

describe('Objects: mixed owners in one request', () => {
  it('each alias is judged by itself', async () => {
    const numbers = [OF_CUSTOMER_1, OF_CUSTOMER_2, OF_GUEST, OF_OTHER_GUEST, 404];
    const aliases = Array.from({ length: 30 }, (_, index) => [`a${index}`, numbers[index % numbers.length]!] as const);
    const query = `{ ${aliases.map(([alias, number]) => `${alias}: order(id: "${orderNode('alpha', number)}") { note lines { name } }`).join(' ')} }`;
    const owners: [Who, number][] = [
      [customer1, OF_CUSTOMER_1],
      [customer2, OF_CUSTOMER_2],
      [guestInAlpha, OF_GUEST],
    ];
    for (const [who, own] of owners) {
      const answer = await api.execute(query, await who());
      for (const [alias, number] of aliases) {
        const note = `canary-note-${orderId(own)}`;
        if (number === own) expect(answer.body.data[alias]).toMatchObject({ note });
        else expect(answer.body.data[alias]).toBeNull();
      }
      for (const number of numbers.filter((each) => each !== own))
        expect(askedOf(answer.calls, 'SHOP#alpha', `ORDER#${orderId(number)}`)).toEqual([
          expect.stringMatching(/^(customerId|guestSessionId)$/),
        ]);
    }
  });
});

describe('Objects: the owner of one shop on everything of another', () => {
  const everything = `{
    shop(id: "${BETA}") {
      name legalName taxId payoutIban commissionRate visitToken visitTokenRotatedAt createdAt version
      orders { nodes { ${fields.Order} } } products { nodes { ${fields.Product} } }
      sales { total { amount } orderCount topProducts { product { name } } byDay { orderCount } }
    }
    order(id: "${orderNode('beta', IN_BETA)}") { ${fields.Order} }
    product: node(id: "${productNode('beta', 1)}") { ... on Product { ${fields.Product} } }
    customer: node(id: "${customerNode(SUBJECTS.customer2)}") { ... on Customer { ${fields.Customer} } }
  }`;

  it('shows what everyone may see of it and nothing else', async () => {
    const answer = await api.execute(everything, await ownerA());
    const { name, ...ownerOnly } = answer.body.data.shop as Record<string, unknown>;
    expect(name).toBe('name of beta');
    expect(Object.values(ownerOnly).every((value) => value === null)).toBe(true);
    expect(answer.body.data).toMatchObject({ order: null, product: null, customer: null });
    expect(wireText(answer.calls) + answer.text).not.toMatch(/canary|beta-p1/);
    expect(askedOf(answer.calls, 'SHOP#beta')).toEqual(['name']);
    expect(placesRead(besideOwnership(answer.calls))).toEqual(['SHOP#beta / SHOP']);
  });

  it('and everything to its owner', async () => {
    const answer = await api.execute(everything, await ownerB());
    expect(Object.values(answer.body.data.shop as object).every((value) => value !== null)).toBe(true);
    expect(answer.body.data.order).not.toBeNull();
    expect(answer.body.data.product).not.toBeNull();
    expect(answer.body.data.customer).toBeNull();
  });
});

describe('Objects: an administrator', () => {
  it('sees no row of any kind, on any edge, and none is read', async () => {
    const ids = [
      ALPHA,
      productNode('alpha', 1),
      orderNode('alpha', OF_CUSTOMER_1),
      customerNode(SUBJECTS.customer1),
      customerNode(SUBJECTS.admin),
    ];
    const answer = await api.execute(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { id }
        viewer { roles customer { id } shops { id } guestOrders { nodes { id } } guestSessionExpiresAt }
        shop(id: "${ALPHA}") { id } order(id: "${orderNode('alpha', OF_CUSTOMER_1)}") { id } }`,
      await admin(),
      { ids },
    );
    expect(answer.body.data).toEqual({
      nodes: ids.map(() => null),
      viewer: { roles: ['PLATFORM_ADMIN'], customer: null, shops: [], guestOrders: null, guestSessionExpiresAt: null },
      shop: null,
      order: null,
    });
    expect(answer.calls).toEqual([]);
  });

  it('not with a visit token either', async () => {
    const headers = { ...(await admin()), ...(await api.visit('alpha')) };
    const answer = await api.execute(
      `{ viewer { visitedShop { name } } node(id: "${productNode('alpha', 1)}") { id } }`,
      headers,
    );
    expect(answer.body).toEqual({ data: { viewer: { visitedShop: null }, node: null } });
    expect(askedOfAnything(answer.calls).filter((name) => !isFact(name))).toEqual([]);
  });

  it('who owns shops as well sees them by that role, and no others', async () => {
    await api.replace(ownership(SUBJECTS.admin, 'gamma'));
    const headers = await api.signedIn(SUBJECTS.admin, 'platform-admins', 'shop-owners');
    const { body } = await api.execute(`{ viewer { shops { taxId } } shop(id: "${ALPHA}") { name taxId } }`, headers);
    expect(body.data).toEqual({
      viewer: { shops: [{ taxId: 'canary-taxId-gamma' }] },
      shop: { name: 'name of alpha', taxId: null },
    });
    const without = await api.execute('{ viewer { shops { taxId } } }', await admin());
    expect(without.body).toEqual({ data: { viewer: { shops: [] } } });
    expect(without.calls).toEqual([]);
  });
});
