import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { postJson } from '../support/postJson';
import { baseWorld, order, product, shop, SUBJECTS } from '../support/world';
import { post, serverBeside } from './requests';
import { ALPHA, productNode } from './scene';

/*
 * Answers that are small in objects and large in bytes: no question, whatever it repeats, gets more bytes than MAX_ANSWER_BYTES, or
 * has the server make more. Both executors answer alike.
 */

const SMALL = 20_000;
/** A letter may take up to six bytes in JSON. */
const DENSE = { description: '\u0001'.repeat(2_000) };

let api: ApiUnderTest;
let servers: readonly { name: string; url: string }[];

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    shop('verbose', 'EUR', { description: 'x'.repeat(6_000) }),
    product('alpha', 'alpha-p8', { description: 'x'.repeat(2_000) }),
    product('alpha', 'alpha-p9', DENSE),
    ...[1, 2].flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1, lines: 3 })),
  ]);
  const names = ['levels', 'graphql-js'] as const;
  const small = { MAX_ANSWER_BYTES: String(SMALL), INTROSPECTION: 'GUEST,CUSTOMER,SHOP_OWNER,PLATFORM_ADMIN' };
  const started = await Promise.all(names.map((executor) => serverBeside(api, small, { executor })));
  servers = started.map(({ url }, index) => ({ url, name: names[index] ?? '' }));
});
afterAll(async () => api.close());

const times = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(' ');

const repeated = (id: string, count: number) => `[${times(count, () => JSON.stringify(id))}]`;

/** What both small servers answer to it, the same but for request ids. */
async function asked(query: string, headers: RequestHeaders = {}, more: Readonly<Record<string, unknown>> = {}) {
  const answers = [];
  for (const { url } of servers) answers.push(await post(url, query, headers, more));
  for (const { text } of answers) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(SMALL);
  return answers;
}

const VERBOSE = toGlobalId('Shop', 'verbose');
const LONG = productNode('alpha', 8);
const nodes = (count: number, selected: string, id = LONG) => `nodes(ids: ${repeated(id, count)}) { ${selected} }`;
const onProduct = '... on Product { description }';
const page = `products(first: 100) { nodes { description shop { name description } } }`;

