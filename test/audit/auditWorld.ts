import { toGlobalId } from '../../src/model/globalId';
import { customer, order, orderId, ownership, product, sales, sold, shop, type WorldItem } from '../support/world';

/** Something that a caller may ask for: whose it is, and the number that all its values are made of. */
export interface AuditItem {
  readonly type: string;
  readonly id: string;
  readonly number: number;
  readonly shopId?: string;
  readonly customerId?: string;
  readonly guestSessionId?: string;
  /** Whether it is out of the catalogue: then it does not exist for visitors. */
  readonly isArchived?: boolean;
}

/** One shop with one of everything, and who ordered there: a customer, a guest, or nobody who is known. */
export interface Scene {
  readonly number: number;
  readonly shopId: string;
  readonly owner: string;
  readonly buyer: { readonly customerId?: string; readonly guestSessionId?: string };
}

/** The serial of every shop; a visit token of an earlier one was rotated. */
export const CURRENT_SERIAL = 2;
export const DAY = '2026-01-01';
/** The one shop whose product is archived, and listed in no catalogue. */
const ARCHIVING = 'epsilon';
const CUSTOMERS = ['customer-1', 'customer-2', 'several-1'];

/** `alpha` sold to customer-1, `delta` to a guest, `epsilon` to nobody who is written down; `beta` is another's. */
export function scenesFor(guestSessionId: string): readonly [Scene, Scene, Scene, Scene] {
  return [
    { number: 1, shopId: 'alpha', owner: 'owner-a', buyer: { customerId: 'customer-1' } },
    { number: 2, shopId: 'beta', owner: 'owner-b', buyer: { customerId: 'customer-2' } },
    { number: 3, shopId: 'delta', owner: 'owner-d', buyer: { guestSessionId } },
    { number: 4, shopId: 'epsilon', owner: 'owner-e', buyer: {} },
  ];
}

/** No attribute has the same value twice, in one item or in two, but for what an enum or a boolean leaves no choice in. */
export function worldOf(scenes: readonly Scene[]): WorldItem[] {
  return [
    ...scenes.flatMap(itemsOf),
    ...CUSTOMERS.map((id, index) => customerItem(id, index + 1)),
    // Who is a customer and an owner.
    ownership('several-1', 'alpha'),
    ...statistics(),
  ];
}

/** The items of a scene as probes speak of them. */
export function auditItems({ number, shopId, buyer }: Scene) {
  const ofOrder = { number, shopId, ...buyer };
  return {
    shop: { type: 'Shop', id: toGlobalId('Shop', shopId), number, shopId },
    product: {
      type: 'Product',
      id: toGlobalId('Product', shopId, productIdOf(shopId)),
      number,
      shopId,
      isArchived: shopId === ARCHIVING,
    },
    order: { type: 'Order', id: toGlobalId('Order', shopId, orderId(number)), ...ofOrder },
    line: { type: 'OrderLine', id: '', ...ofOrder },
    sales: { type: 'ShopSales', id: '', number, shopId },
  } satisfies Record<string, AuditItem>;
}

export function customerOf(customerId: string): AuditItem {
  const number = CUSTOMERS.indexOf(customerId) + 1;
  return { type: 'Customer', id: toGlobalId('Customer', customerId), number, customerId };
}

export function productIdOf(shopId: string): string {
  return `${shopId}-p1`;
}

function itemsOf({ number, shopId, owner, buyer }: Scene): WorldItem[] {
  return [
    shopItem(shopId, number),
    productItem(shopId, number),
    ...orderItems(shopId, number, buyer),
    ...salesItems(shopId, number),
    ownership(owner, shopId),
  ];
}

function shopItem(shopId: string, n: number): WorldItem {
  return shop(shopId, 'EUR', {
    phoneNumber: `+49301000${n}`,
    openingHours: [{ day: 'MONDAY', opens: `0${n}:01`, closes: `1${n}:02` }],
    commissionRate: 700 + n,
    visitSerial: CURRENT_SERIAL,
    visitTokenRotatedAt: `2025-01-0${n}T01:00:00.000Z`,
    createdAt: `2025-02-0${n}T01:00:00.000Z`,
    version: 9100 + n,
  });
}

function productItem(shopId: string, n: number): WorldItem {
  const item = product(shopId, productIdOf(shopId), {
    category: `heading ${n}`,
    price: 12500 + 2 * n,
    stock: 4710 + n,
    costPrice: 8330 + n,
    reorderLevel: 4240 + n,
    createdAt: `2025-03-0${n}T01:00:00.000Z`,
    updatedAt: `2025-04-0${n}T01:00:00.000Z`,
    ...(shopId === ARCHIVING && { archivedAt: `2025-07-0${n}T01:00:00.000Z` }),
    version: 9200 + n,
  });
  const { gsi1pk: _pk, gsi1sk: _sk, ...unlisted } = item;
  return shopId === ARCHIVING ? unlisted : item;
}

function orderItems(shopId: string, n: number, buyer: Scene['buyer']): WorldItem[] {
  const [head, line] = order({ shopId, number: n, lines: 1, ...buyer });
  const headValues = {
    updatedAt: `2026-05-0${n}T01:00:00.000Z`,
    total: 20900 + n,
    phoneNumber: `+49302000${n}`,
    platformFee: 9710 + n,
    version: 9300 + n,
  };
  const lineValues = { unitPrice: 61100 + n, quantity: 330 + n, lineTotal: 18330 + n, unitCost: 83390 + n };
  return [withoutAbsent({ ...head!, ...headValues }), { ...line!, ...lineValues }];
}

/** An order of nobody who is known has neither attribute, and no place in the index. */
function withoutAbsent(item: WorldItem): WorldItem {
  const isNobodys = item.customerId === undefined && item.guestSessionId === undefined;
  const kept = Object.entries(item).filter(
    ([name, value]) => value !== undefined && !(isNobodys && name.startsWith('gsi1')),
  );
  return Object.fromEntries(kept) as WorldItem;
}

function salesItems(shopId: string, n: number): WorldItem[] {
  const day = { ...sales(shopId, DAY), orderCount: 10, total: 77700 + 10 * n };
  return [day, sold(shopId, DAY, productIdOf(shopId), 70 + n, 5550 + n)];
}

function customerItem(id: string, n: number): WorldItem {
  const values = { phoneNumber: `+49303000${n}`, memberSince: `2024-06-0${n}T01:00:00.000Z`, version: 9400 + n };
  return { ...customer(id), ...values };
}

/** One day on which enough shops and buyers stand behind every figure. */
function statistics(): WorldItem[] {
  const day = {
    orders: 41,
    shops: 6,
    buyers: 19,
    'orders#RESTAURANT': 26,
    'shops#RESTAURANT': 3,
    'buyers#RESTAURANT': 11,
    'orders#CAFE': 15,
    'shops#CAFE': 3,
    'buyers#CAFE': 8,
    'revenue#EUR': 1234567,
    'shops#EUR': 6,
    'buyers#EUR': 19,
    'orders#CUSTOMERS': 20,
    'shops#CUSTOMERS': 5,
    'buyers#CUSTOMERS': 9,
    'orders#GUESTS': 21,
    'shops#GUESTS': 4,
    'buyers#GUESTS': 10,
  };
  return [
    { pk: 'STATISTICS#0', sk: `DAY#${DAY}`, ...day },
    { pk: 'STATISTICS#5', sk: 'GROWTH_MONTH#2020-01', shops: 16, customers: 82 },
  ];
}
