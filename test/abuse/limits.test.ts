import { getIntrospectionQuery } from 'graphql';
import { ApiUnderTest, type GraphQLAnswer } from '../support/ApiUnderTest';
import { baseWorld, order, SUBJECTS } from '../support/world';
import { post, serverBeside } from './requests';
import { ALPHA } from './scene';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...[1, 2, 3].flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 })),
  ]);
});
afterAll(async () => api.close());

const nested = (levels: number): string =>
  levels === 0 ? 'name' : `products(first: 1) { nodes { shop { ${nested(levels - 1)} } } }`;
const times = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(' ');

function expectTooComplex(
  { status, body, calls }: Pick<GraphQLAnswer, 'status' | 'body' | 'calls'>,
  limit: string,
): void {
  expect(status).toBe(400);
  expect(body.data).toBeUndefined();
  expect(body.errors).toEqual([
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'QUERY_TOO_COMPLEX', limit }) }),
  ]);
  expect(calls).toEqual([]);
}

describe('Abuse: documents that are large', () => {
  const refused: readonly [string, string, string][] = [
    ['depth', 'depth', `{ shop(id: "${ALPHA}") { ${nested(4)} } }`],
    ['depth in fragments', 'depth', `{ shop(id: "${ALPHA}") { ...A } } fragment A on Shop { ${nested(4)} }`],
    ['31 aliases', 'aliases', `{ ${times(31, (i) => `a${String(i)}: viewer { roles }`)} }`],
    ['31 aliases of __typename', 'aliases', `{ ${times(31, (i) => `a${String(i)}: __typename`)} }`],
    ['31 directives', 'directives', `{ viewer { ${times(31, () => 'roles @include(if: true)')} } }`],
    ['31 unknown directives', 'directives', `{ __typename ${'@aa'.repeat(31)} }`],
    ['31 directives on one variable', 'directives', `query ($a: Int ${'@aa'.repeat(31)}) { __typename }`],
    ['500 operations', 'operations', times(500, (i) => `query Q${String(i)} { __typename }`)],
    ['900 overlapping fields', 'fields', `{ shop(id: "${ALPHA}") { ${times(1100, () => 'name')} } }`],
    [
      '2^25 fields by fragments',
      'fields',
      `{ shop(id: "${ALPHA}") { ...F0 } } ${times(25, (i) => `fragment F${String(i)} on Shop { ...F${String(i + 1)} ...F${String(i + 1)} }`)} fragment F25 on Shop { name }`,
    ],
    [
      'circles',
      'recursion',
      `{ node(id: "${ALPHA}") { ... on Shop { x: name products { nodes { shop { name products { nodes { shop { products { nodes { shop { products { nodes { id } } } } } } } } } } } } } }`,
    ],
  ];

  it.each(refused)('%s: refused by %s, before anything is validated or read', async (_, limit, query) => {
    expectTooComplex(await api.execute(query, await api.ownerA()), limit === 'recursion' ? 'depth' : limit);
  });

  it('circles are refused where depth alone would let them through', async () => {
    const deep = await serverBeside(api, { MAX_DEPTH: '50' });
    const answer = await post(deep.url, `{ shop(id: "${ALPHA}") { ${nested(4)} } }`);
    expect(answer.body.errors[0].extensions).toMatchObject({
      code: 'QUERY_TOO_COMPLEX',
      limit: 'recursion',
      maximum: 3,
    });
  });

  it.each([
    ['5,000 fields', `{ viewer { ${times(5_000, () => 'roles')} } }`],
    ['4,000 operations', times(4_000, (i) => `query Q${String(i)} { __typename }`)],
  ])('%s are more tokens than are taken: a parser’s error, and no 500', async (_, query) => {
    const answer = await api.execute(query);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
  });

  it('a fragment that contains itself is invalid', async () => {
    const answer = await api.execute(
      '{ viewer { ...A } } fragment A on Viewer { roles ...B } fragment B on Viewer { ...A }',
    );
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });

  it('300 unknown fields: few errors, a small answer', async () => {
    const answer = await api.execute(`{ ${times(300, (i) => `unknown${String(i)}`)} }`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.length).toBeLessThanOrEqual(6);
    expect(answer.text.length).toBeLessThan(2_000);
  });

  it('5,000 bad values in a list variable: few errors, a small answer, no value told', async () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => ({ secret: index }));
    const answer = await api.execute('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {}, { ids });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.length).toBeLessThanOrEqual(6);
    expect(answer.text.length).toBeLessThan(2_000);
    expect(answer.text).not.toContain('secret');
  });

  it('the standard introspection query is not too large, and needs no place among the limits', async () => {
    const answer = await api.execute(getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true }));
    expect(answer.body.errors).toBeUndefined();
  });

  it('limits are those of the caller’s roles', async () => {
    const strict = await serverBeside(api, { MAX_ALIASES: '30,GUEST=2', MAX_DOCUMENT_TOKENS: '4000,GUEST=20' });
    const three = `{ ${times(3, (i) => `a${String(i)}: __typename`)} }`;
    expect((await post(strict.url, three)).body.errors[0].extensions).toMatchObject({ limit: 'aliases', maximum: 2 });
    expect((await post(strict.url, three, await api.customer1())).body.errors).toBeUndefined();
    const long = `{ viewer { ${times(20, () => 'roles')} } }`;
    expect((await post(strict.url, long)).body.errors[0].extensions).toMatchObject({ limit: 'tokens', maximum: 20 });
  });
});

