import { orderId, placedAt } from '../support/world';
import { auditItems, customerOf, DAY, productIdOf, type AuditItem } from './auditWorld';

/** How one field is asked for, what it then says, and what has to be read for that. Written by hand, from the contract. */
export interface Probe {
  /** The selection, without an alias. */
  readonly select: string;
  readonly value: (item: AuditItem, caller: ProbedCaller) => unknown;
  /** The attributes behind the field: asked for where it may be seen, and else neither asked for nor received. */
  readonly attributes: readonly string[];
  /** Attributes that may be asked for beside them, where the field may be seen. */
  readonly beside?: readonly string[];
  /** Keys of items behind the field, in a request: as `attributes`. */
  readonly reads?: RegExp;
}

/** What a value can depend on in a caller. */
export interface ProbedCaller {
  readonly roles: readonly string[];
  readonly subject: string | null;
  readonly session: { readonly id: string; readonly expiresAt: string } | null;
  readonly ownedItems: readonly AuditItem[];
  readonly visitedItem: AuditItem | null;
}

type Value = Probe['value'];

const eur = (minorUnits: number) => ({ amount: (minorUnits / 100).toFixed(2), currencyCode: 'EUR' });
const idOf = (item: AuditItem | null) => item && { id: item.id };
const ofScene = ({ number, shopId = '', customerId, guestSessionId }: AuditItem) =>
  auditItems({
    number,
    shopId,
    owner: '',
    buyer: { ...(customerId !== undefined && { customerId }), ...(guestSessionId !== undefined && { guestSessionId }) },
  });

const MONEY = '{ amount currencyCode }';

/** A field that shows one attribute, or several. */
function shows(select: string, attributes: string, value: Value, more: Partial<Probe> = {}): Probe {
  return { select, value, attributes: attributes.split(' ').filter(Boolean), ...more };
}

/** A field that shows an amount; the currency is as visible as the item itself. */
function amount(name: string, minorUnits: (item: AuditItem) => number): Probe {
  return shows(`${name} ${MONEY}`, `${name} currencyCode`, (item) => eur(minorUnits(item)));
}

const SHOP: Record<string, Probe> = {
  id: shows('id', '', ({ id }) => id),
  name: shows('name', 'name', ({ shopId }) => `name of ${shopId}`),
  description: shows('description', 'description', ({ shopId }) => `description of ${shopId}`),
  category: shows('category', 'category', () => 'RESTAURANT'),
  address: shows(
    'address { street city postalCode countryCode }',
    'address.street address.city address.postalCode address.countryCode',
    ({ shopId }) => ({
      street: `street of ${shopId}`,
      city: `city of ${shopId}`,
      postalCode: `postal ${shopId}`,
      countryCode: 'DE',
    }),
  ),
  phoneNumber: shows('phoneNumber', 'phoneNumber', ({ number }) => `+49301000${number}`),
  currencyCode: shows('currencyCode', 'currencyCode', () => 'EUR'),
  open: shows('open', 'open', () => true),
  openingHours: shows('openingHours { day opens closes }', 'openingHours', ({ number }) => [
    { day: 'MONDAY', opens: `0${number}:01`, closes: `1${number}:02` },
  ]),
  products: shows(
    'products(first: 3) { nodes { id } }',
    '',
    (item) => ({ nodes: ofScene(item).product.isArchived ? [] : [idOf(ofScene(item).product)] }),
    { reads: /CATALOGUE#/ },
  ),
  legalName: shows('legalName', 'legalName', ({ shopId }) => `canary-legalName-${shopId}`),
  taxId: shows('taxId', 'taxId', ({ shopId }) => `canary-taxId-${shopId}`),
  payoutIban: shows('payoutIban', 'payoutIban', ({ shopId }) => `canary-payoutIban-${shopId}`),
  commissionRate: shows('commissionRate', 'commissionRate', ({ number }) => `0.070${number}`),
  visitToken: shows('visitToken', 'visitSerial', () => expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)),
  visitTokenRotatedAt: shows('visitTokenRotatedAt', 'visitTokenRotatedAt', at('2025-01')),
  createdAt: shows('createdAt', 'createdAt', at('2025-02')),
  orders: shows('orders(first: 3) { nodes { id } }', '', (item) => ({ nodes: [{ id: orderIn(item) }] }), {
    reads: /"ORDER#"/,
  }),
  sales: shows(`sales(from: "${DAY}", to: "${DAY}") { orderCount }`, 'orderCount', () => ({ orderCount: 10 }), {
    beside: ['currencyCode'],
    reads: /SALES#/,
  }),
  version: shows('version', 'version', ({ number }) => 9100 + number),
};

