import { fromGlobalId, toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type GraphQLAnswer } from '../support/ApiUnderTest';
import type { Fault } from '../support/DynamoRecorder';
import { unboundWrites, writesIn } from '../support/recordedWrites';
import { isWrite, type RecordedCall } from '../support/RecordedCall';
import { baseWorld, ownership, product, shop, SUBJECTS, type WorldItem } from '../support/world';
import {
  archiveProduct,
  createProduct,
  EURO,
  OWNERS_MUTATIONS,
  rotateVisitToken,
  updateProduct,
  updateShop,
} from './ownersMutations';
import type { OwnersMutation } from './ownersMutations';
import { masked } from './requests';
import { productNode } from './scene';
import { wireText } from './traffic';

/* What changes between a decision and the write that was decided: the table is changed while the transaction is on its way. */

let api: ApiUnderTest;
let next = 0;
const recorded: RecordedCall[] = [];

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
});
afterEach(() => {
  api.recorder.faults = undefined;
});
afterAll(async () => api.close());

/** A shop of owner A with one product, which no other test touches. */
async function scene(): Promise<{
  shop: WorldItem;
  product: WorldItem;
  owned: WorldItem;
  ids: Record<string, string>;
}> {
  const shopId = `race-${String((next += 1))}`;
  const items = { shop: shop(shopId), product: product(shopId, `${shopId}-p1`), owned: ownership('owner-a', shopId) };
  await api.put(Object.values(items));
  return { ...items, ids: { shopId: toGlobalId('Shop', shopId), productId: productNode(shopId, 1) } };
}

async function send({ document, input, target }: OwnersMutation, ids: Record<string, string>, more = {}) {
  const answer = await api.execute(document, await api.ownerA(), {
    input: { ...input, [target]: ids[target], ...more },
  });
  recorded.push(...answer.calls);
  return answer;
}

/** Does something once, when the first transaction has been sent and the engine has not seen it yet. */
function beforeTheWrite(happens: () => Promise<unknown>, fault?: Fault): void {
  let isFirst = true;
  api.recorder.faults = async ({ operation }) => {
    if (operation !== 'TransactWriteItems' || !isFirst) return undefined;
    isFirst = false;
    await happens();
    return fault;
  };
}

/** The names and stocks of what the shop has in its catalogue, and the shop's own name. */
async function state({ shop: { pk }, owned, ids }: Awaited<ReturnType<typeof scene>>): Promise<unknown> {
  api.recorder.faults = undefined;
  await api.replace({ ...owned, pk: 'USER#looker' });
  const query = `{ shop(id: "${ids.shopId ?? ''}") { name version products { nodes { name stock version } } } }`;
  const { body } = await api.execute(query, await api.signedIn('looker', 'shop-owners'));
  return { pk, ...body.data.shop };
}

const codeOf = ({ body }: GraphQLAnswer): unknown => body.errors?.[0].extensions.code;

describe('ownership moved between check and write', () => {
  it.each(OWNERS_MUTATIONS)('$name: NOT_FOUND as for another’s, and nothing is written', async (each) => {
    const set = await scene();
    const before = await state(set);
    beforeTheWrite(async () => api.remove(set.owned));
    const answer = await send(each, set.ids);
    expect(answer.calls.filter(isWrite)).toHaveLength(1);
    const others = await send(each, { shopId: toGlobalId('Shop', 'beta'), productId: productNode('beta', 1) });
    expect(masked(answer.text)).toBe(masked(others.text));
    expect(codeOf(answer)).toBe('NOT_FOUND');
    expect(await state(set)).toEqual(before);
  });

  it.each(OWNERS_MUTATIONS)('$name: what the new owner has there is not looked at', async (each) => {
    const set = await scene();
    beforeTheWrite(async () => {
      await api.remove(set.owned);
      await api.replace({ ...set.owned, pk: 'USER#owner-b' });
    });
    const { calls } = await send(each, set.ids, each.name === 'updateProduct' ? { version: 1 } : {});
    const read = calls.filter((call) => !isWrite(call)).map(({ requestText }) => requestText);
    expect(read.filter((text) => !text.includes('USER#'))).toEqual([]);
  });
});

