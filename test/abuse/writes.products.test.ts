import { decodeTime } from 'ulid';
import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { unboundWrites, writesIn } from '../support/recordedWrites';
import { isWrite, type RecordedCall } from '../support/RecordedCall';
import { baseWorld, order, orderId, SUBJECTS } from '../support/world';
import {
  archiveProduct,
  createProduct,
  EURO,
  OWNERS_MUTATIONS,
  updateProduct,
  updateShop,
  type OwnersMutation,
} from './ownersMutations';
import { masked } from './requests';
import { ALPHA, customerNode, orderNode, productNode } from './scene';
import { placesRead, shapeOf, wireText } from './traffic';

let api: ApiUnderTest;
const recorded: RecordedCall[] = [];

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 }),
  ]);
});
afterAll(async () => api.close());

async function attempt(
  { document, input }: OwnersMutation,
  headers: RequestHeaders,
  more: Readonly<Record<string, unknown>> = {},
): Promise<GraphQLAnswer> {
  const answer = await api.execute(document, headers, { input: { ...input, ...more } });
  recorded.push(...answer.calls);
  return answer;
}

/** The body is a refusal of the whole request, and the table was not even asked. */
function expectBadRequest({ status, body, calls }: GraphQLAnswer): void {
  expect([status, body.data, calls]).toEqual([400, undefined, []]);
  expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(body.errors[0].extensions.code);
}

describe('whoever is no owner writes nothing', () => {
  const strangers: Record<string, [code: string, headers: () => Promise<RequestHeaders>]> = {
    'a visitor': ['UNAUTHENTICATED', async () => Promise.resolve({})],
    'a guest in the shop': [
      'UNAUTHENTICATED',
      async () => ({ ...(await api.guest()).headers, ...(await api.visit('alpha')) }),
    ],
    'a customer in the shop': [
      'FORBIDDEN',
      async () => ({ ...(await api.customer1()), ...(await api.visit('alpha')) }),
    ],
    'an administrator': ['FORBIDDEN', async () => api.admin()],
    'the owner, out of the group': ['FORBIDDEN', async () => api.signedIn(SUBJECTS.ownerA, 'customers')],
  };

  describe.each(Object.entries(strangers))('%s', (_who, [code, headers]) => {
    it.each(OWNERS_MUTATIONS)('$name is denied before anything is read', async (each) => {
      const answer = await attempt(each, await headers());
      expect(answer.body.data).toEqual({ [each.name]: null });
      expect(answer.body.errors).toHaveLength(1);
      const { extensions, path } = answer.body.errors[0];
      expect([path, extensions.coordinate]).toEqual([[each.name], `Mutation.${each.name}`]);
      expect(extensions.code).toBe(code);
      expect(answer.calls).toEqual([]);
    });

    it.each(OWNERS_MUTATIONS)('$name is denied before its input is judged', async (each) => {
      const answer = await attempt(each, await headers(), { [each.target]: 'no id at all' });
      expect(masked(answer.text)).toBe(masked((await attempt(each, await headers())).text));
    });
  });
});

describe('the id of a new product', () => {
  it('tells nobody when it was made: that is its owner’s to know', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 8; made += 1) {
      const { body } = await attempt(createProduct, await api.ownerA());
      const id = Buffer.from(body.data.createProduct.product.id as string, 'base64url').toString();
      ids.push(id.split(':').at(-1) ?? '');
    }
    const day = 86_400_000;
    const near = ids.filter((id) => Math.abs(decodeTime(id.toUpperCase()) - Date.now()) < 365 * day);
    // One of eight random ones, of 48 bits, is so near once in 560 runs; two are once in 700,000. Times would be it all.
    expect(near.length).toBeLessThan(2);
  });
});