const PRODUCT: Record<string, Probe> = {
  id: shows('id', '', ({ id }) => id),
  name: shows('name', 'name', ({ shopId = '' }) => `name of ${productIdOf(shopId)}`),
  description: shows('description', 'description', ({ shopId = '' }) => `description of ${productIdOf(shopId)}`),
  category: shows('category', 'category', ({ number }) => `heading ${number}`),
  price: amount('price', ({ number }) => 12500 + 2 * number),
  available: shows('available', 'available', () => true),
  imageUrl: shows('imageUrl', 'imageUrl', ({ shopId = '' }) => `https://images.example.com/${productIdOf(shopId)}.jpg`),
  allergens: shows('allergens', 'allergens', () => ['GLUTEN', 'MILK']),
  shop: shows('shop { phoneNumber }', 'phoneNumber', ({ number }) => ({ phoneNumber: `+49301000${number}` })),
  stock: shows('stock', 'stock', ({ number }) => 4710 + number),
  costPrice: amount('costPrice', ({ number }) => 8330 + number),
  margin: shows(`margin ${MONEY}`, 'price costPrice currencyCode', ({ number }) => eur(4170 + number)),
  supplier: shows('supplier', 'supplier', ({ shopId = '' }) => `canary-supplier-${productIdOf(shopId)}`),
  reorderLevel: shows('reorderLevel', 'reorderLevel', ({ number }) => 4240 + number),
  createdAt: shows('createdAt', 'createdAt', at('2025-03')),
  updatedAt: shows('updatedAt', 'updatedAt', at('2025-04')),
  archivedAt: shows('archivedAt', 'archivedAt', (item, caller) =>
    item.isArchived ? at('2025-07')(item, caller) : null,
  ),
  version: shows('version', 'version', ({ number }) => 9200 + number),
};

const ORDER: Record<string, Probe> = {
  id: shows('id', '', ({ id }) => id),
  number: shows('number', 'number', ({ number }) => `number-${number}`),
  status: shows('status', 'status', () => 'PENDING'),
  placedAt: shows('placedAt', 'placedAt', ({ number }) => placedAt(number)),
  updatedAt: shows('updatedAt', 'updatedAt', at('2026-05')),
  total: amount('total', ({ number }) => 20900 + number),
  note: shows('note', 'note', ({ number }) => `canary-note-${orderId(number)}`),
  customerName: shows('customerName', 'customerName', ({ number }) => `canary-customerName-${orderId(number)}`),
  phoneNumber: shows('phoneNumber', 'phoneNumber', ({ number }) => `+49302000${number}`),
  lines: shows('lines { quantity }', 'lineCount quantity', ({ number }) => [{ quantity: 330 + number }], {
    reads: /LINE#/,
  }),
  shop: shows('shop { description }', 'description', ({ shopId }) => ({ description: `description of ${shopId}` })),
  customer: shows(
    'customer { displayName }',
    'customerId displayName',
    ({ customerId }) => (customerId === undefined ? null : { displayName: `canary-displayName-${customerId}` }),
    { reads: /"PROFILE"/ },
  ),
  internalNote: shows('internalNote', 'internalNote', ({ number }) => `canary-internalNote-${orderId(number)}`),
  platformFee: amount('platformFee', ({ number }) => 9710 + number),
  version: shows('version', 'version', ({ number }) => 9300 + number),
};

