import { gzipSync } from 'node:zlib';
import type { ApiUnderTest, RequestHeaders } from '../support/ApiUnderTest';
import { PLACE, placeInput } from '../support/ordering';
import { orderId } from '../support/world';
import { compact, edited, flipped, hs256 } from './forgery';
import { ALPHA, BETA, orderNode, productNode } from './scene';

/** A request that means harm, or that looks as if; sent as it stands. */
export interface HostileRequest {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: RequestHeaders;
  readonly body?: string | Buffer;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const times = (count: number, of: (index: number) => string, separator = ' '): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(separator);

/** One request of every kind that the group "Abuse" and its neighbours name, and those of well-behaved callers among them. */
export async function hostileRequests(api: ApiUnderTest): Promise<HostileRequest[]> {
  const callers = await callersOf(api);
  const owner = callers.owner ?? {};
  return [
    ...documents().map(([name, query]) => posted(name, { query }, owner)),
    ...variables().map(([name, query, given]) => posted(name, { query, variables: given }, owner)),
    ...Object.entries(callers).map(([name, headers]) => posted(`as ${name}`, { query: ORDINARY }, headers)),
    ...(await credentials(api)).map(([name, headers]) => posted(name, { query: ORDINARY }, headers)),
    ...(await cursors(api, owner)),
    ...bodies(),
    ...forms(),
    ...writes(callers),
  ];
}

const ORDINARY = `{ viewer { roles } shop(id: "${ALPHA}") { name open products(first: 5) { nodes { name price { amount } } } } }`;

function posted(name: string, body: unknown, headers: RequestHeaders = {}): HostileRequest {
  return { name, method: 'POST', path: '/graphql', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

async function callersOf(api: ApiUnderTest): Promise<Record<string, RequestHeaders>> {
  const visit = await api.visit('alpha');
  return {
    visitor: {},
    guest: { ...(await api.guest()).headers, ...visit },
    customer: { ...(await api.customer1()), ...visit },
    owner: await api.ownerA(),
    'another owner': await api.ownerB(),
    administrator: await api.admin(),
  };
}

function documents(): [string, string][] {
  const nested = (levels: number): string =>
    levels === 0 ? 'name' : `products(first: 1) { nodes { shop { ${nested(levels - 1)} } } }`;
  return [
    ['nothing', ''],
    ['a comment', `#${'x'.repeat(100_000)}`],
    ['no GraphQL', 'SELECT * FROM shops'],
    ['10,000 braces', '{'.repeat(10_000)],
    ['10,000 lists', `{ nodes(ids: ${'['.repeat(10_000)}`],
    ['depth', `{ shop(id: "${ALPHA}") { ${nested(20)} } }`],
    ['depth just allowed', `{ shop(id: "${ALPHA}") { ${nested(2)} } }`],
    ['30 aliases', `{ ${times(30, (i) => `a${i}: viewer { roles }`)} }`],
    ['1,000 aliases', `{ ${times(1000, (i) => `a${i}: viewer { roles }`)} }`],
    ['1,000 aliases of __typename', `{ ${times(1000, (i) => `a${i}: __typename`)} }`],
    ['1,000 directives', `{ viewer { roles ${'@include(if: true) '.repeat(1000)} } }`],
    ['1,000 unknown directives', `{ __typename ${'@aa'.repeat(1000)} }`],
    ['900 overlapping fields', `{ shop(id: "${ALPHA}") { ${'name '.repeat(900)} } }`],
    ['300 unknown fields', `{ ${times(300, (i) => `canary${i}`)} }`],
    ['4,000 operations', times(500, (i) => `query Q${i} { __typename }`)],
    ['a fragment of itself', '{ ...A } fragment A on Query { ...A }'],
    ['fragments in a circle', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    [
      '2^25 fields by fragments',
      `{ shop(id: "${ALPHA}") { ...F0 } } ${times(25, (i) => `fragment F${i} on Shop { ...F${i + 1} ...F${i + 1} }`)} fragment F25 on Shop { name }`,
    ],
    ['introspection', '{ __schema { types { name fields { name args { name } type { name ofType { name } } } } } }'],
    ['circular introspection', `{ __schema { types { ${'fields { type { '.repeat(8)} name ${'} } '.repeat(8)} } } }`],
    ['a long string', `{ node(id: "${'x'.repeat(100_000)}") { id } }`],
    ['an unfinished string', `{ node(id: "${'x'.repeat(1000)}`],
    ['odd letters', '{ shop(id: "\u202e\ud83d\ude00\u0000") { name } }'],
    ['a typo', '{ viwer { roels } }'],
    ['a typo in a value', `{ shop(id: "${ALPHA}") { products(category: canary) { nodes { id } } } }`],
    ['a subscription', 'subscription { orders { id } }'],
  ];
}

function variables(): [string, string, unknown][] {
  const page = `query ($first: Int) { shop(id: "${ALPHA}") { products(first: $first) { nodes { name } } } }`;
  const node = 'query ($id: ID!) { node(id: $id) { id } }';
  const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  const deep = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  const ids = ['', '#', '../../etc/passwd', 'x'.repeat(10_000), ALPHA.toUpperCase(), `${ALPHA}==`, 'Ｓｈｏｐ', BETA];
  return [
    ...[0, -1, 2 ** 31, 1e3, '5', 1.5, null, [], {}].map((first): [string, string, unknown] => [
      `first ${JSON.stringify(first)}`,
      page,
      { first },
    ]),
    ...ids.map((id): [string, string, unknown] => [`id ${id.slice(0, 20)}`, node, { id }]),
    ['100 ids', nodes, { ids: Array.from({ length: 100 }, (_, index) => productNode('alpha', index)) }],
    ['101 ids', nodes, { ids: Array.from({ length: 101 }, () => ALPHA) }],
    ['5,000 bad values', nodes, { ids: Array.from({ length: 5000 }, () => ({})) }],
    ['lists in lists', nodes, { ids: deep(1000) }],
    ['a prototype', node, { id: ALPHA, toString: 1, ['__defineGetter__']: 1 }],
    ['another’s order', node, { id: orderNode('beta', 1) }],
    ['10,000 unknown variables', node, Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`v${i}`, i]))],
    ['three nested lists', NESTED_LISTS, { n: 100 }],
  ];
}

const NESTED_LISTS = `query ($n: Int) { viewer { shops { products(first: $n) { nodes { shop { orders(first: $n) { nodes { lines { name } } } } } } } } }`;

async function credentials(api: ApiUnderTest): Promise<[string, RequestHeaders][]> {
  const { identityProvider, guestSessions } = api;
  const good = await identityProvider.token({ subject: 'customer-1', groups: ['customers'] });
  const expired = await identityProvider.token({ subject: 'customer-1', claims: { exp: 1_000_000_000 } });
  const { token: guest } = await guestSessions.issue();
  const visit = (await api.visit('alpha'))['x-visit-token'] ?? '';
  const admin = edited(good, 1, (claims) => ({ ...claims, 'cognito:groups': ['platform-admins'] }));
  const tokens: Record<string, string> = {
    'no token': 'x',
    'an expired token': expired,
    'an edited token': admin,
    'no signature': compact({ alg: 'none', typ: 'JWT' }, { sub: 'customer-1' }),
    'a shared secret': compact({ alg: 'HS256', kid: 'test-key' }, { sub: 'customer-1' }, hs256('secret')),
    'an odd key id': await identityProvider.token({ subject: 'customer-1', header: { kid: '../../dev/null' } }),
    'a flipped guest token': flipped(guest, guest.length - 3),
    'a visit token': visit,
    '8 kB of nothing': 'x'.repeat(8000),
  };
  return [
    ...Object.entries(tokens).map(([name, token]): [string, RequestHeaders] => [
      name,
      { authorization: `Bearer ${token}` },
    ]),
    ['a bad scheme', { authorization: 'Basic eDp5' }],
    ['a bad cookie', { cookie: `fieldgate_guest=${flipped(guest, 20)}` }],
    ['a bad visit token', { 'x-visit-token': flipped(visit, 30) }],
    ['a guest’s visit token', { 'x-visit-token': guest }],
    ['a cookie from elsewhere', { cookie: `fieldgate_guest=${guest}`, origin: 'https://evil.test' }],
    ['a role in a header', { 'x-role': 'PLATFORM_ADMIN', 'x-forwarded-for': '127.0.0.1' }],
    ['a bad wish', { 'x-on-denied': 'ignore' }],
    ['a refusal', { 'x-on-denied': 'reject' }],
    ['what it costs', { 'x-cost-debug': '1' }],
    ['why', { 'x-explain': '1' }],
  ];
}

async function cursors(api: ApiUnderTest, owner: RequestHeaders): Promise<HostileRequest[]> {
  const list = `query ($after: String) { shop(id: "${ALPHA}") { products(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } } }`;
  const { body } = await api.execute(list, owner);
  const cursor = String(body.data.shop.products.pageInfo.endCursor);
  const forged = ['', 'x', cursor, flipped(cursor, 10), flipped(cursor, cursor.length - 2), `${cursor}${cursor}`];
  const unsigned = Buffer.from(JSON.stringify({ pk: 'SHOP#beta', sk: `ORDER#${orderId(1)}` })).toString('base64url');
  return [...forged, unsigned].map((after, index) =>
    posted(`cursor ${index}`, { query: list, variables: { after } }, owner),
  );
}

function bodies(): HostileRequest[] {
  const bad: Record<string, string | Buffer> = {
    'no JSON': '{"query":',
    'a list': '[]',
    'a batch': JSON.stringify(Array.from({ length: 20 }, () => ({ query: '{ __typename }' }))),
    'a number': '5',
    null: 'null',
    'lists in lists': '['.repeat(50_000),
    'a prototype': '{"query":"{ __typename }","__proto__":{"admin":true}}',
    'no UTF-8': Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
    'too much': JSON.stringify({ query: `{ node(id: "${'x'.repeat(1_000_000)}") { id } }` }),
    'a query that is none': '{"query":{"a":1},"variables":[],"operationName":7}',
    'two lines in a name': JSON.stringify({ query: 'query A { __typename }', operationName: 'A\r\n{"level":"fatal"}' }),
    'a persisted query': JSON.stringify({
      query: '{ __typename }',
      extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } },
    }),
  };
  const body = JSON.stringify({ query: '{ __typename }' });
  const typed = (name: string, headers: RequestHeaders, content: string | Buffer = body): HostileRequest => ({
    ...{ name, method: 'POST', path: '/graphql', headers, body: content },
  });
  return [
    ...Object.entries(bad).map(([name, content]) => typed(name, JSON_TYPE, content)),
    typed('plain text', { 'content-type': 'text/plain' }),
    typed('a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'query=%7B__typename%7D'),
    typed('a multipart form', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--'),
    typed('an odd charset', { 'content-type': 'application/json; charset=utf-16' }),
    typed('a gzip bomb', { ...JSON_TYPE, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(20_000_000, 0x20))),
  ];
}

function forms(): HostileRequest[] {
  const asked = (method: string, path: string, headers: RequestHeaders = {}): HostileRequest => ({
    ...{ name: `${method} ${path.slice(0, 30)}`, method, path, headers },
  });
  const mutation = encodeURIComponent('mutation { startGuestSession { expiresAt } }');
  return [
    asked('GET', '/graphql'),
    asked('GET', '/graphql?query=%7B__typename%7D'),
    asked('GET', '/graphql?query=%7B__typename%7D', { 'apollo-require-preflight': '1' }),
    asked('GET', `/graphql?query=${mutation}`, { 'apollo-require-preflight': '1' }),
    asked('GET', '/graphql?query=%7B__typename%7D&variables=%5B'),
    asked('GET', `/graphql?query=${'x'.repeat(8000)}`),
    asked('PUT', '/graphql'),
    asked('DELETE', '/graphql'),
    asked('OPTIONS', '/graphql', { origin: 'null', 'access-control-request-method': 'POST' }),
    asked('POST', '/graphql', { 'x-http-method-override': 'GET' }),
    asked('HEAD', '/readyz'),
    asked('GET', '/livez'),
    asked('GET', '/healthz'),
    asked('GET', '/.env'),
    asked('GET', '/graphql/..%2f..%2fetc'),
    asked('GET', '/%ff%fe'),
    asked('GET', `/${'a/'.repeat(2000)}`),
  ];
}

function writes({ guest = {}, customer = {}, owner = {} }: Record<string, RequestHeaders>): HostileRequest[] {
  const inputs: [string, Record<string, unknown>][] = [
    ['an order', {}],
    ['nothing of something', { lines: [{ productId: productNode('alpha', 1), quantity: 0 }] }],
    ['less than nothing', { lines: [{ productId: productNode('alpha', 1), quantity: -5 }] }],
    ['all of it', { lines: [{ productId: productNode('alpha', 1), quantity: 2 ** 31 - 1 }] }],
    [
      '1,000 lines',
      { lines: Array.from({ length: 1000 }, () => ({ productId: productNode('alpha', 1), quantity: 1 })) },
    ],
    ['another’s product', { lines: [{ productId: productNode('beta', 1), quantity: 1 }] }],
    ['a price', { total: 1 }],
    ['a prototype', { constructor: { prototype: {} } }],
    ['100 kB of a name', { customerName: 'x'.repeat(100_000) }],
    ['no phone', { phoneNumber: 'canary' }],
  ];
  const order = `mutation ($input: AdvanceOrderInput!) { advanceOrder(input: $input) { order { id } userErrors { code } } }`;
  const claim = `mutation ($input: ClaimGuestOrdersInput!) { claimGuestOrders(input: $input) { claimedCount } }`;
  return [
    ...inputs.map(([name, more]) => posted(name, { query: PLACE, variables: { input: placeInput(more) } }, guest)),
    posted(
      'another’s order',
      { query: order, variables: { input: { orderId: orderNode('beta', 1), to: 'ACCEPTED' } } },
      owner,
    ),
    posted('a made-up session', { query: claim, variables: { input: { guestSessionToken: 'x.y.z' } } }, customer),
    posted('a session for everybody', { query: 'mutation { startGuestSession { expiresAt } }' }),
  ];
}
