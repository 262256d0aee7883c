import type { RotateVisitTokenInput, UpdateShopInput } from '../../schema/inputs/shopInputs';
import { shopKey } from '../../schema/keys';
import type { ShopPayload } from '../../schema/payloads';
import { fillKey } from '../../src/storage/keys';
import { EXISTS, type Write } from '../../src/storage/writes';
import { notFound } from '../ordering/ownership';
import type { FieldgateContext } from '../Services';
import { assertVersion, versionIs } from '../ordering/versions';
import { changeAsOwner } from './ownersChange';
import { partialUpdate, orNone, type Wanted } from './partialUpdate';

/** Changes what is sent of the caller's own shop. */
export async function updateShop(context: FieldgateContext, input: UpdateShopInput): Promise<ShopPayload> {
  const shopId = shopIdOf(context, input.shopId);
  const key = fillKey(shopKey, { shopId });
  const write = partialUpdate(key, wantedOf(input), [EXISTS, ...versionIs(input.version)]);
  return changeShop(context, shopId, write, input.version);
}

/** Makes every visit token that was given out so far worthless, in the moment of the write. */
export async function rotateVisitToken(context: FieldgateContext, input: RotateVisitTokenInput): Promise<ShopPayload> {
  const shopId = shopIdOf(context, input.shopId);
  return changeShop(context, shopId, {
    kind: 'update',
    key: fillKey(shopKey, { shopId }),
    set: { visitTokenRotatedAt: context.now.toISOString() },
    add: { visitSerial: 1, version: 1 },
    require: [EXISTS],
  });
}

function shopIdOf({ reader }: FieldgateContext, globalId: string): string {
  const shopId = reader.paramsOf(globalId, 'Shop')?.shopId;
  if (shopId === undefined) throw notFound('shop');
  return shopId;
}

async function changeShop(
  context: FieldgateContext,
  shopId: string,
  write: Write,
  version?: number | null,
): Promise<ShopPayload> {
  const explain = async () => {
    const [shop] = await context.writer.facts([write.key], ['version']);
    if (!shop) throw notFound('shop');
    assertVersion(shop, version, 'shop');
    return null;
  };
  const userErrors = await changeAsOwner(context, { shopId, what: 'shop', writes: [write], explain });
  return { changed: { shopId }, userErrors };
}

/** The members of the address one by one: there is more in it than its owner sees. */
function wantedOf(input: UpdateShopInput): Wanted {
  const { address, phoneNumber, openingHours, payoutIban } = input;
  return {
    name: input.name,
    description: orNone(input.description),
    'address.street': address?.street,
    'address.city': address?.city,
    'address.postalCode': address?.postalCode,
    'address.countryCode': address?.countryCode?.toUpperCase(),
    phoneNumber,
    open: input.open,
    openingHours: openingHours?.map(({ day, opens, closes }) => ({ day, opens, closes })),
    legalName: orNone(input.legalName),
    taxId: orNone(input.taxId),
    payoutIban: payoutIban?.replace(/[\s-]+/g, '').toUpperCase() ?? payoutIban,
  };
}