const ORDER_LINE: Record<string, Probe> = {
  position: shows('position', 'position', () => 1),
  name: shows('name', 'name', ({ number }) => `line 1 of ${orderId(number)}`),
  unitPrice: amount('unitPrice', ({ number }) => 61100 + number),
  quantity: shows('quantity', 'quantity', ({ number }) => 330 + number),
  lineTotal: amount('lineTotal', ({ number }) => 18330 + number),
  product: shows('product { imageUrl }', 'productId imageUrl', ({ shopId = '' }) => ({
    imageUrl: `https://images.example.com/${productIdOf(shopId)}.jpg`,
  })),
  unitCost: amount('unitCost', ({ number }) => 83390 + number),
};

const CUSTOMER: Record<string, Probe> = {
  id: shows('id', '', ({ id }) => id),
  email: shows('email', 'memberSince', ({ customerId }) => `${customerId}@example.com`),
  displayName: shows('displayName', 'displayName', ({ customerId }) => `canary-displayName-${customerId}`),
  phoneNumber: shows('phoneNumber', 'phoneNumber', ({ number }) => `+49303000${number}`),
  marketingConsent: shows('marketingConsent', 'marketingConsent', () => true),
  memberSince: shows('memberSince', 'memberSince', at('2024-06')),
  orders: shows('orders(first: 3) { nodes { number } }', '', ({ customerId }) => ordersOf(customerId), {
    beside: ['number'],
    reads: /"ORDER#"/,
  }),
  version: shows('version', 'version', ({ number }) => 9400 + number),
};

const SHOP_SALES: Record<string, Probe> = {
  total: shows(`total ${MONEY}`, 'total currencyCode', ({ number }) => eur(77700 + 10 * number)),
  orderCount: shows('orderCount', 'orderCount', () => 10),
  averageOrderValue: shows(`averageOrderValue ${MONEY}`, 'total orderCount currencyCode', ({ number }) =>
    eur(7770 + number),
  ),
  byDay: shows(`byDay { day orderCount total ${MONEY} }`, 'total orderCount currencyCode', ({ number }) => [
    { day: DAY, orderCount: 10, total: eur(77700 + 10 * number) },
  ]),
  topProducts: shows(
    `topProducts { quantity total ${MONEY} }`,
    'unitsByDay totalByDay unitsByProduct totalByProduct currencyCode',
    ({ number }) => [{ quantity: 70 + number, total: eur(5550 + number) }],
  ),
};

const COUNTERS = ['orders', 'shops', 'buyers'];
const perGroup = (names: readonly string[]) =>
  names.flatMap((name) => [`orders#${name}`, `shops#${name}`, `buyers#${name}`]);
const CATEGORIES = 'RESTAURANT CAFE BAKERY BAR BOOKS GROCERY FASHION FLORIST'.split(' ');
const CURRENCIES = 'EUR GBP USD JPY CHF SEK'.split(' ');

const BY_KIND = [...COUNTERS, ...perGroup(['CUSTOMERS', 'GUESTS'])];

