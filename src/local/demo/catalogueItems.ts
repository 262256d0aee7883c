import { createHash } from 'node:crypto';
import { foldName } from '../../../schema/foldName';
import type { Item } from '../write';
import { randomOf } from './catalogue';
import { addressIn, phoneNumberIn } from './cities';
import { daysBefore, type CustomerPlan, type ProductPlan, type ShopPlan, type WorldOptions } from './plan';
import type { Random } from './random';

const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** What no field of the API ever shows: recognisable in any traffic, and different on every item. */
export function hidden(attribute: string, itemId: string): string {
  return `hidden-${attribute}-${itemId}`;
}

export function shopItem(shop: ShopPlan, options: WorldOptions): Item {
  const random = randomOf(options, 'shop item', shop.slug);
  return {
    pk: `SHOP#${shop.slug}`,
    sk: 'SHOP',
    name: shop.name,
    description: shop.description,
    category: shop.kind.category,
    address: { ...addressIn(shop.city, random), accessCode: hidden('accessCode', shop.slug) },
    phoneNumber: phoneNumberIn(shop.city, random),
    currencyCode: shop.currencyCode,
    open: random.chance(0.92) || options.generation === 0,
    openingHours: openingHours(shop),
    ...ownersView(shop, random),
    riskScore: hidden('riskScore', shop.slug),
    platformNotes: hidden('platformNotes', shop.slug),
  };
}

function openingHours({ kind }: ShopPlan): object[] {
  return kind.week.flatMap((hours, index) =>
    hours ? [{ day: WEEKDAYS[index], opens: hours[0], closes: hours[1] }] : [],
  );
}

function ownersView(shop: ShopPlan, random: Random): Record<string, unknown> {
  const createdAt = shop.createdAt.toISOString();
  return {
    legalName: `${shop.name} ${legalForm(shop.city.countryCode)}`,
    taxId: `TAX-${shop.slug}-${random.text('0123456789', 8)}`,
    payoutIban: iban(random),
    commissionRate: shop.commissionRate,
    visitSerial: 1,
    visitTokenRotatedAt: createdAt,
    createdAt,
    version: 1,
  };
}

function legalForm(countryCode: string): string {
  const forms: Record<string, string> = {
    DE: 'GmbH',
    AT: 'GmbH',
    CH: 'GmbH',
    GB: 'Ltd',
    US: 'LLC',
    JP: 'K.K.',
    SE: 'AB',
    FR: 'SARL',
    IT: 'S.r.l.',
    ES: 'S.L.',
    PT: 'Lda',
    NL: 'B.V.',
  };
  return forms[countryCode] ?? 'Ltd';
}

/** A well-formed IBAN (its check digits are right) of a bank that is not there. */
function iban(random: Random): string {
  const account = `37040044${random.text('0123456789', 10)}`;
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${account}`;
}

export function productItem(shop: ShopPlan, product: ProductPlan, options: WorldOptions): Item {
  const random = randomOf(options, 'product item', shop.slug, product.id);
  const createdAt = new Date(shop.createdAt.getTime() + random.int(0, 20) * 86_400_000);
  const id = `${shop.slug}-${product.id}`;
  return {
    pk: `SHOP#${shop.slug}`,
    sk: `PRODUCT#${product.id}`,
    gsi1pk: `CATALOGUE#${shop.slug}`,
    gsi1sk: `${foldName(product.name)}#${product.id}`,
    name: product.name,
    ...(product.description !== '' && { description: product.description }),
    category: product.section,
    price: product.price,
    currencyCode: shop.currencyCode,
    available: random.chance(0.93),
    imageUrl: `https://images.example.com/${shop.slug}/${product.id}.jpg`,
    allergens: product.allergens,
    ...stock(product, id, random),
    createdAt: createdAt.toISOString(),
    updatedAt: new Date(
      Math.max(createdAt.getTime(), daysBefore(options.now, random.int(1, 80)).getTime()),
    ).toISOString(),
    version: random.int(1, 4),
    supplierContract: hidden('supplierContract', id),
  };
}

function stock({ unitCost, supplier }: ProductPlan, id: string, random: Random): Record<string, unknown> {
  const account = createHash('sha256').update(id).digest('hex').slice(0, 8);
  return {
    stock: random.int(6, 180),
    costPrice: unitCost,
    supplier: `supplier-${supplier}-${account}`,
    reorderLevel: random.int(2, 20),
  };
}

export function ownershipItem(shop: ShopPlan, index: number, options: WorldOptions): Item {
  const sub = ownerOf(index, options);
  return { pk: `USER#${sub}`, sk: `SHOP#${shop.slug}`, grantedAt: shop.createdAt.toISOString() };
}

/** The local owners have one shop each; of the others, every third owner has two. */
function ownerOf(index: number, options: WorldOptions): string {
  const local = options.generation === 0 ? options.subjects.owners[index] : undefined;
  return local ?? randomOf(options, 'owner', index % 4 === 3 ? index - 1 : index).uuid();
}

export function customerItem(customer: CustomerPlan): Item {
  return {
    pk: `CUSTOMER#${customer.sub}`,
    sk: 'PROFILE',
    displayName: customer.displayName,
    phoneNumber: customer.phoneNumber,
    marketingConsent: customer.marketingConsent,
    memberSince: customer.memberSince.toISOString(),
    version: 1,
    marketingProfile: hidden('marketingProfile', customer.sub),
  };
}
