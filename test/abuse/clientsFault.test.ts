import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { isWrite } from '../support/RecordedCall';
import { SocketClient } from '../support/SocketClient';
import { placeInput, freshKey, orderingWorld } from '../support/ordering';
import { eventually, post, serverBeside } from './requests';
import { ALPHA } from './scene';

/*
 * What a client sends is the client's: nothing of it is called a fault of the server, by whatever way it comes, and nothing is written for it.
 */

const HALF = '\ud83d';
const PLACES: Readonly<Record<string, readonly [document: string, variables: Readonly<Record<string, unknown>>]>> = {
  'null in a list of ids': ['query ($b: ID = "x") { nodes(ids: [$b]) { id } }', { b: null }],
  'null for an id': ['query ($b: ID = "x") { node(id: $b) { id } }', { b: null }],
  'null for a condition of the whole': [
    'query ($b: Boolean = true) { viewer @include(if: $b) { roles } }',
    { b: null },
  ],
  'null for a condition deep down': ['query ($b: Boolean = true) { viewer { roles @skip(if: $b) } }', { b: null }],
  'null for a condition in a fragment': [
    'query ($b: Boolean = true) { viewer { ...V } } fragment V on Viewer { roles @skip(if: $b) }',
    { b: null },
  ],
  'null for a quantity': [
    `mutation ($q: Int = 1) { placeOrder(input: { shopId: "s", idempotencyKey: "k", customerName: "A", phoneNumber: "+4930123456", lines: [{ productId: "p", quantity: $q }] }) { order { id } } }`,
    { q: null },
  ],
  'null for a password': [
    'mutation ($p: String = "x") { signIn(input: { email: "a@example.com", password: $p }) { userErrors { code } } }',
    { p: null },
  ],
  'null for a consent': [
    'mutation ($c: Boolean) { registerCustomer(input: { displayName: "Ada", marketingConsent: $c }) { customer { id } } }',
    { c: null },
  ],
  'null for a type’s name': ['query ($n: String = "x") { __type(name: $n) { name } }', { n: null }],
  'a variable that no object keeps': ['query ($__proto__: ID!) { node(id: $__proto__) { id } }', {}],
  'half a character': ['query ($i: ID!) { node(id: $i) { id } }', { i: HALF }],
  'half a character in a filter': [
    `query ($c: String) { shop(id: "${ALPHA}") { products(category: $c) { nodes { id } } } }`,
    { c: `a${HALF}b` },
  ],
  'half a character in a cursor': [
    `query ($c: String) { shop(id: "${ALPHA}") { products(after: $c) { nodes { id } } } }`,
    { c: HALF },
  ],
  'half a character in a member’s name': ['query ($i: ID!) { node(id: $i) { id } }', { i: 'x', other: { [HALF]: 1 } }],
  'half a character in the document': [`{ node(id: "${HALF}") { id } }`, {}],
  'half a character as an escape': ['{ node(id: "\\ud83d") { id } }', {}],
  'half a character in a comment': [`{ viewer { roles } } # ${HALF}`, {}],
};

let api: ApiUnderTest;
let twin: { url: string };
let customer: RequestHeaders;
beforeAll(async () => {
  api = await ApiUnderTest.start(orderingWorld());
  twin = await serverBeside(api, {}, { executor: 'graphql-js' });
  customer = { ...(await api.customer1()), ...(await api.visit('alpha')) };
  await api.withStream();
});
afterAll(async () => api.close());

const BAD = { status: 400, code: expect.stringMatching(/^(BAD_USER_INPUT|GRAPHQL_PARSE_FAILED)$/) as string };

async function outcomes(url: string, query: string, variables: object): Promise<unknown[]> {
  const answers = [await post(url, query, {}, { variables }), await post(url, query, customer, { variables })];
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  if (!/\p{Surrogate}/u.test(query) && !query.startsWith('mutation')) {
    const response = await fetch(`${url}?${search.toString()}`, { headers: { 'apollo-require-preflight': 'true' } });
    const text = await response.text();
    answers.push({ status: response.status, headers: response.headers, text, body: JSON.parse(text) as object });
  }
  return answers.map(({ status, body }) => ({ status, code: body.errors?.[0]?.extensions.code as unknown }));
}

describe.each(Object.entries(PLACES))('%s', (_, [query, variables]) => {
  test('is the client’s fault, for everybody, by either executor', async () => {
    const all = [...(await outcomes(api.url, query, variables)), ...(await outcomes(twin.url, query, variables))];
    expect(all).toEqual(all.map(() => BAD));
  });
});

test('null counts only where it is asked for', async () => {
  const query = 'query ($b: ID = "x", $yes: Boolean!) { node(id: $b) @include(if: $yes) { id } viewer { roles } }';
  const { status } = await post(api.url, query, {}, { variables: { b: null, yes: false } });
  expect(status).toBe(200);
});