/** A platform figure is read from the counters, and nothing else is. */
function figure(select: string, attributes: string, value: unknown, beside: readonly string[] = COUNTERS): Probe {
  return shows(select, attributes, () => value, { beside, reads: /STATISTICS#/ });
}

const PLATFORM_STATISTICS: Record<string, Probe> = {
  from: shows('from', '', () => DAY),
  to: shows('to', '', () => DAY),
  shopCount: figure('shopCount', 'shops', 16, []),
  customerCount: figure('customerCount', 'customers', 82, []),
  orderCount: figure('orderCount', 'orders', 41),
  coverage: figure('coverage { days withheldDays }', 'orders', { days: 1, withheldDays: 0 }),
  averageOrdersPerShop: figure('averageOrdersPerShop', 'orders shops', 41 / 16),
  averageOrdersPerCustomer: figure('averageOrdersPerCustomer', 'orders#CUSTOMERS customers', 20 / 82, BY_KIND),
  customerOrders: figure(
    'customerOrders { orderCount suppressed coverage { days withheldDays } }',
    'orders#CUSTOMERS',
    { orderCount: 20, suppressed: false, coverage: { days: 1, withheldDays: 0 } },
    BY_KIND,
  ),
  revenue: figure(
    `revenue { currencyCode amount { amount } suppressed }`,
    'revenue#EUR revenue#JPY',
    expect.arrayContaining([{ currencyCode: 'EUR', amount: { amount: '12345.67' }, suppressed: false }]),
    CURRENCIES.flatMap((name) => [`revenue#${name}`, `shops#${name}`, `buyers#${name}`]),
  ),
  ordersByDay: figure('ordersByDay { day orderCount suppressed }', 'orders', [
    { day: DAY, orderCount: 41, suppressed: false },
  ]),
  ordersByCategory: figure(
    'ordersByCategory { category orderCount suppressed }',
    'orders#RESTAURANT orders#CAFE',
    expect.arrayContaining([{ category: 'CAFE', orderCount: 15, suppressed: false }]),
    [...COUNTERS, ...perGroup(CATEGORIES)],
  ),
};

const VIEWER: Record<string, Probe> = {
  roles: shows('roles', '', (_viewer, { roles }) => roles),
  customer: shows('customer { id }', '', (_viewer, { roles, subject }) =>
    roles.includes('CUSTOMER') && subject !== null ? idOf(customerOf(subject)) : null,
  ),
  shops: shows('shops { id }', '', (_viewer, { ownedItems }) => ownedItems.map(idOf)),
  visitedShop: shows('visitedShop { id }', '', (_viewer, { roles, visitedItem }) =>
    roles.some((role) => role !== 'PLATFORM_ADMIN') ? idOf(visitedItem) : null,
  ),
  access: shows('access(coordinates: ["PlatformStatistics.revenue"]) { read }', '', (_viewer, { roles }) => [
    { read: roles.includes('PLATFORM_ADMIN') ? 'ALWAYS' : 'NEVER' },
  ]),
  guestSessionExpiresAt: shows('guestSessionExpiresAt', '', (_viewer, { session }) => session?.expiresAt ?? null),
  guestOrders: shows('guestOrders(first: 3) { pageInfo { hasNextPage } }', '', (_viewer, { session }) =>
    session ? { pageInfo: { hasNextPage: false } } : null,
  ),
};

/** Throws where there is none: a field that nobody can ask for is not audited. */
export function probeOf(coordinate: string): Probe {
  const [type = '', field = ''] = coordinate.split('.');
  const probe = PROBES[type]?.[field];
  if (!probe) throw new RangeError(`no probe for ${coordinate}`);
  return probe;
}

const PROBES: Readonly<Record<string, Readonly<Record<string, Probe>>>> = {
  Shop: SHOP,
  Product: PRODUCT,
  Order: ORDER,
  OrderLine: ORDER_LINE,
  Customer: CUSTOMER,
  ShopSales: SHOP_SALES,
  PlatformStatistics: PLATFORM_STATISTICS,
  Viewer: VIEWER,
};

function at(month: string): Value {
  return ({ number }) => `${month}-0${number}T01:00:00.000Z`;
}

function orderIn(item: AuditItem): string {
  return ofScene(item).order.id;
}

/** Customer n ordered once, in the scene of the same number; the others never. */
function ordersOf(customerId: string | undefined): unknown {
  const [, number = ''] = /^customer-(\d)$/.exec(customerId ?? '') ?? [];
  return { nodes: number === '' ? [] : [{ number: `number-${number}` }] };
}