describe('what was deleted does not come back', () => {
  it.each([updateProduct, archiveProduct])('$name of a product deleted before', async (each) => {
    const set = await scene();
    await api.remove(set.product);
    expect(codeOf(await send(each, set.ids))).toBe('NOT_FOUND');
    expect(await state(set)).toMatchObject({ products: { nodes: [] } });
  });

  it.each([updateProduct, archiveProduct])('$name of a product deleted meanwhile', async (each) => {
    const set = await scene();
    beforeTheWrite(async () => api.remove(set.product));
    expect(codeOf(await send(each, set.ids))).toBe('NOT_FOUND');
    const after = await api.execute(
      `{ node(id: "${set.ids.productId ?? ''}") { id ... on Product { name version } } }`,
      await api.ownerA(),
    );
    expect(after.body.data.node).toBeNull();
  });

  it.each([updateShop, rotateVisitToken, createProduct])(
    '$name of a shop deleted, its ownership left behind',
    async (each) => {
      const set = await scene();
      await api.remove(set.shop);
      expect(codeOf(await send(each, set.ids))).toBe('NOT_FOUND');
      await api.replace({ ...set.shop, name: 'a new shop' });
      expect(await state(set)).toMatchObject({ name: 'a new shop', products: { nodes: [{ version: 92 }] } });
    },
  );
});

describe('what changed meanwhile', () => {
  it('another’s change of the version that was seen is a CONFLICT, and is kept', async () => {
    const set = await scene();
    beforeTheWrite(async () => api.replace({ ...set.product, name: 'by another', version: 93 }));
    const answer = await send(updateProduct, set.ids, { version: 92 });
    expect(answer.body.errors[0].extensions).toMatchObject({ code: 'CONFLICT', currentVersion: 93 });
    expect(await state(set)).toMatchObject({ products: { nodes: [{ name: 'by another', version: 93 }] } });
  });

  it.each<[string, unknown]>([
    ['an integer beyond what JavaScript holds', 12345678901234567890n],
    ['a map', { secret: 'canary' }],
    ['a string', 'canary'],
    ['a fraction', 9.5],
  ])('a stored version that is none, but %s, is told to nobody, and breaks no answer', async (_, version) => {
    const set = await scene();
    await api.replace({ ...set.product, version });
    await api.replace({ ...set.shop, version });
    const { productId, shopId } = set.ids;
    const query = `mutation {
      changed: updateProduct(input: { productId: "${productId}", available: false }) { userErrors { code } }
      updated: updateProduct(input: { productId: "${productId}", available: true, version: 92 }) { userErrors { code } }
      archived: archiveProduct(input: { productId: "${productId}", version: 92 }) { userErrors { code } }
      shop: updateShop(input: { shopId: "${shopId}", open: false, version: 92 }) { userErrors { code } }
    }`;
    const { status, body, text } = await api.execute(query, await api.ownerA());
    expect([status, Object.keys(body.data)]).toEqual([200, ['changed', 'updated', 'archived', 'shop']]);
    const conflicts = body.errors.filter((error: { path: string[] }) => error.path[0] !== 'changed');
    expect(conflicts.map(({ extensions }: { extensions: object }) => Object.keys(extensions).sort())).toEqual(
      Array(3).fill(['code', 'requestId']),
    );
    expect(conflicts.map(({ extensions }: { extensions: { code: string } }) => extensions.code)).toEqual(
      Array(3).fill('CONFLICT'),
    );
    expect(text).not.toContain('canary');
  });

  it('a sale meanwhile is not lost to a stockDelta', async () => {
    const set = await scene();
    beforeTheWrite(async () => api.replace({ ...set.product, stock: 3 }));
    await send(updateProduct, set.ids, { stockDelta: -3 });
    expect(await state(set)).toMatchObject({ products: { nodes: [{ stock: 0 }] } });
  });

  it('a stockDelta never takes more than is left at the moment of the write', async () => {
    const set = await scene();
    beforeTheWrite(async () => api.replace({ ...set.product, stock: 2 }));
    const answer = await send(updateProduct, set.ids, { stockDelta: -3 });
    expect(answer.body.data.updateProduct.userErrors).toMatchObject([{ code: 'STOCK_OUT_OF_RANGE' }]);
    expect(await state(set)).toMatchObject({ products: { nodes: [{ stock: 2 }] } });
  });

  it('a product archived meanwhile does not return into the list', async () => {
    const set = await scene();
    const { gsi1pk: _pk, gsi1sk: _sk, ...rest } = set.product;
    const archived = { ...rest, pk: set.product.pk, sk: set.product.sk, archivedAt: '2026-02-02T00:00:00.000Z' };
    beforeTheWrite(async () => api.replace({ ...archived, available: false }));
    const answer = await send(updateProduct, set.ids, { available: true });
    expect(answer.body.data.updateProduct.userErrors).toMatchObject([{ code: 'PRODUCT_ARCHIVED' }]);
    expect(await state(set)).toMatchObject({ products: { nodes: [] } });
  });

  it.each([createProduct, updateProduct])(
    '$name: a price is not written in a currency the shop has left',
    async (each) => {
      const set = await scene();
      const before = await state(set);
      beforeTheWrite(async () => api.replace({ ...set.shop, currencyCode: 'SEK' }));
      const answer = await send(each, set.ids, { price: EURO });
      expect(answer.body.data[each.name].userErrors).toMatchObject([{ code: 'CURRENCY_MISMATCH' }]);
      expect(await state(set)).toEqual(before);
    },
  );

  it('a requirement that holds again by the time one looks is tried again', async () => {
    const set = await scene();
    let transactions = 0;
    api.recorder.faults = async ({ operation, request }) => {
      if (operation === 'TransactWriteItems') {
        transactions += 1;
        if (transactions === 1) await api.remove(set.owned);
      } else if (transactions === 1 && JSON.stringify(request).includes('USER#')) await api.replace(set.owned);
      return undefined;
    };
    const answer = await send(updateProduct, set.ids, { version: 92 });
    expect(answer.body.data.updateProduct).toMatchObject({ product: { name: 'Named by the owner' }, userErrors: [] });
    expect(transactions).toBe(2);
  });
});

