import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { REGISTER, UPDATE_PROFILE } from '../support/customers';
import {
  ANNOTATE,
  codeOf,
  freshKey,
  orderingWorld,
  outcomeOf,
  PLACE,
  placed,
  placeInput,
  productNode,
  shopNode,
} from '../support/ordering';

/* Texts that people read: kept in one form, on one line where one is expected, and never such that nothing is to be seen of them. */

const UPDATE_PRODUCT =
  'mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { product { name category description supplier } userErrors { code } } }';
const UPDATE_SHOP = `mutation ($input: UpdateShopInput!) { updateShop(input: $input) { shop { name description legalName taxId address { street city postalCode } } userErrors { code } } }`;
const OF_CATEGORY = `query ($id: ID!, $c: String) { shop(id: $id) { products(category: $c) { nodes { category } } } }`;

let api: ApiUnderTest;
let customer: RequestHeaders;
let owner: RequestHeaders;
let order: string;
beforeAll(async () => {
  api = await ApiUnderTest.start(orderingWorld());
  customer = { ...(await api.customer1()), ...(await api.visit('alpha')) };
  owner = await api.ownerA();
  order = await placed(api, customer);
});
afterAll(async () => api.close());

type Field = readonly [name: string, write: (text: string) => Promise<Awaited<ReturnType<ApiUnderTest['execute']>>>];
const onProduct = (name: string): Field => [
  `the ${name} of a product`,
  (text) => api.execute(UPDATE_PRODUCT, owner, { input: { productId: productNode('alpha', 1), [name]: text } }),
];
const onShop = (name: string, inAddress = false): Field => [
  `the ${name} of a shop`,
  (text) => {
    const field = { [name]: text };
    return api.execute(UPDATE_SHOP, owner, {
      input: { shopId: shopNode('alpha'), ...(inAddress ? { address: field } : field) },
    });
  },
];
const LINES: readonly Field[] = [
  onProduct('name'),
  onProduct('category'),
  onProduct('supplier'),
  onShop('name'),
  onShop('legalName'),
  onShop('taxId'),
  onShop('street', true),
  onShop('city', true),
  onShop('postalCode', true),
  ['the displayName of a new profile', (text) => api.execute(REGISTER, customer, { input: { displayName: text } })],
  ['the displayName of a profile', (text) => api.execute(UPDATE_PROFILE, customer, { input: { displayName: text } })],
  [
    'the customerName of an order',
    (text) => api.execute(PLACE, customer, { input: placeInput({ idempotencyKey: freshKey(), customerName: text }) }),
  ],
];
const TEXTS: readonly Field[] = [
  onProduct('description'),
  onShop('description'),
  [
    'the note of an order',
    (text) => api.execute(PLACE, customer, { input: placeInput({ idempotencyKey: freshKey(), note: text }) }),
  ],
  [
    'the internalNote of an order',
    (text) => api.execute(ANNOTATE, owner, { input: { orderId: order, internalNote: text } }),
  ],
];

/** Each alone is nothing to see. */
const INVISIBLE = [
  '\u200b',
  '\u2060',
  '\ufeff\u200b',
  '\u00ad',
  '\u3164',
  '\u115f\u1160',
  '\uffa0',
  '\u034f',
  '\u061c',
  '\u200e\u200f',
  '\u200c \u200d',
  '\u180e',
  '\u2062',
  '\ufe0f',
  '\u{e0100}',
  '\u{e0020}',
  '\u2800',
  '\u{1d173}',
  '\u{13441}',
  '\u0301',
];
/** Each refused in a line, also beside letters. */
const BREAKING = [
  '\0',
  '\n',
  '\r',
  '\t',
  '\x1b',
  '\x7f',
  '\x85',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2066',
  '\uffff',
  '\u{1ffff}',
];

const VISIBLE = ['é', '東京', '🍕', '👩‍👩‍👧', 'می‌خواهم', '.', '1'];

async function outcomesOf(write: Field[1], texts: readonly string[]): Promise<Record<string, string>> {
  const outcomes: Record<string, string> = {};
  for (const text of texts) outcomes[escaped(text)] = outcomeOf(await write(text));
  return outcomes;
}

function all(texts: readonly string[], outcome: string): Record<string, string> {
  return Object.fromEntries(texts.map((text) => [escaped(text), outcome]));
}

function escaped(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => `<${hex(character)}>`);
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
}

describe.each([...LINES, ...TEXTS])('%s', (_, write) => {
  test('is not only invisible', async () => {
    expect(await outcomesOf(write, INVISIBLE)).toEqual(all(INVISIBLE, 'BAD_USER_INPUT'));
  });

  test('may be of any script', async () => {
    expect(await outcomesOf(write, VISIBLE)).toEqual(all(VISIBLE, 'done'));
  });
});

