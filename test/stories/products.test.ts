import { fromGlobalId, toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type GraphQLAnswer } from '../support/ApiUnderTest';
import { conditionsIn, unboundWrites, writesIn } from '../support/recordedWrites';
import type { RecordedCall } from '../support/RecordedCall';
import { baseWorld, order, product, shop, ownership, SUBJECTS } from '../support/world';

const ALPHA = toGlobalId('Shop', 'alpha');
const PRODUCT = (n: number) => toGlobalId('Product', 'alpha', `alpha-p${String(n)}`);
const OWNED = 'ConditionCheck USER#owner-a / SHOP#alpha if attribute_exists(pk)';
const euros = (amount: string) => ({ amount, currencyCode: 'EUR' });

const ALL = `id name description category price { amount currencyCode } available imageUrl allergens stock
  costPrice { amount } margin { amount } supplier reorderLevel createdAt updatedAt archivedAt version`;
const ANSWER = (fields: string) => `{ product { ${fields} } userErrors { field code message } }`;
const CREATE = (fields = ALL) =>
  `mutation ($input: CreateProductInput!) { createProduct(input: $input) ${ANSWER(fields)} }`;
const UPDATE = (fields = ALL) =>
  `mutation ($input: UpdateProductInput!) { updateProduct(input: $input) ${ANSWER(fields)} }`;
const ARCHIVE = (fields = ALL) =>
  `mutation ($input: ArchiveProductInput!) { archiveProduct(input: $input) ${ANSWER(fields)} }`;

