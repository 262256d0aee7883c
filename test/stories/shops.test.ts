import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type GraphQLAnswer } from '../support/ApiUnderTest';
import { conditionsIn, unboundWrites, writesIn } from '../support/recordedWrites';
import type { RecordedCall } from '../support/RecordedCall';
import { baseWorld, ownership, shop, SUBJECTS } from '../support/world';

const ALPHA = toGlobalId('Shop', 'alpha');
const ALL = `id name description category address { street city postalCode countryCode } phoneNumber currencyCode open
  openingHours { day opens closes } legalName taxId payoutIban commissionRate visitTokenRotatedAt createdAt version`;
const UPDATE = (fields = ALL) =>
  `mutation ($input: UpdateShopInput!) { updateShop(input: $input) { shop { ${fields} } userErrors { field code message } } }`;
const ROTATE = `mutation ($shopId: ID!) { rotateVisitToken(input: { shopId: $shopId }) {
  shop { visitToken visitTokenRotatedAt version } userErrors { code } } }`;
const PRODUCTS = `{ shop(id: "${ALPHA}") { products(first: 1) { nodes { name } } } }`;
const OWNED = 'ConditionCheck USER#owner-a / SHOP#alpha if attribute_exists(pk)';

describe('shops change', () => {
  let api: ApiUnderTest;
  const recorded: RecordedCall[] = [];
  let next = 0;

  beforeAll(async () => {
    api = await ApiUnderTest.start(baseWorld());
  });
  afterAll(async () => api.close());

  async function asOwner(query: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphQLAnswer> {
    const answer = await api.execute(query, await api.ownerA(), variables);
    recorded.push(...answer.calls);
    return answer;
  }

  /** A shop of owner A that no other test touches. */
  async function fresh(more: Record<string, unknown> = {}): Promise<string> {
    const shopId = `fresh-${String((next += 1))}`;
    await api.put([shop(shopId, 'EUR', more), ownership(SUBJECTS.ownerA, shopId)]);
    return toGlobalId('Shop', shopId);
  }

  describe('updateShop', () => {
    it('changes what is sent and nothing else, in one transaction bound to ownership', async () => {
      const before = (await asOwner(`{ shop(id: "${ALPHA}") { ${ALL} } }`)).body.data.shop;
      const input = { shopId: ALPHA, version: 91, open: false, address: { street: ' Quay 7 ' } };
      const answer = await asOwner(UPDATE(), { input });
      expect(answer.body.data.updateShop).toEqual({
        shop: { ...before, open: false, address: { ...before.address, street: 'Quay 7' }, version: 92 },
        userErrors: [],
      });
      expect(conditionsIn(answer.calls)).toEqual([
        OWNED,
        'Update SHOP#alpha / SHOP if attribute_exists(pk) AND version = "91"',
      ]);
      expect(writesIn(answer.calls)[1]?.update).toBe(
        'SET address.street = "Quay 7", open = false, version = if_not_exists(version, "0") + "1"',
      );
      expect(answer.calls.map(({ operation }) => operation)).toEqual(['Query', 'TransactWriteItems', 'GetItem']);
    });

    it('takes everything that an owner may write, in its normal form', async () => {
      const input = {
        name: 'Harbour & Sons',
        description: 'By the water.',
        address: { street: 'Quay 1', city: 'Kiel', postalCode: '24103', countryCode: 'de' },
        phoneNumber: '+49 (431) 987-654',
        open: true,
        openingHours: [
          { day: 'FRIDAY', opens: '18:00', closes: '02:00' },
          { day: 'SATURDAY', opens: '10:30', closes: '23:59' },
        ],
        legalName: 'Harbour & Sons GmbH',
        taxId: 'DE 811 907 980',
        payoutIban: 'de89 3704 0044 0532 0130 00',
      };
      const answer = await asOwner(UPDATE(), { input: { shopId: await fresh(), ...input } });
      expect(answer.body.errors).toBeUndefined();
      expect(answer.body.data.updateShop.shop).toMatchObject({
        ...input,
        address: { ...input.address, countryCode: 'DE' },
        phoneNumber: '+49431987654',
        payoutIban: 'DE89370400440532013000',
        version: 92,
      });
    });

    it('null clears what may be absent', async () => {
      const cleared = { description: null, phoneNumber: null, legalName: null, taxId: null, payoutIban: null };
      const input = { shopId: await fresh(), ...cleared };
      const answer = await asOwner(UPDATE(Object.keys(cleared).join(' ')), { input });
      expect(answer.body.data.updateShop.shop).toEqual(cleared);
      expect(writesIn(answer.calls)[1]?.update).toMatch(
        / REMOVE description, phoneNumber, legalName, taxId, payoutIban$/,
      );
    });

    it('a stale version is a CONFLICT that tells the current one, and nothing is written', async () => {
      const shopId = await fresh();
      const answer = await asOwner(UPDATE(), { input: { shopId, version: 90, name: 'Too late' } });
      expect(answer.body.errors[0]).toMatchObject({
        message: 'Somebody else changed the shop in between. Read it again, and send your change with its new version.',
        extensions: { code: 'CONFLICT', currentVersion: 91 },
      });
      const after = await asOwner(`{ shop(id: "${shopId}") { name version } }`);
      expect(after.body.data.shop).toEqual({ name: expect.stringContaining('name of'), version: 91 });
    });

    it('nothing to change is nothing written', async () => {
      const answer = await asOwner(UPDATE('version'), { input: { shopId: await fresh(), address: {} } });
      expect(answer.body.data.updateShop.shop).toEqual({ version: 91 });
      expect(writesIn(answer.calls).map(({ kind }) => kind)).toEqual(['ConditionCheck', 'ConditionCheck']);
    });

    it('a closed shop takes no orders, from the moment of the change', async () => {
      const shopId = await fresh();
      await asOwner(UPDATE('open'), { input: { shopId, open: false } });
      const id = Buffer.from(shopId, 'base64url').toString().slice('Shop:'.length);
      const { headers } = await api.guest();
      const answer = await api.execute(
        'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { userErrors { code } } }',
        { ...headers, ...(await api.visit(id)) },
        {
          input: {
            shopId,
            idempotencyKey: 'closed',
            customerName: 'Ada',
            phoneNumber: '+49 30 654321',
            lines: [{ productId: toGlobalId('Product', id, 'p1'), quantity: 1 }],
          },
        },
      );
      expect(answer.body.data.placeOrder.userErrors).toEqual([{ code: 'SHOP_CLOSED' }]);
    });
  });

  describe('rotateVisitToken', () => {
    it('makes every earlier token worthless at once, and gives a new one that is good', async () => {
      const { headers } = await api.guest();
      const tokenOf = async () => {
        const read = await asOwner(`{ shop(id: "${ALPHA}") { visitToken } }`);
        return { 'x-visit-token': String(read.body.data.shop.visitToken) };
      };
      const menu = async (visit: Readonly<Record<string, string>>): Promise<unknown> =>
        (await api.execute(PRODUCTS, { ...headers, ...visit })).body.data.shop.products;
      const earlier = await tokenOf();
      expect(await menu(earlier)).toEqual({ nodes: [{ name: 'name of alpha-p1' }] });

      const answer = await asOwner(ROTATE, { shopId: ALPHA });
      const { shop: rotated, userErrors } = answer.body.data.rotateVisitToken;
      expect(userErrors).toEqual([]);
      expect(rotated.visitTokenRotatedAt).not.toBe('2026-01-01T01:02:03.004Z');
      expect(await menu(earlier)).toBeNull();
      expect(await menu({ 'x-visit-token': rotated.visitToken })).toEqual({ nodes: [{ name: 'name of alpha-p1' }] });

      const again = await asOwner(ROTATE, { shopId: ALPHA });
      expect(again.body.data.rotateVisitToken.shop.version).toBe(Number(rotated.version) + 1);
      expect(await menu(earlier)).toBeNull();
      expect(await menu({ 'x-visit-token': rotated.visitToken })).toBeNull();
    });

    it('is one write, bound to ownership, that counts up whatever it was', async () => {
      const answer = await asOwner(ROTATE, { shopId: ALPHA });
      expect(conditionsIn(answer.calls)).toEqual([OWNED, 'Update SHOP#alpha / SHOP if attribute_exists(pk)']);
      expect(writesIn(answer.calls)[1]?.update).toMatch(
        /^SET visitTokenRotatedAt = "[^"]+", visitSerial = if_not_exists\(visitSerial, "0"\) \+ "1", version = /,
      );
    });

    it('rotations at the same time all count', async () => {
      const shopId = await fresh();
      const answers = await Promise.all([1, 2, 3, 4].map(() => asOwner(ROTATE, { shopId })));
      expect(answers.filter(({ body }) => body.errors !== undefined)).toEqual([]);
      const after = await asOwner(`{ shop(id: "${shopId}") { version } }`);
      expect(after.body.data.shop.version).toBe(95);
    });
  });

  it('every write of these stories is bound to existence and ownership at its moment', () => {
    expect(writesIn(recorded).length).toBeGreaterThan(15);
    expect(unboundWrites(recorded, SUBJECTS.ownerA)).toEqual([]);
  });
});