test('null in the second of two mutations: the first one is not made either', async () => {
  const place = (name: string, quantity: string) =>
    `${name}: placeOrder(input: { shopId: "${ALPHA}", idempotencyKey: "${freshKey()}", customerName: "Ada", phoneNumber: "+4930123456", lines: [{ productId: "${String((placeInput().lines as { productId: string }[])[0]?.productId)}", quantity: ${quantity} }] }) { order { id } }`;
  const query = `mutation ($q: Int = 1) { ${place('one', '1')} ${place('two', '$q')} }`;
  const { status, body, calls } = await api.execute(query, customer, { q: null });
  expect(status).toBe(400);
  expect(body.errors[0]).toMatchObject({
    message:
      'Expected no null in the argument "input" of the field "placeOrder", in a place that takes none: give a value to $q, or leave it out.',
    extensions: { code: 'BAD_USER_INPUT', argument: 'input' },
  });
  expect(calls.filter(isWrite)).toEqual([]);
});

test('a variable with the name of a method, left out, is not that method', async () => {
  const query =
    'query ($valueOf: String, $i: ID!) { node(id: $i) { id } shop(id: $i) { products(category: $valueOf) { nodes { id } } } }';
  const { status, body } = await post(api.url, query, {}, { variables: { i: ALPHA } });
  expect({ status, code: body.errors[0].extensions.code as unknown }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
  const given = await post(api.url, query, {}, { variables: { i: ALPHA, valueOf: 'Mains' } });
  expect(given.status).toBe(200);
});

describe('a subscription whose only field a condition leaves out', () => {
  const FOLLOW = (condition: string, variables = '') =>
    `subscription${variables} { orderChanged(orderId: "x") @${condition} { status } }`;
  const CASES: readonly [string, object][] = [
    [FOLLOW('skip(if: $s)', ' ($s: Boolean!)'), { s: true }],
    [FOLLOW('skip(if: $s)', ' ($s: Boolean!)'), { s: false }],
    [FOLLOW('include(if: $s)', ' ($s: Boolean = true)'), { s: null }],
    [FOLLOW('skip(if: true)'), {}],
    [FOLLOW('skip(if: null)'), {}],
    [FOLLOW('skip'), {}],
    [FOLLOW('skip(if: "x")'), {}],
  ];

  test.each(CASES)('%s with %j', async (query, variables) => {
    const expected = expect.stringMatching(/^(GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)$/) as string;
    const overHttp = await post(api.url, query, customer, { variables });
    const asEvents = await post(
      `${api.url}/stream`,
      query,
      { accept: 'text/event-stream', ...customer },
      { variables },
    );
    const client = await SocketClient.connect(api.url, {}, { headers: customer });
    const refusal = await client.refusal(client.subscribe(query, variables as never));
    client.close();
    expect([overHttp.status, asEvents.status]).toEqual([400, 400]);
    expect(
      [overHttp.body.errors, asEvents.body.errors, refusal].map(([{ extensions }]) => extensions.code as unknown),
    ).toEqual([expected, expected, expected]);
  });

  test('beside a query that is asked for', async () => {
    const query = `query Q { viewer { roles } } ${FOLLOW('skip(if: $s)', ' S($s: Boolean!)')}`;
    const { status } = await post(api.url, query, {}, { operationName: 'Q' });
    expect(status).toBe(400);
  });
});

describe('half a character beside a subscription', () => {
  test.each(['authorization', 'x-visit-token', 'x-step-up-token', 'x-on-denied'])(
    'in %s of connection_init',
    async (name) => {
      const client = await SocketClient.open(api.url);
      client.send({ type: 'connection_init', payload: { [name]: HALF } });
      await eventually(async () => Promise.resolve(client.messages.length > 0 || client.socket.readyState > 1));
      client.close();
      const { code } = await client.closed;
      expect([1005, 1006, 4401]).toContain(code);
    },
  );

  test.each([
    { documentId: HALF },
    { extensions: { persistedQuery: { version: 1, sha256Hash: HALF } } },
    { operationName: HALF },
    { variables: { [HALF]: 1 } },
  ])('in %j', async (more) => {
    const asked = { query: '{ viewer { roles } }', ...more };
    const { status } = await post(api.url, asked.query, {}, more);
    const client = await SocketClient.connect(api.url);
    const refusal = (await client.refusal(client.subscribe(asked.query, undefined, more))) as {
      extensions: { code: string };
    }[];
    client.close();
    expect([status === 500, refusal[0]?.extensions.code]).toEqual([false, 'BAD_USER_INPUT']);
  });
});

describe('what is no request at all', () => {
  test.each(['next', 'error', 'connection_ack'])(
    'a message %s, which only servers send, closes the socket',
    async (type) => {
      const client = await SocketClient.connect(api.url);
      client.send({ type, id: 'x', payload: type === 'error' ? [{ message: 'x' }] : {} });
      expect(await client.closed).toEqual({ code: 4400, reason: 'Expected a message that clients send' });
    },
  );

  test.each([{ variables: 'x' }, { extensions: [], variables: 1 }, { operationName: 5 }, {}])(
    '%j as server-sent events has a code',
    async (more) => {
      const response = await fetch(`${api.url}/stream`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ ...('variables' in more ? { query: '{ viewer { roles } }' } : {}), ...more }),
      });
      const { errors } = (await response.json()) as { errors: { extensions: unknown }[] };
      expect([response.status, errors[0]?.extensions]).toEqual([
        400,
        { code: 'BAD_USER_INPUT', requestId: expect.any(String) as string },
      ]);
    },
  );
});

test('none of it is logged as a fault of the server', () => {
  expect(api.log.written.filter((line) => line.includes('"event":"fault"') || /"level":(50|60)/.test(line))).toEqual(
    [],
  );
});