describe('Abuse: texts that are long', () => {
  const MOST = 16_384;
  const long = (length = MOST + 1) => 'x'.repeat(length);
  const nested = (levels: number): unknown => (levels === 0 ? 'x' : [nested(levels - 1)]);
  const NODE = 'query ($id: ID!) { node(id: $id) { id } }';
  const asked: Readonly<Record<string, { query: string; variables?: Record<string, unknown> }>> = {
    'a variable': { query: NODE, variables: { id: long() } },
    'in a list': { query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: { ids: ['a', long()] } },
    'in an input': {
      query: 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }',
      variables: { input: { email: long(), password: 'x' } },
    },
    'a variable that is not declared': { query: NODE, variables: { id: 'x', other: { deep: [long()] } } },
    'the name of a variable': { query: NODE, variables: { id: 'x', [long()]: 1 } },
    'the name of a member': { query: NODE, variables: { id: 'x', other: { [long()]: 1 } } },
    'a literal': { query: `{ node(id: "${long()}") { id } }` },
    'a block of text': { query: `{ node(id: """${long()}""") { id } }` },
    'a number': { query: `{ node(id: ${'9'.repeat(MOST + 1)}) { id } }` },
    'a default of a variable': { query: `query ($id: ID = "${long()}") { viewer { roles } }`, variables: {} },
  };

  it.each(Object.entries(asked))(
    '%s: refused by its length, and nothing of it is told',
    async (_, { query, variables }) => {
      const answer = await api.execute(query, await api.ownerA(), variables);
      expectTooLong(answer, 'text', MOST);
    },
  );

  it.each([
    ['an alias', `{ ${long(129)}: viewer { roles } }`],
    ['a field that does not exist', `{ ${long(129)} }`],
    ['a variable', `query ($${long(129)}: Int) { viewer { roles } }`],
    ['an operation', `query ${long(129)} { viewer { roles } }`],
  ])('the name of %s: refused by its length, and nothing of it is told', async (_, query) => {
    expectTooLong(await api.execute(query), 'name', 128);
  });

  function expectTooLong({ status, body, text, calls }: GraphQLAnswer, limit: 'name' | 'text', maximum: number): void {
    const extensions = expect.objectContaining({ code: 'BAD_USER_INPUT', limit, maximum });
    expect([status, body.errors[0].extensions, calls]).toEqual([400, extensions, []]);
    const words = `Expected ${limit}s of at most ${maximum} characters, got one of ${maximum + 1}.`;
    expect([body.errors[0].message, text.length < 400]).toEqual([words, true]);
  }

  it('one character less is taken', async () => {
    for (const query of [`{ node(id: "${long(MOST)}") { id } }`, `{ ${long(128)}: viewer { roles } }`])
      expect((await api.execute(query)).body.errors).toBeUndefined();
    expect((await api.execute(NODE, {}, { id: long(MOST) })).body).toEqual({ data: { node: null } });
  });

  it('differs by role', async () => {
    const strict = await serverBeside(api, { MAX_TEXT_LENGTH: '100,GUEST=10' });
    const ask = async (length: number, headers = {}) =>
      (await post(strict.url, NODE, headers, { variables: { id: long(length) } })).status;
    expect([await ask(10), await ask(11)]).toEqual([200, 400]);
    expect([await ask(100, await api.customer1()), await ask(101, await api.customer1())]).toEqual([200, 400]);
  });

  it.each([
    ['declared', (value: unknown) => ({ id: value })],
    ['not declared', (value: unknown) => ({ id: 'x', other: value })],
  ])(
    'lists in lists in a variable that is %s: 32 levels, and 100,000 end in no fault of ours',
    async (_, variables) => {
      const few = await api.execute(NODE, {}, variables(nested(32)));
      expect(few.body.errors?.[0].extensions.limit).toBeUndefined();
      for (const levels of [33, 500]) {
        const { status, body } = await api.execute(NODE, {}, variables(nested(levels)));
        expect([status, body.errors[0].extensions]).toEqual([
          400,
          expect.objectContaining({ code: 'BAD_USER_INPUT', limit: 'levels', maximum: 32 }),
        ]);
      }
      const [before = '', after = ''] = JSON.stringify({ query: NODE, variables: variables('HERE') }).split('"HERE"');
      const body = `${before}${'['.repeat(100_000)}${']'.repeat(100_000)}${after}`;
      const answer = await fetch(api.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect([answer.status, JSON.parse(await answer.text()).errors[0].extensions.code]).toEqual([
        400,
        'BAD_USER_INPUT',
      ]);
    },
  );
});