describe.each([...LINES, ...TEXTS])('%s', (_, write) => {
  test('has no more combining marks in a row than any writing has', async () => {
    const { status, body } = await write(`a${'\u0316\u0301'.repeat(16)}`);
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    // The shortest texts are too long by then.
    expect(body.errors[0].message).toMatch(
      /, with at most 30 combining marks in a row: remove some of them\.$|postalCode of/,
    );
  });
});

describe.each(LINES)('%s', (_, write) => {
  test('is one line', async () => {
    for (const character of BREAKING) {
      const { status, body, text } = await write(`Bo${character}b`);
      expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
      expect(body.errors[0].message).toMatch(`, on one line, without control characters: remove U+${hex(character)}.`);
      expect(text).not.toContain('Bo');
    }
  });
});

describe.each(TEXTS)('%s', (_, write) => {
  test('has lines and tabs, and nothing else that controls', async () => {
    expect(outcomeOf(await write('one\r\ntwo\n\tthree'))).toBe('done');
    const texts = ['\0', '\x1b', '\x85', '\ufffe'].map((character) => `Bo${character}b`);
    expect(await outcomesOf(write, texts)).toEqual(all(texts, 'BAD_USER_INPUT'));
  });
});

describe('the form in which texts are kept', () => {
  const [DECOMPOSED, COMPOSED] = ['Cafe\u0301', 'Caf\u00e9'];

  test('is composed, without the space around it', async () => {
    const [, write] = onProduct('name');
    expect((await write(` ${DECOMPOSED}\u2003`)).body.data.updateProduct.product.name).toBe(COMPOSED);
  });

  test('has one kind of line ends', async () => {
    const [, write] = onProduct('description');
    const { product } = (await write('one\r\ntwo\rthree\n')).body.data.updateProduct;
    expect(product.description).toBe('one\ntwo\nthree');
  });

  test('is the form of a filter as well', async () => {
    await onProduct('category')[1](DECOMPOSED);
    const found = async (c: string) =>
      (await api.execute(OF_CATEGORY, owner, { id: shopNode('alpha'), c })).body.data.shop.products.nodes as unknown;
    expect([await found(COMPOSED), await found(` ${DECOMPOSED}`)]).toEqual([
      [{ category: COMPOSED }],
      [{ category: COMPOSED }],
    ]);
  });

  test('has the length of a category in a filter as well', async () => {
    const ask = async (c: string) => api.execute(OF_CATEGORY, owner, { id: shopNode('alpha'), c });
    expect((await ask('c'.repeat(60))).body.data.shop.products.nodes).toEqual([]);
    for (const c of ['c'.repeat(61), `a${'\u0316\u0301'.repeat(16)}`]) {
      const { body } = await ask(c);
      expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
      expect(body.errors[0].message).toContain('Expected a category of 0 to 60 characters, on one line');
    }
  });

  test('decides whether an order is the same', async () => {
    const ask = async (customerName: string) =>
      api.execute(PLACE, customer, { input: placeInput({ idempotencyKey: 'one-key', customerName }) });
    const first = await ask(COMPOSED);
    const again = await ask(DECOMPOSED);
    expect(again.body.data.placeOrder.order.id).toBe(first.body.data.placeOrder.order.id);
  });

  test('is counted in characters, each of them', async () => {
    const [, write] = onProduct('name');
    expect(outcomeOf(await write('🍕'.repeat(120)))).toBe('done');
    expect(codeOf(await write('🍕'.repeat(121)))).toBe('BAD_USER_INPUT');
    expect(codeOf(await write(`a${'\ufe0f'.repeat(10_000)}`))).toBe('BAD_USER_INPUT');
    // The longest that a name becomes in the key of its place in the catalogue.
    expect(outcomeOf(await write('\u33af'.repeat(120)))).toBe('done');
    const [, note] = TEXTS[3]!;
    expect(codeOf(await note(`a${'\ufe0f'.repeat(10_000)}`))).toBe('BAD_USER_INPUT');
  });

  test('takes the most combining marks that a writing has', async () => {
    const [, write] = onProduct('name');
    const { product } = (await write(`a${'\u0301\u0316'.repeat(15)}`)).body.data.updateProduct;
    expect(product.name).toBe(`\u00e1${'\u0316'.repeat(15)}${'\u0301'.repeat(14)}`.normalize('NFC'));
  });

  test('leaves keys as they are', async () => {
    const ask = async (idempotencyKey: string) =>
      api.execute(PLACE, customer, { input: placeInput({ idempotencyKey }) });
    const [one, other] = [await ask(COMPOSED), await ask(DECOMPOSED)];
    expect(one.body.data.placeOrder.order.id).not.toBe(other.body.data.placeOrder.order.id);
    expect(codeOf(await ask(`k${'\ufe0f'.repeat(64)}`))).toBe('BAD_USER_INPUT');
  });
});