describe('Abuse: answers that are large in bytes', () => {
  it('thirty aliases of one id a hundred times, by anybody: read once, and refused with the place', async () => {
    const ids = Array.from({ length: 100 }, () => VERBOSE);
    const asking = (aliases: number) =>
      `query ($ids: [ID!]!) { ${times(aliases, (i) => `a${String(i)}: nodes(ids: $ids) { ... on Shop { description } }`)} }`;
    const less = await api.execute(asking(1), {}, { ids });
    expect(less.body.data.a0).toEqual(ids.map(() => ({ description: 'x'.repeat(6_000) })));
    expect(less.calls).toHaveLength(1);
    const { status, body, calls } = await api.execute(asking(30), {}, { ids });
    expect([status, calls.length, body.data]).toEqual([400, 1, undefined]);
    expect(body.errors).toEqual([
      expect.objectContaining({
        path: ['a6', expect.any(Number), 'description'],
        extensions: expect.objectContaining({ code: 'QUERY_TOO_COMPLEX', limit: 'bytes', maximum: 4_000_000 }),
      }),
    ]);
  });

  it.each<[string, string, (string | number)[]]>([
    [
      'one text by many aliases',
      `{ node(id: "${LONG}") { ... on Product { ${times(25, (i) => `d${String(i)}: description`)} } } }`,
      ['node'],
    ],
    ['one id many times', `{ ${nodes(50, onProduct)} }`, ['nodes', 'description']],
    [
      'texts whose letters are many bytes',
      `{ ${nodes(2, onProduct, productNode('alpha', 9))} }`,
      ['nodes', 1, 'description'],
    ],
    ['many objects of nothing', `{ ${times(29, (i) => `a${String(i)}: ${nodes(100, '__typename')}`)} }`, ['a7']],
  ])('%s', async (_, query, path) => {
    for (const { status, body } of await asked(query, await api.ownerA())) {
      expect(status).toBe(400);
      expect(body.data).toBeUndefined();
      expect(body.errors).toEqual([
        expect.objectContaining({
          path: expect.arrayContaining(path),
          extensions: expect.objectContaining({ code: 'QUERY_TOO_COMPLEX', limit: 'bytes', maximum: SMALL }),
        }),
      ]);
    }
  });

  it('what there is room for is answered, to the last byte', async () => {
    const query = (count: number) => `{ ${nodes(count, onProduct)} }`;
    const owner = await api.ownerA();
    const most = Math.floor((SMALL - 20) / 2_020);
    for (const { status, body } of await asked(query(most), owner)) {
      expect([status, body.errors]).toEqual([200, undefined]);
      expect(body.data.nodes).toHaveLength(most);
    }
    for (const { status } of await asked(query(most + 1), owner)) expect(status).toBe(400);
  });

  it.each([
    [
      'introspection',
      `{ ${times(20, (i) => `a${String(i)}: __schema { types { name description fields { name description } } }`)} }`,
    ],
    ['data beside introspection', `{ __schema { queryType { name } } ${nodes(50, onProduct)} }`],
  ])('%s', async (_, query) => {
    for (const { status, body } of await asked(query, await api.ownerA()))
      expect([status, body.data, body.errors?.[0].extensions.limit]).toEqual([400, undefined, 'bytes']);
  });

  it('errors have their bytes, too', async () => {
    const failing = times(20, (i) => `${'a'.repeat(100)}${String(i)}: products(first: 101) { nodes { name } }`);
    const query = `{ ${times(9, (i) => `${'s'.repeat(120)}${String(i)}: shop(id: "${ALPHA}") { ${failing.slice(0, 1)}: name }`)} ${nodes(20, failing, ALPHA).replace('{', '{ ... on Shop {')} } }`;
    for (const { status, body } of await asked(query, await api.ownerA())) {
      expect(status).toBe(400);
      expect(body.errors.length).toBeGreaterThan(0);
    }
  });

  it('what a refused one has cost is paid for', async () => {
    const headers = await api.ownerA();
    const query = `{ ${nodes(50, onProduct)} }`;
    for (const { url } of servers) {
      const { text } = await postJson(url, headers, { query });
      const { cost } = (
        JSON.parse(text) as {
          extensions: { cost: { requestedQueryCost: number; throttleStatus: { currentlyAvailable: number } } };
        }
      ).extensions;
      const { text: next } = await postJson(url, headers, { query: '{ __typename }' });
      const left = (JSON.parse(next) as { extensions: { cost: { throttleStatus: { currentlyAvailable: number } } } })
        .extensions.cost.throttleStatus.currentlyAvailable;
      expect(cost.requestedQueryCost).toBe(50);
      expect(left).toBeLessThanOrEqual(100_000_000 - 50);
    }
  });

  it('an explanation that has no room is left out, and the answer is there', async () => {
    const headers = { ...(await api.admin()), 'x-explain': '1', 'x-cost-debug': '1' };
    const query = `{ ${times(25, (i) => `${'a'.repeat(100)}${String(i)}: viewer { roles }`)} ${times(1, (i) => `s${String(i)}: shop(id: "${ALPHA}") { ${page} }`)} }`;
    for (const { status, body } of await asked(query, headers)) {
      expect([status, body.extensions?.explain]).toEqual([200, undefined]);
      expect(body.data.s0).toBeDefined();
    }
  });
});

describe('Abuse: mutations whose answers are large in bytes', () => {
  const update = (number: number, stock: number, selected: string) =>
    `updateProduct(input: { productId: "${productNode('alpha', number)}", stock: ${String(stock)} }) { product { ${selected} } userErrors { code } }`;
  const many = times(12, (i) => `d${String(i)}: description`);

  it('what was made is told of as made, with or without its data; what has no room is not begun', async () => {
    const headers = await api.ownerA();
    const query = `mutation { first: ${update(1, 11, 'stock')} second: ${update(8, 12, many)} third: ${update(2, 13, 'stock')} }`;
    const answers = [];
    for (const { url } of servers) {
      await post(url, `mutation { ${update(2, 5, 'stock')} }`, headers);
      const { status, body } = await post(url, query, headers);
      const stocks = await post(
        url,
        `{ nodes(ids: ["${productNode('alpha', 1)}", "${LONG}", "${productNode('alpha', 2)}"]) { ... on Product { stock } } }`,
        headers,
      );
      answers.push({ status, body, stocks: stocks.body.data.nodes.map(({ stock }: { stock: number }) => stock) });
    }
    for (const { status, body, stocks } of answers) {
      expect(status).toBe(200);
      expect(body.data.first).toEqual({ product: { stock: 11 }, userErrors: [] });
      expect(body.errors[0]).toMatchObject({
        path: expect.arrayContaining(['second']),
        extensions: { code: 'QUERY_TOO_COMPLEX' },
      });
      expect(body.errors[1]).toMatchObject({
        path: ['third'],
        extensions: { code: 'QUERY_TOO_COMPLEX', limit: 'bytes' },
      });
      expect(stocks).toEqual([11, 12, 5]);
      expect(body.data.third).toBeNull();
    }
  });

  it('one that was made is never answered as refused', async () => {
    const headers = await api.ownerA();
    for (const { url } of servers) {
      const { status, body } = await post(url, `mutation { ${update(8, 20, many)} }`, headers);
      expect([status, 'data' in body]).toEqual([200, true]);
      expect(body.errors).toHaveLength(1);
    }
  });
});
