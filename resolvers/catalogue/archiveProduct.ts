import type { ArchiveProductInput } from '../../schema/inputs/productInputs';
import { productKey } from '../../schema/keys';
import type { ProductPayload } from '../../schema/payloads';
import type { UserError } from '../../schema/UserError';
import { fillKey } from '../../src/storage/keys';
import { EXISTS, type Write } from '../../src/storage/writes';
import { notFound } from '../ordering/ownership';
import type { FieldgateContext } from '../Services';
import { assertVersion, versionIs } from '../ordering/versions';
import { changeAsOwner } from './ownersChange';
import { productIdOf, type ProductId } from './productId';

/**
 * Takes a product out of the catalogue, for good: nobody finds or orders it any more, and past orders still lead to it. Asking twice is fine,
 * whatever the version that is sent then.
 */
export async function archiveProduct(context: FieldgateContext, input: ArchiveProductInput): Promise<ProductPayload> {
  const id = productIdOf(context, input.productId);
  const userErrors = await changeAsOwner(context, {
    shopId: id.shopId,
    what: 'product',
    writes: [archiving(id, input, context.now)],
    explain: () => explain(context, id, input),
  });
  return { changed: { ...id }, userErrors };
}

function archiving(id: ProductId, { version }: ArchiveProductInput, now: Date): Write {
  const at = now.toISOString();
  return {
    kind: 'update',
    key: fillKey(productKey, { ...id }),
    set: { available: false, archivedAt: at, updatedAt: at },
    add: { version: 1 },
    remove: ['gsi1pk', 'gsi1sk'],
    require: [EXISTS, { kind: 'absent', attribute: 'archivedAt' }, ...versionIs(version)],
  };
}

async function explain(
  { writer }: FieldgateContext,
  id: ProductId,
  { version }: ArchiveProductInput,
): Promise<UserError[] | null> {
  const [product] = await writer.facts([fillKey(productKey, { ...id })], ['version', 'archivedAt']);
  if (!product) throw notFound('product');
  if ((product.archivedAt ?? null) !== null) return [];
  assertVersion(product, version, 'product');
  return null;
}
