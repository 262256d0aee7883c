import { MAX_STOCK, type UpdateProductInput } from '../../schema/inputs/productInputs';
import { productKey, shopKey } from '../../schema/keys';
import type { ProductPayload } from '../../schema/payloads';
import { UserErrorCode, type UserError } from '../../schema/UserError';
import { fillKey } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { storedNumber } from '../../src/storage/storedInteger';
import { EXISTS, type Requirement, type Write } from '../../src/storage/writes';
import { notFound } from '../ordering/ownership';
import type { FieldgateContext } from '../Services';
import { placeByName } from './listing';
import { assertVersion, versionIs } from '../ordering/versions';
import { changeAsOwner } from './ownersChange';
import { partialUpdate, orNone, type Wanted } from './partialUpdate';
import { productIdOf, type ProductId } from './productId';
import { currencyRefusals, pricesOf, sameCurrency, shopSellsIn } from './pricing';

/** Changes what is sent of a product that is still in the catalogue; moves it there where its name changes. */
export async function updateProduct(context: FieldgateContext, input: UpdateProductInput): Promise<ProductPayload> {
  const id = productIdOf(context, input.productId);
  const userErrors = await changeAsOwner(context, {
    shopId: id.shopId,
    what: 'product',
    writes: [productWrite(input, id, context.now), ...shopSellsIn(id.shopId, input)],
    explain: () => explain(context, id, input),
  });
  return { changed: userErrors.length > 0 ? null : { ...id }, userErrors };
}

function productWrite(input: UpdateProductInput, id: ProductId, now: Date): Write {
  const { version, stockDelta } = input;
  const requirements = [
    EXISTS,
    { kind: 'absent', attribute: 'archivedAt' },
    ...versionIs(version),
    ...sameCurrency(input),
    ...roomFor(stockDelta),
  ] as const;
  return partialUpdate(fillKey(productKey, { ...id }), wantedOf(input, id), requirements, {
    stamp: { updatedAt: now.toISOString() },
    ...(typeof stockDelta === 'number' && { add: { stock: stockDelta } }),
  });
}

function wantedOf(input: UpdateProductInput, { productId }: ProductId): Wanted {
  const { name } = input;
  return {
    name,
    ...(typeof name === 'string' && placeByName(name, productId)),
    description: orNone(input.description),
    category: orNone(input.category),
    ...pricesOf(input),
    stock: input.stock,
    available: input.available,
    imageUrl: input.imageUrl,
    allergens: input.allergens,
    supplier: orNone(input.supplier),
    reorderLevel: input.reorderLevel,
  };
}

/** What is there at the moment of the write decides: others sell meanwhile. */
function roomFor(delta: number | null | undefined): Requirement[] {
  if (typeof delta !== 'number') return [];
  return [
    { kind: 'atLeast', attribute: 'stock', value: -delta },
    { kind: 'atMost', attribute: 'stock', value: MAX_STOCK - delta },
  ];
}

async function explain(
  { writer }: FieldgateContext,
  id: ProductId,
  input: UpdateProductInput,
): Promise<UserError[] | null> {
  const [[product], [shop]] = await Promise.all([
    writer.facts([fillKey(productKey, { ...id })], ['version', 'archivedAt', 'currencyCode', 'stock']),
    writer.facts([fillKey(shopKey, { shopId: id.shopId })], ['currencyCode']),
  ]);
  if (!product || !shop) throw notFound('product');
  if ((product.archivedAt ?? null) !== null) return [ARCHIVED];
  assertVersion(product, input.version, 'product');
  const currencies = new Set([shop.currencyCode, product.currencyCode]);
  const refusals = [
    ...[...currencies].flatMap((code) => currencyRefusals(input, code)),
    ...stockRefusals(input, product),
  ];
  return refusals.length > 0 ? refusals : null;
}

const ARCHIVED: UserError = {
  field: ['productId'],
  code: UserErrorCode.PRODUCT_ARCHIVED,
  message: 'The product is archived, so it cannot be changed any more.',
};

function stockRefusals({ stockDelta }: UpdateProductInput, { stock }: Item): UserError[] {
  if (typeof stockDelta !== 'number') return [];
  const after = storedNumber(stock) + stockDelta;
  if (after >= 0 && after <= MAX_STOCK) return [];
  const message = `Expected a stock from 0 to ${MAX_STOCK.toLocaleString('en')} after the change, but it would be ${after.toLocaleString('en')}.`;
  return [{ field: ['stockDelta'], code: UserErrorCode.STOCK_OUT_OF_RANGE, message }];
}