describe('products change', () => {
  let api: ApiUnderTest;
  const recorded: RecordedCall[] = [];
  let next = 100;

  beforeAll(async () => {
    api = await ApiUnderTest.start([
      ...baseWorld(),
      shop('tokyo', 'JPY'),
      ownership(SUBJECTS.ownerA, 'tokyo'),
      ...order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 }),
    ]);
  });
  afterAll(async () => api.close());

  async function asOwner(query: string, input?: Readonly<Record<string, unknown>>): Promise<GraphQLAnswer> {
    const answer = await api.execute(query, await api.ownerA(), input && { input });
    recorded.push(...answer.calls);
    return answer;
  }

  /** A product of `alpha` that no other test touches. */
  async function fresh(more: Record<string, unknown> = {}): Promise<string> {
    const productId = `fresh-${String((next += 1))}`;
    await api.put([product('alpha', productId, more)]);
    return toGlobalId('Product', 'alpha', productId);
  }

  const names = async (): Promise<string[]> => {
    const list = await asOwner(`{ shop(id: "${ALPHA}") { products(first: 100) { nodes { name } } } }`);
    const { nodes } = list.body.data.shop.products as { nodes: { name: string }[] };
    return nodes.map(({ name }) => name);
  };

  describe('createProduct', () => {
    it('makes a product of all that was sent, in one transaction bound to ownership and to the shop’s currency', async () => {
      const answer = await asOwner(CREATE(), {
        shopId: ALPHA,
        name: '  Crème brûlée ',
        description: 'Burnt cream.',
        category: 'Desserts',
        price: euros('7.5'),
        costPrice: euros('2.05'),
        stock: 12,
        imageUrl: 'https://images.example.com/creme.jpg',
        allergens: ['MILK', 'EGGS'],
        supplier: 'Dairy & Sons',
        reorderLevel: 3,
      });
      expect(answer.body.errors).toBeUndefined();
      const { product: made, userErrors } = answer.body.data.createProduct;
      const [shopId, productId] = fromGlobalId(String(made.id))?.values ?? [];
      expect(userErrors).toEqual([]);
      expect(shopId).toBe('alpha');
      expect(productId).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
      expect(made).toEqual({
        id: made.id,
        name: 'Crème brûlée',
        description: 'Burnt cream.',
        category: 'Desserts',
        price: euros('7.50'),
        available: true,
        imageUrl: 'https://images.example.com/creme.jpg',
        allergens: ['MILK', 'EGGS'],
        stock: 12,
        costPrice: { amount: '2.05' },
        margin: { amount: '5.45' },
        supplier: 'Dairy & Sons',
        reorderLevel: 3,
        createdAt: expect.any(String),
        updatedAt: made.createdAt,
        archivedAt: null,
        version: 1,
      });
      expect(conditionsIn(answer.calls)).toEqual([
        OWNED,
        `Put SHOP#alpha / PRODUCT#${productId} if attribute_not_exists(pk)`,
        'ConditionCheck SHOP#alpha / SHOP if attribute_exists(pk) AND currencyCode = "EUR"',
      ]);
      expect(writesIn(answer.calls)[1]?.item).toMatchObject({
        gsi1pk: { S: 'CATALOGUE#alpha' },
        gsi1sk: { S: `creme brulee#${productId}` },
        price: { N: '750' },
        currencyCode: { S: 'EUR' },
      });
      expect(answer.calls.map(({ operation }) => operation)).toEqual(['Query', 'TransactWriteItems', 'GetItem']);
    });

    it('stores nothing for what was not sent, and stands in the catalogue by its name', async () => {
      const input = { shopId: ALPHA, name: 'Ärtsoppa', price: euros('0'), stock: 0, available: false, category: ' ' };
      const answer = await asOwner(CREATE('name description category allergens available'), input);
      expect(answer.body.data.createProduct.product).toEqual({
        name: 'Ärtsoppa',
        description: null,
        category: null,
        allergens: null,
        available: false,
      });
      const stored = Object.keys(writesIn(answer.calls)[1]?.item ?? {}).sort();
      expect(stored).toEqual(
        'available createdAt currencyCode gsi1pk gsi1sk name pk price sk stock updatedAt version'.split(' '),
      );
      expect((await names())[0]).toBe('Ärtsoppa');
    });

    it('keeps the minor units of each currency exact', async () => {
      const input = { shopId: toGlobalId('Shop', 'tokyo'), name: 'Ramen', stock: 1 };
      const made = await asOwner(CREATE('price { amount currencyCode }'), {
        ...input,
        price: { amount: '1250', currencyCode: 'JPY' },
      });
      expect(made.body.data.createProduct.product).toEqual({ price: { amount: '1250', currencyCode: 'JPY' } });
      expect(writesIn(made.calls)[1]?.item).toMatchObject({ price: { N: '1250' } });
      const large = await asOwner(CREATE('price { amount }'), {
        shopId: ALPHA,
        name: 'Zzz a crown',
        stock: 1,
        price: euros('10000000000.00'),
      });
      expect(large.body.data.createProduct.product).toEqual({ price: { amount: '10000000000.00' } });
    });

    it('refuses each amount in another currency than the shop’s, and writes nothing', async () => {
      const dollars = { amount: '5.00', currencyCode: 'USD' };
      const input = { shopId: ALPHA, name: 'Never made', stock: 1, price: dollars, costPrice: euros('1.00') };
      const answer = await asOwner(CREATE('id'), input);
      const message = 'Expected an amount in EUR, the currency of all prices in the shop.';
      expect(answer.body).toEqual({
        data: {
          createProduct: {
            product: null,
            userErrors: [{ field: ['price', 'currencyCode'], code: 'CURRENCY_MISMATCH', message }],
          },
        },
      });
      expect(await names()).not.toContain('Never made');
    });
  });

  describe('updateProduct', () => {
    it('changes what is sent and nothing else, in one transaction', async () => {
      const productId = await fresh();
      const key = `PRODUCT#${String(fromGlobalId(productId)?.values[1])}`;
      const before = (await asOwner(`{ node(id: "${productId}") { ... on Product { ${ALL} } } }`)).body.data.node;
      const answer = await asOwner(UPDATE(), { productId, version: 92, description: 'New words.' });
      expect(answer.body.data.updateProduct).toEqual({
        product: { ...before, description: 'New words.', version: 93, updatedAt: expect.any(String) },
        userErrors: [],
      });
      expect(answer.body.data.updateProduct.product.updatedAt).not.toBe(before.updatedAt);
      expect(conditionsIn(answer.calls)).toEqual([
        OWNED,
        `Update SHOP#alpha / ${key} if attribute_exists(pk) AND (attribute_not_exists(archivedAt) OR attribute_type(archivedAt, "NULL")) AND version = "92"`,
      ]);
      expect(writesIn(answer.calls)[1]?.update).toMatch(
        /^SET description = "New words\.", updatedAt = "[^"]+", version = if_not_exists\(version, "0"\) \+ "1"$/,
      );
      expect(answer.calls.map(({ operation }) => operation)).toEqual(['Query', 'TransactWriteItems', 'GetItem']);
    });

    it('moves the product in the catalogue with its name', async () => {
      const productId = await fresh({ name: 'Zwieback', gsi1sk: 'zwieback#x' });
      await asOwner(UPDATE('id'), { productId, name: 'Ábacus' });
      expect((await names()).slice(0, 2)).toContain('Ábacus');
      expect(await names()).not.toContain('Zwieback');
    });

    it('null clears what may be absent', async () => {
      const productId = await fresh();
      const cleared = { description: null, category: null, costPrice: null, imageUrl: null, allergens: null };
      const input = { productId, ...cleared, supplier: null, reorderLevel: null };
      const fields =
        'description category costPrice { amount } margin { amount } imageUrl allergens supplier reorderLevel';
      const answer = await asOwner(UPDATE(fields), input);
      const { product: now } = answer.body.data.updateProduct;
      expect(now).toEqual({ ...cleared, margin: null, supplier: null, reorderLevel: null });
      expect(writesIn(answer.calls)[1]?.update).toMatch(
        / REMOVE description, category, costPrice, imageUrl, allergens, supplier, reorderLevel$/,
      );
    });

    it('an empty list of allergens says that there are none', async () => {
      const answer = await asOwner(UPDATE('allergens'), { productId: await fresh(), allergens: [] });
      expect(answer.body.data.updateProduct.product).toEqual({ allergens: [] });
    });

    it('nothing to change is nothing written, and still judged', async () => {
      const productId = await fresh();
      const answer = await asOwner(UPDATE('version'), { productId });
      expect(answer.body.data.updateProduct).toEqual({ product: { version: 92 }, userErrors: [] });
      expect(writesIn(answer.calls).map(({ kind }) => kind)).toEqual(['ConditionCheck', 'ConditionCheck']);
      const missing = await asOwner(UPDATE('version'), { productId: toGlobalId('Product', 'alpha', 'nothing') });
      expect(missing.body.errors[0].extensions.code).toBe('NOT_FOUND');
    });

    it('a price is bound to the shop’s currency and to the product’s', async () => {
      const productId = await fresh();
      const right = await asOwner(UPDATE('price { amount } costPrice { amount }'), {
        productId,
        price: euros('3.2'),
      });
      expect(right.body.data.updateProduct.product).toEqual({
        price: { amount: '3.20' },
        costPrice: { amount: '8.33' },
      });
      expect(conditionsIn(right.calls)).toEqual([
        OWNED,
        expect.stringMatching(/^Update .* AND currencyCode = "EUR"$/),
        'ConditionCheck SHOP#alpha / SHOP if attribute_exists(pk) AND currencyCode = "EUR"',
      ]);
      const wrong = await asOwner(UPDATE('id'), {
        productId,
        costPrice: { amount: '3', currencyCode: 'JPY' },
        stock: 1,
      });
      expect(wrong.body.data.updateProduct).toMatchObject({
        product: null,
        userErrors: [{ field: ['costPrice', 'currencyCode'], code: 'CURRENCY_MISMATCH' }],
      });
      const after = await asOwner(UPDATE('stock'), { productId });
      expect(after.body.data.updateProduct.product.stock).toBe(4711);
    });

    it('a stale version is a CONFLICT that tells the current one', async () => {
      const productId = await fresh();
      const answer = await asOwner(UPDATE(), { productId, version: 91, name: 'Too late' });
      expect(answer.body.data.updateProduct).toBeNull();
      expect(answer.body.errors).toEqual([
        expect.objectContaining({
          message:
            'Somebody else changed the product in between. Read it again, and send your change with its new version.',
          extensions: expect.objectContaining({ code: 'CONFLICT', currentVersion: 92 }),
        }),
      ]);
      expect(await names()).not.toContain('Too late');
    });

    it('of two who change the same version at once, one is told so', async () => {
      const productId = await fresh();
      const answers = await Promise.all(
        ['one', 'other'].map((supplier) => asOwner(UPDATE('supplier'), { productId, version: 92, supplier })),
      );
      const codes = answers.map(({ body }) => String(body.errors?.[0].extensions.code ?? 'done')).sort();
      expect(codes).toEqual(['CONFLICT', 'done']);
    });

    it('stockDelta adds to what is there, from all at once', async () => {
      const productId = await fresh({ stock: 10 });
      const deltas = [5, -3, 7, -2, 1, -4, 6, -1];
      await Promise.all(deltas.map((stockDelta) => asOwner(UPDATE('id'), { productId, stockDelta })));
      const after = await asOwner(UPDATE('stock version'), { productId });
      expect(after.body.data.updateProduct.product).toEqual({ stock: 19, version: 100 });
    });

    it.each([
      [-11, 10, 'it would be -1.'],
      [999_991, 10, 'it would be 1,000,001.'],
    ])('a stockDelta of %i on %i is refused in words', async (stockDelta, stock, words) => {
      const productId = await fresh({ stock });
      const answer = await asOwner(UPDATE('id'), { productId, stockDelta });
      expect(answer.body.data.updateProduct).toEqual({
        product: null,
        userErrors: [
          {
            field: ['stockDelta'],
            code: 'STOCK_OUT_OF_RANGE',
            message: `Expected a stock from 0 to 1,000,000 after the change, but ${words}`,
          },
        ],
      });
    });
  });

  describe('archiveProduct', () => {
    it('takes it out of the catalogue and keeps it readable by id and through past orders', async () => {
      const productId = PRODUCT(1);
      const answer = await asOwner(ARCHIVE('available archivedAt version'), { productId, version: 92 });
      const { product: archived, userErrors } = answer.body.data.archiveProduct;
      expect(userErrors).toEqual([]);
      expect(archived).toEqual({ available: false, archivedAt: expect.any(String), version: 93 });
      expect(conditionsIn(answer.calls)).toEqual([
        OWNED,
        'Update SHOP#alpha / PRODUCT#alpha-p1 if attribute_exists(pk) AND (attribute_not_exists(archivedAt) OR attribute_type(archivedAt, "NULL")) AND version = "92"',
      ]);
      expect(writesIn(answer.calls)[1]?.update).toMatch(/ REMOVE gsi1pk, gsi1sk$/);
      expect(await names()).not.toContain('name of alpha-p1');
      const read = await asOwner(
        `{ node(id: "${productId}") { ... on Product { name } }
           shop(id: "${ALPHA}") { orders { nodes { lines { product { name } } } } } }`,
      );
      expect(read.body.data.node).toEqual({ name: 'name of alpha-p1' });
      expect(read.body.data.shop.orders.nodes[0].lines[0].product).toEqual({ name: 'name of alpha-p1' });
    });

    it('asking again is fine, also with the version of the first time, and changes nothing', async () => {
      const productId = await fresh();
      const first = await asOwner(ARCHIVE(), { productId, version: 92 });
      const second = await asOwner(ARCHIVE(), { productId, version: 92 });
      expect(second.body).toEqual(first.body);
      expect(first.body.data.archiveProduct.product.version).toBe(93);
    });

    it('a stale version is a CONFLICT, and the product stays', async () => {
      const productId = await fresh();
      const answer = await asOwner(ARCHIVE(), { productId, version: 3 });
      expect(answer.body.errors[0].extensions).toMatchObject({ code: 'CONFLICT', currentVersion: 92 });
      const after = await asOwner(UPDATE('available archivedAt'), { productId });
      expect(after.body.data.updateProduct.product).toEqual({ available: true, archivedAt: null });
    });

    it('what is archived comes back through no update', async () => {
      const productId = await fresh({ name: 'Gone for good' });
      await asOwner(ARCHIVE('id'), { productId });
      const answer = await asOwner(UPDATE('id'), { productId, name: 'Back again', available: true });
      expect(answer.body.data.updateProduct).toMatchObject({
        product: null,
        userErrors: [{ field: ['productId'], code: 'PRODUCT_ARCHIVED' }],
      });
      const list = await names();
      expect(list).not.toContain('Back again');
      expect(list).not.toContain('Gone for good');
    });

    it('what is archived cannot be ordered', async () => {
      const productId = await fresh();
      await asOwner(ARCHIVE('id'), { productId });
      const guest = await api.guest();
      const answer = await api.execute(
        'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code } } }',
        { ...guest.headers, ...(await api.visit('alpha')) },
        {
          input: {
            shopId: ALPHA,
            idempotencyKey: 'archived',
            customerName: 'Ada',
            phoneNumber: '+49 30 654321',
            lines: [{ productId, quantity: 1 }],
          },
        },
      );
      expect(answer.body.data.placeOrder).toEqual({ order: null, userErrors: [{ code: 'PRODUCT_UNAVAILABLE' }] });
    });
  });

  it('every write of these stories is bound to existence and ownership at its moment', () => {
    expect(writesIn(recorded).length).toBeGreaterThan(60);
    expect(unboundWrites(recorded, SUBJECTS.ownerA)).toEqual([]);
  });
});
