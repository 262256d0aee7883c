import { randomInt } from 'node:crypto';
import { ulid } from 'ulid';
import type { CreateProductInput } from '../../schema/inputs/productInputs';
import { productKey, shopKey } from '../../schema/keys';
import type { ProductPayload } from '../../schema/payloads';
import type { UserError } from '../../schema/UserError';
import { fillKey, type KeyParams } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { MISSING, type Write } from '../../src/storage/writes';
import { notFound } from '../ordering/ownership';
import type { FieldgateContext } from '../Services';
import { catalogueOf, placeByName } from './listing';
import { changeAsOwner } from './ownersChange';
import { orNone } from './partialUpdate';
import { currencyRefusals, pricesOf, shopSellsIn } from './pricing';

/** A new product in the caller's own shop, under an id that only the server chooses. */
export async function createProduct(context: FieldgateContext, input: CreateProductInput): Promise<ProductPayload> {
  const shopId = context.reader.paramsOf(input.shopId, 'Shop')?.shopId;
  if (shopId === undefined) throw notFound('shop');
  const id = { shopId, productId: anyId() };
  const put: Write = {
    kind: 'put',
    key: fillKey(productKey, id),
    item: productItem(input, id, context.now.toISOString()),
    require: [MISSING],
  };
  const userErrors = await changeAsOwner(context, {
    shopId,
    what: 'shop',
    writes: [put, ...shopSellsIn(shopId, input)],
    explain: () => explain(context, shopId, input),
  });
  return { changed: userErrors.length > 0 ? null : id, userErrors };
}

const TIMES = 2 ** 48 - 1;

/** Of the form of other ids, with a time that says nothing: visitors see the id, and when a product was made is its owner's to know. */
function anyId(): string {
  return ulid(randomInt(TIMES)).toLowerCase();
}

async function explain(
  { writer }: FieldgateContext,
  shopId: string,
  input: CreateProductInput,
): Promise<UserError[] | null> {
  const [shop] = await writer.facts([fillKey(shopKey, { shopId })], ['currencyCode']);
  if (!shop) throw notFound('shop');
  const refusals = currencyRefusals(input, shop.currencyCode);
  return refusals.length > 0 ? refusals : null;
}

function productItem(input: CreateProductInput, { shopId, productId }: KeyParams, now: string): Item {
  const { name } = input;
  return withoutMissing({
    ...catalogueOf(shopId ?? ''),
    ...placeByName(name, productId ?? ''),
    name,
    description: orNone(input.description),
    category: orNone(input.category),
    ...pricesOf(input),
    currencyCode: input.price.currencyCode,
    stock: input.stock,
    available: input.available ?? true,
    imageUrl: input.imageUrl,
    allergens: input.allergens,
    supplier: orNone(input.supplier),
    reorderLevel: input.reorderLevel,
    createdAt: now,
    updatedAt: now,
    version: 1,
  });
}

/** What is not there is absent, never null. */
function withoutMissing(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined && value !== null));
}