describe('another’s is like nothing', () => {
  const strangers: Record<string, () => Promise<RequestHeaders>> = {
    'the owner of another shop': async () => api.ownerB(),
    'that owner in this shop': async () => ({ ...(await api.ownerB()), ...(await api.visit('alpha')) }),
    'that owner as a customer, too': async () => api.signedIn(SUBJECTS.ownerB, 'shop-owners', 'customers'),
    'an owner of nothing': async () => api.signedIn('owner-of-nothing', 'shop-owners'),
  };
  const missing: Record<OwnersMutation['target'], Record<string, string>> = {
    shopId: {
      'a shop that is not there': toGlobalId('Shop', 'no-such-shop'),
      'a shop that nobody owns': toGlobalId('Shop', 'gamma'),
    },
    productId: {
      'a product that is not there': productNode('alpha', 404),
      'a product of a shop that is not there': productNode('no-such-shop', 1),
    },
  };

  describe.each(Object.entries(strangers))('%s', (_who, headers) => {
    it.each(OWNERS_MUTATIONS)('$name: NOT_FOUND, byte for byte, in the same calls', async (each) => {
      const answer = await attempt(each, await headers());
      expect(answer.body.errors).toEqual([
        expect.objectContaining({ extensions: expect.objectContaining({ code: 'NOT_FOUND' }) }),
      ]);
      expect(answer.body.data).toEqual({ [each.name]: null });
      expect(answer.calls.map(({ operation }) => operation)).toEqual(['Query']);
      expect(placesRead(answer.calls)).toEqual([expect.stringMatching(/^USER#/)]);
      for (const id of Object.values(missing[each.target])) {
        const other = await attempt(each, await headers(), { [each.target]: id });
        expect(masked(other.text)).toBe(masked(answer.text));
        expect(shapeOf(other.calls)).toEqual(shapeOf(answer.calls));
      }
    });
  });

  it.each([
    ['a right version', { version: 92 }],
    ['a wrong version', { version: 1 }],
    ['a wrong currency', { price: { amount: '1', currencyCode: 'JPY' } }],
    ['more stock than there is taken', { stockDelta: -4712 }],
    ['less stock than there is taken', { stockDelta: -4711 }],
  ])('a condition is no oracle: %s', async (_condition, more) => {
    const plain = await attempt(updateProduct, await api.ownerB());
    const probing = await attempt(updateProduct, await api.ownerB(), more);
    expect(masked(probing.text)).toBe(masked(plain.text));
    expect(shapeOf(probing.calls)).toEqual(shapeOf(plain.calls));
  });

  it.each([
    ['an order', orderNode('alpha', 1)],
    ['a customer', customerNode(SUBJECTS.customer1)],
    ['its shop or product', null],
    ['raw keys', 'SHOP#alpha'],
    ['a key inside', Buffer.from('Product:alpha:alpha-p1#x').toString('base64url')],
    ['another partition inside', Buffer.from('Product:alpha#x:PRODUCT').toString('base64url')],
    ['the shop item as a product', Buffer.from('Product:alpha:').toString('base64url')],
    ['an order line', Buffer.from(`OrderLine:alpha:${orderId(1)}:01`).toString('base64url')],
    ['the same id, spelt otherwise', Buffer.from('Product:alpha:alpha-p1').toString('base64') + '=='],
    ['10 kB', 'A'.repeat(10_000)],
    ['look-alike letters', Buffer.from('Product:аlpha:alpha-p1').toString('base64url')],
  ])('the id of %s is of nothing for its owner as well', async (_what, id) => {
    for (const each of OWNERS_MUTATIONS) {
      const wrong = id ?? (each.target === 'shopId' ? productNode('alpha', 1) : ALPHA);
      const answer = await attempt(each, await api.ownerA(), { [each.target]: wrong });
      expect(answer.body.errors[0].extensions.code).toBe('NOT_FOUND');
      expect(answer.calls.filter(isWrite)).toEqual([]);
    }
  });
});

describe('what no input takes', () => {
  const never = ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'id', 'riskScore', 'platformNotes', 'supplierContract', 'createdAt']
    .concat(['updatedAt', 'archivedAt', 'currencyCode', 'commissionRate', 'visitSerial', 'owner', '$set'])
    .concat(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'a.b', '#n0', '']);

  it.each(OWNERS_MUTATIONS)('$name refuses every other field', async (each) => {
    for (const field of never) {
      const raw = JSON.parse(`{ ${JSON.stringify(field)}: "x" }`) as Record<string, unknown>;
      const input = Object.defineProperties({ ...each.input }, Object.getOwnPropertyDescriptors(raw));
      const answer = await api.execute(each.document, await api.ownerA(), { input });
      expectBadRequest(answer);
    }
  });

  it('nor do its nested inputs', async () => {
    const owner = await api.ownerA();
    const address = JSON.parse('{ "street": "x", "__proto__": { "accessCode": "x" } }') as object;
    expectBadRequest(await attempt(updateShop, owner, { address: { street: 'x', accessCode: 'x' } }));
    expectBadRequest(await attempt(updateShop, owner, { address }));
    expectBadRequest(await attempt(updateShop, owner, { openingHours: [{ day: 'MONDAY', opens: '09:00' }] }));
    expectBadRequest(await attempt(updateProduct, owner, { price: { ...EURO, minorUnits: 1 } }));
  });

  it('also where it is written into the document', async () => {
    const input = `{ shopId: "${ALPHA}", name: "x", commissionRate: "0" }`;
    expectBadRequest(await api.execute(`mutation { updateShop(input: ${input}) { shop { id } } }`, await api.ownerA()));
  });
});

describe('values that no field takes', () => {
  const negative = { amount: '-1.00', currencyCode: 'EUR' };
  const products: [what: string, more: Record<string, unknown>, words: RegExp | null][] = [
    ['an empty name', { name: '' }, /a name of 1 to 120 characters/],
    ['a name of spaces', { name: ' \u3000 ' }, /a name of 1 to 120/],
    ['a name of two lines', { name: 'a\nb' }, /on one line/],
    ['a name with a NUL', { name: 'a\u0000b' }, /on one line/],
    ['a long name', { name: 'x'.repeat(121) }, /a name of 1 to 120/],
    ['a very long name', { name: 'x'.repeat(10_000) }, /a name of 1 to 120/],
    ['a name as long as no text', { name: 'x'.repeat(200_000) }, /texts of at most 16384 characters/],
    ['a long description', { description: 'x'.repeat(2001) }, /a description of 0 to 2000/],
    ['a long category', { category: 'x'.repeat(61) }, /a category of 0 to 60/],
    ['a negative price', { price: negative }, /an amount of at least 0/],
    ['minus nothing', { price: { ...negative, amount: '-0' } }, /an amount of at least 0/],
    ['a third decimal', { price: { ...EURO, amount: '1.005' } }, /at most 2 decimals/],
    ['half a yen', { price: { amount: '12.5', currencyCode: 'JPY' } }, /an integer number of JPY/],
    ['a huge price', { price: { ...EURO, amount: '10000000000.01' } }, /at most 10000000000\.00 EUR/],
    ['a negative cost', { costPrice: negative }, /an amount of at least 0/],
    ['a price in floating point', { price: { ...EURO, amount: 1.5 } }, null],
    ['a price with an exponent', { price: { ...EURO, amount: '1e3' } }, null],
    ['a price in words', { price: { ...EURO, amount: 'NaN' } }, null],
    ['a price in other digits', { price: { ...EURO, amount: '١٢' } }, null],
    ['a currency that is none', { price: { ...EURO, currencyCode: 'XXX' } }, null],
    ['a negative stock', { stock: -1 }, /a stock from 0 to 1,000,000/],
    ['a huge stock', { stock: 1_000_001 }, /a stock from 0 to 1,000,000/],
    ['a stock beyond 32 bits', { stock: 2 ** 31 }, null],
    ['a fractional stock', { stock: 1.5 }, null],
    ['a stock in words', { stock: '1' }, null],
    ['a negative reorderLevel', { reorderLevel: -1 }, /a reorderLevel from 0/],
    ['an address that is none', { imageUrl: 'x' }, /begins with https/],
    ['a script for an address', { imageUrl: 'javascript:alert(1)' }, /begins with https/],
    ['an address without TLS', { imageUrl: 'http://images.example.com/x' }, /begins with https/],
    ['a password in an address', { imageUrl: 'https://a:b@images.example.com/x' }, /begins with https/],
    ['markup in an address', { imageUrl: 'https://x.example/" onerror="x' }, /begins with https/],
    ['a long address', { imageUrl: `https://x.example/${'x'.repeat(2001)}` }, /begins with https/],
    ['an allergen twice', { allergens: ['MILK', 'MILK'] }, /each allergen once/],
    ['an allergen that is none', { allergens: ['GOLD'] }, null],
    ['no allergen in a list', { allergens: [null] }, null],
  ];

  it.each(products)('%s: refused in words, and nothing is asked of the table', async (_what, more, words) => {
    for (const each of [createProduct, updateProduct]) {
      const answer = await attempt(each, await api.ownerA(), more);
      expectBadRequest(answer);
      if (words) expect(answer.body.errors[0].message).toMatch(words);
      expect(answer.text).not.toContain('xxxxxxxx');
    }
  });

  it('tells each field that is wrong, by its path', async () => {
    const more = { name: '', price: negative, stock: -1 };
    const answer = await attempt(createProduct, await api.ownerA(), more);
    const { fields } = answer.body.errors[0].extensions as { fields: { field: string }[] };
    expect(fields.map(({ field }) => field).sort()).toEqual(['name', 'price.amount', 'stock']);
  });

  it('stock and stockDelta together are refused', async () => {
    const answer = await attempt(updateProduct, await api.ownerA(), { stock: 1, stockDelta: 1 });
    expectBadRequest(answer);
    expect(answer.body.errors[0].message).toBe('Expected `stock` or `stockDelta`, not both.');
  });

  it.each<[what: string, more: Record<string, unknown>, words: RegExp | null]>([
    ['a phone number that is none', { phoneNumber: '+49 1' }, null],
    ['an IBAN with a digit mistyped', { payoutIban: 'DE89370400440532013001' }, /check digits/],
    ['an IBAN of a country without', { payoutIban: 'US89370400440532013000' }, /check digits/],
    ['an IBAN that is too short for its country', { payoutIban: 'DE8937040044053201300' }, /check digits/],
    ['a country that is none', { address: { countryCode: 'XX' } }, /ISO 3166-1/],
    ['a street of two lines', { address: { street: 'a\r\nb' } }, /a street of 1 to 120/],
    ['a time that is none', { openingHours: [{ day: 'MONDAY', opens: '24:00', closes: '25:00' }] }, /time of day/],
    [
      'the same span twice',
      { openingHours: [1, 2].map(() => ({ day: 'MONDAY', opens: '09:00', closes: '10:00' })) },
      /spans that differ in their day/,
    ],
    [
      'too many spans',
      {
        openingHours: Array.from({ length: 22 }, (_, n) => ({
          day: 'MONDAY',
          opens: `${String(n).padStart(2, '0')}:00`,
          closes: '23:00',
        })),
      },
      /at most 21 spans/,
    ],
    ['a long taxId', { taxId: 'x'.repeat(41) }, /a taxId of 0 to 40/],
  ])('updateShop: %s', async (_what, more, words) => {
    const answer = await attempt(updateShop, await api.ownerA(), more);
    expectBadRequest(answer);
    if (words) expect(answer.body.errors[0].message).toMatch(words);
  });

  it.each(OWNERS_MUTATIONS)('$name: a megabyte is not even read', async (each) => {
    const answer = await attempt(each, await api.ownerA(), { [each.target]: 'x'.repeat(1_000_000) });
    expect([answer.status, answer.calls]).toEqual([413, []]);
  });
});

describe('null erases only what may be absent', () => {
  it.each(['name', 'price', 'stock', 'available'])('updateProduct: %s cannot be cleared', async (field) => {
    const answer = await attempt(updateProduct, await api.ownerA(), { [field]: null });
    expectBadRequest(answer);
    expect(answer.body.errors[0].message).toBe(
      `Expected a value for ${field}, which cannot be null. Leave it out to keep it as it is.`,
    );
  });

  it.each(['name', 'address', 'open', 'openingHours'])('updateShop: %s cannot be cleared', async (field) => {
    expectBadRequest(await attempt(updateShop, await api.ownerA(), { [field]: null }));
  });

  it.each(['street', 'city', 'postalCode', 'countryCode'])('updateShop: address.%s cannot', async (field) => {
    const answer = await attempt(updateShop, await api.ownerA(), { address: { [field]: null } });
    expectBadRequest(answer);
    expect(answer.body.errors[0].extensions.fields[0].field).toBe(`address.${field}`);
  });
});

describe('no value moves an item', () => {
  it('a name that looks like a key stays a name, in the caller’s own catalogue', async () => {
    const name = 'x#CATALOGUE#beta / SHOP#beta';
    const answer = await attempt(createProduct, await api.ownerA(), { name });
    const [, put] = writesIn(answer.calls);
    expect(put).toMatchObject({ pk: 'SHOP#alpha', item: { gsi1pk: { S: 'CATALOGUE#alpha' } } });
    expect((put?.item.gsi1sk as { S: string }).S).toMatch(/^x catalogue beta shop beta#[0-9a-z]{26}$/);
    expect(answer.body.data.createProduct.product.name).toBe(name);
  });

  it('the longest name in the widest letters still fits into the key', async () => {
    const answer = await attempt(createProduct, await api.ownerA(), { name: '㎯'.repeat(120) });
    expect(answer.body.errors).toBeUndefined();
  });
});

describe('results show no more than queries', () => {
  const inside = `id name taxId payoutIban orders { nodes { number customer { email } internalNote
    lines { unitCost { amount } product { stock supplier } } } }`;

  it('the shop in a payload is the shop of a query: values, denials and reads', async () => {
    const owner = await api.ownerA();
    const read = await api.execute(`{ shop(id: "${ALPHA}") { ${inside} } }`, owner);
    const answer = await api.execute(
      `mutation { updateShop(input: { shopId: "${ALPHA}" }) { shop { ${inside} } } }`,
      owner,
    );
    expect(answer.body.data.updateShop.shop).toEqual(read.body.data.shop);
    const denied = ({ body }: GraphQLAnswer) =>
      (body.errors as { extensions: Record<string, unknown> }[]).map(({ extensions }) => extensions.coordinate);
    expect(denied(answer)).toEqual(denied(read));
    expect(denied(read)).toEqual(['Order.customer']);
    const reads = (calls: readonly RecordedCall[]) => shapeOf(calls.filter((call) => !isWrite(call)));
    expect(reads(answer.calls)).toEqual(reads(read.calls));
  });

  it('no old item comes back, neither to the caller nor to the process', async () => {
    const owner = await api.ownerA();
    const answers = [
      await attempt(updateProduct, owner, { version: 1, supplier: null }),
      await attempt(updateShop, owner, { version: 1 }),
      await attempt(archiveProduct, owner, { version: 1 }),
      await attempt(createProduct, owner, { price: { amount: '1', currencyCode: 'CHF' } }),
    ];
    for (const { text, calls } of answers) {
      expect(calls.some(({ status }) => status === 400)).toBe(true);
      expect(text + wireText(calls)).not.toMatch(/canary-|hidden-/);
      expect(text).not.toMatch(/SHOP#|PRODUCT#|Conditional|Transaction/);
    }
  });
});

it('the same inputs do something for the owner', async () => {
  for (const each of OWNERS_MUTATIONS) {
    const answer = await attempt(each, await api.ownerA());
    expect(answer.body.errors).toBeUndefined();
    expect(answer.body.data[each.name]).toMatchObject({ userErrors: [] });
    expect(answer.calls.filter(isWrite)).toHaveLength(1);
  }
});

it('every write of all these attacks is bound to existence and ownership at its moment', () => {
  expect(writesIn(recorded).length).toBeGreaterThan(10);
  expect(unboundWrites(recorded, SUBJECTS.ownerA)).toEqual([]);
});