describe('answers that are lost on their way', () => {
  const nothing = async () => Promise.resolve();

  it('createProduct makes one product', async () => {
    const set = await scene();
    beforeTheWrite(nothing, 'lose-answer');
    const answer = await send(createProduct, set.ids);
    expect(answer.calls.filter(isWrite)).toHaveLength(2);
    expect(fromGlobalId(String(answer.body.data.createProduct.product.id))?.typeName).toBe('Product');
    expect(await state(set)).toMatchObject({ products: { nodes: [{ name: 'Made by the owner' }, {}] } });
  });

  it('updateProduct adds a stockDelta once, and finds its own version', async () => {
    const set = await scene();
    beforeTheWrite(nothing, 'lose-answer');
    const answer = await send(updateProduct, set.ids, { stockDelta: 5, version: 92 });
    expect(answer.body.errors).toBeUndefined();
    expect(await state(set)).toMatchObject({ products: { nodes: [{ stock: 4716, version: 93 }] } });
  });

  it.each<[how: string, Fault]>([
    ['says so', { status: 500, body: { __type: 'x#InternalServerError', message: 'SHOP#alpha is away' } }],
    ['tears every connection', 'reset'],
  ])('a store that stays away, and %s, is TRY_AGAIN, in words that tell nothing of it', async (_, away) => {
    const set = await scene();
    api.recorder.faults = ({ operation }) => (operation === 'TransactWriteItems' ? away : undefined);
    const answer = await send(updateProduct, set.ids);
    expect(codeOf(answer)).toBe('TRY_AGAIN');
    expect(answer.text).not.toMatch(/SHOP#|alpha|Internal/);
  });
});

it('nothing of any item stood in an answer to a write', () => {
  const answers = recorded.filter(isWrite).map((call) => ({ ...call, requestText: '' }));
  expect(wireText(answers)).not.toMatch(/canary-|hidden-|name of|"Item"/);
});

it('every write of all these races is bound to existence and ownership at its moment', () => {
  expect(writesIn(recorded).length).toBeGreaterThan(50);
  expect(unboundWrites(recorded, SUBJECTS.ownerA)).toEqual([]);
});