describe('Abuse: the same again and again', () => {
  it('a list in variables has a length, before anybody looks at what is in it', async () => {
    const query = 'mutation ($i: PlaceOrderInput!) { placeOrder(input: $i) { userErrors { code } } }';
    const input = (count: number) => ({
      ...{ shopId: ALPHA, idempotencyKey: 'k', customerName: 'n', phoneNumber: '+4930123456' },
      lines: Array.from({ length: count }, () => ({ productId: '', quantity: -1 })),
    });
    const tooMany = await api.execute(query, {}, { i: input(201) });
    expect([tooMany.status, tooMany.body.errors[0].extensions]).toEqual([
      400,
      expect.objectContaining({ code: 'BAD_USER_INPUT', limit: 'items', maximum: 200 }),
    ]);
    const many = await api.execute(query, (await api.guest()).headers, { i: input(200) });
    expect([many.status, many.body.errors[0].extensions.fields.length]).toEqual([400, 10]);
    expect(many.text.length).toBeLessThan(3000);
  });

  it('an object in variables has as many members as a list has items', async () => {
    const members = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, 1]));
    const query = 'query ($id: ID!) { node(id: $id) { id } }';
    const ask = async (variables: Record<string, unknown>) => (await api.execute(query, {}, variables)).status;
    expect([await ask({ id: 'x', o: members(200) }), await ask({ id: 'x', o: members(201) })]).toEqual([200, 400]);
    expect(await ask({ id: 'x', ...members(200) })).toBe(400);
  });

  it('coordinates that nothing can have are not answered with', async () => {
    const query = 'query ($c: [String!]!) { viewer { access(coordinates: $c) { coordinate read } } }';
    const ask = async (length: number) => api.execute(query, {}, { c: ['x'.repeat(length)] });
    expect((await ask(300)).body.errors).toBeUndefined();
    const { status, body } = await ask(301);
    expect([status, body.errors[0].extensions]).toEqual([
      400,
      expect.objectContaining({ code: 'BAD_USER_INPUT', argument: 'coordinates' }),
    ]);
  });

  it('a document has so many lines, since each error tells its own', async () => {
    const lines = (count: number) => `${'\n'.repeat(count - 1)}{ viewer { roles } }`;
    expect((await api.execute(lines(5000))).body.errors).toBeUndefined();
    expectTooComplex(await api.execute(lines(5001)), 'lines');
  });

  it('2,800 errors of one answer: each with its place', async () => {
    const fields = times(28, (i) => `a${String(i)}: products(after: "bad", first: 1) { nodes { id } }`);
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) {\n... on Shop {\n${fields} } } }`;
    const { body } = await api.execute(query, await api.ownerA(), { ids: Array(100).fill(ALPHA) });
    expect(body.errors).toHaveLength(2800);
    expect(body.errors[99]).toMatchObject({ locations: [{ line: 3, column: 1 }], path: ['nodes', 99, 'a0'] });
    expect(body.errors[2799]).toMatchObject({ locations: [{ line: 3, column: 1476 }], path: ['nodes', 99, 'a27'] });
  });

  it.each([
    [
      'fragments that all spread each other',
      `{ ...F0 } ${times(40, (i) => `fragment F${String(i)} on Query { ${times(40, (j) => `...F${String(j)}`)} }`)}`,
    ],
    [
      'fragments that double, down to one that there is not',
      `{ ...F0 } ${times(60, (i) => `fragment F${String(i)} on Query { ...F${String(i + 1)} ...F${String(i + 1)} }`)}`,
    ],
  ])('%s: refused at once', async (_, query) => {
    const answer = await api.execute(query);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });
});

describe('Abuse: introspection where it is off', () => {
  it.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Shop") { name } }',
    '{ ...A } fragment A on Query { __schema { types { name } } }',
  ])('is refused: %s', async (query) => {
    const some = await serverBeside(api, { INTROSPECTION: 'SHOP_OWNER' });
    expect((await post(some.url, query)).body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect((await post(some.url, query, await api.ownerA())).body.errors).toBeUndefined();
    // What was found of the document for one caller is not taken for another.
    expect((await post(some.url, query, await api.customer1())).body.data).toBeUndefined();
  });
});

describe('Abuse: operations that cost much', () => {
  it('three nested lists by a variable are refused for what they could answer', async () => {
    const query = `query ($n: Int = 100) { shop(id: "${ALPHA}") { products(first: $n) { nodes { shop { orders(first: $n) { nodes { shop { products(first: $n) { nodes { name } } } } } } } } } }`;
    expectTooComplex(await api.execute(query, await api.ownerA(), { n: 100 }), 'cost');
    expect((await api.execute(query, await api.ownerA(), { n: 2 })).body.errors).toBeUndefined();
    // The default counts where the variable is not given.
    const unsaid = await api.execute(query, await api.ownerA(), {});
    expectTooComplex(unsaid, 'cost');
  });

  it.each([0, -1, 2 ** 31, 1e3, '5', 1.5, null])('first: %j is refused, or is a page', async (first) => {
    const query = `query ($first: Int) { shop(id: "${ALPHA}") { products(first: $first) { nodes { name } } } }`;
    const answer = await api.execute(query, await api.ownerA(), { first });
    if (first === null) expect(answer.body.errors).toBeUndefined();
    else
      expect([answer.status, answer.body.errors[0].extensions.code, answer.body.data]).toEqual([
        400,
        'BAD_USER_INPUT',
        undefined,
      ]);
  });

  it.each([
    ['a leaf is free', '{ __typename }', 0],
    ['an object is a point', '{ viewer { roles } }', 1],
    [
      'a page is its items, whatever way they are selected',
      `{ shop(id: "${ALPHA}") { products(first: 10) { nodes { name } } } }`,
      12,
    ],
    [
      'the larger of what an item could be',
      '{ node(id: "x") { id ... on Shop { address { city } } ... on Product { name } } }',
      2,
    ],
    ['an id is an object', '{ nodes(ids: ["a", "b", "c"]) { id } }', 3],
    ['what is skipped is free', '{ viewer @skip(if: true) { roles } }', 0],
    ['a mutation', 'mutation { startGuestSession { token } }', 11],
  ])('%s', async (_, query, requested) => {
    const { cost } = await api.execute(query, await api.ownerA());
    expect(cost?.requestedQueryCost).toBe(requested);
  });

  it.each([
    ['a query', `{ shop(id: "${ALPHA}") { name visitTokenRotatedAt } }`, 1],
    ['a mutation', 'mutation { startGuestSession { token expiresAt } }', 1 + 10],
  ])('%s pays for objects, not for values such as times', async (_, query, actual) => {
    const { cost, body } = await api.execute(query, await api.ownerA());
    expect(body.errors).toBeUndefined();
    expect(cost?.actualQueryCost).toBe(actual);
  });

  it('the answer tells what it did cost, and what is left', async () => {
    const query = `{ shop(id: "${ALPHA}") { orders(first: 50) { nodes { number } } } }`;
    const first = await api.execute(query, await api.ownerA());
    const second = await api.execute(query, await api.ownerA());
    expect(first.cost).toMatchObject({
      requestedQueryCost: 52,
      actualQueryCost: 1 + 1 + 3,
      throttleStatus: { maximumAvailable: 100_000_000, restoreRate: 10_000_000 },
    });
    const left = ({ cost }: GraphQLAnswer) => cost?.throttleStatus.currentlyAvailable ?? 0;
    // Unless the window ended in between.
    expect([5, left(first) - 100_000_000 + 5]).toContain(left(first) - left(second));
  });

  it('a date given by a variable costs what it costs written out', async () => {
    const statistics = (range: string) => `platformStatistics(${range}) { revenue { amount { amount } } }`;
    const written = await api.execute(`{ ${statistics('from: "2026-01-01", to: "2026-01-02"')} }`, await api.admin());
    const given = await api.execute(
      `query ($from: Date, $to: Date) { ${statistics('from: $from, to: $to')} }`,
      await api.admin(),
      { from: '2026-01-01', to: '2026-01-02' },
    );
    expect([given.status, given.body]).toEqual([200, written.body]);
    expect(given.body.errors).toBeUndefined();
    expect(given.cost?.requestedQueryCost).toBe(written.cost?.requestedQueryCost);
  });

  it('x-cost-debug adds what each field may cost, the dearest path seen at once', async () => {
    const query = `{ shop(id: "${ALPHA}") { mine: orders(first: 50) { ...Page } } } fragment Page on OrderConnection { nodes { total { amount } } }`;
    const { cost } = await api.execute(query, { ...(await api.ownerA()), 'x-cost-debug': '1' });
    expect(cost?.fields).toEqual([
      { path: ['shop'], definedCost: 1, requestedTotalCost: 102, requestedChildrenCost: 101 },
      { path: ['shop', 'mine'], definedCost: 1, requestedTotalCost: 101, requestedChildrenCost: 2 },
      { path: ['shop', 'mine', 'nodes'], definedCost: 1, requestedTotalCost: 2, requestedChildrenCost: 1 },
      { path: ['shop', 'mine', 'nodes', 'total'], definedCost: 1, requestedTotalCost: 1, requestedChildrenCost: 0 },
    ]);
    expect((await api.execute(query, await api.ownerA())).cost?.fields).toBeUndefined();
  });
});
