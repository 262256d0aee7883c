import { encodeTime } from 'ulid';

/**
 * A small world in which every attribute of every item has a value that stands nowhere else, so that a leak can be searched
 * for. Hidden attributes (no GraphQL field shows them) begin with `hidden-`.
 *
 * Shops `alpha` (owner `owner-a`), `beta` (owner `owner-b`), `gamma` (nobody's). Customers `customer-1`, `customer-2`. Guest sessions are made
 * by the test (their ids are random): see `ordersOf`.
 */
export type WorldItem = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

export const SUBJECTS = {
  customer1: 'customer-1',
  customer2: 'customer-2',
  ownerA: 'owner-a',
  ownerB: 'owner-b',
  admin: 'admin-1',
} as const;

export const HIDDEN_ATTRIBUTES = [
  'riskScore',
  'platformNotes',
  'supplierContract',
  'marketingProfile',
  'address.accessCode',
];

export interface OrderSpec {
  readonly shopId: string;
  /** Makes the ULID: later numbers are newer. */
  readonly number: number;
  readonly customerId?: string;
  readonly guestSessionId?: string;
  readonly lines?: number;
  readonly status?: string;
}

const START = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;

/** The ULID of the order with this number: its time is `number` minutes after 2026-01-01. */
export function orderId(number: number): string {
  return encodeTime(START + number * MINUTE_MS, 10) + String(number).padStart(16, '0');
}

export function placedAt(number: number): string {
  return new Date(START + number * MINUTE_MS).toISOString();
}

export function shop(shopId: string, currencyCode = 'EUR', more: Record<string, unknown> = {}): WorldItem {
  return {
    pk: `SHOP#${shopId}`,
    sk: 'SHOP',
    name: `name of ${shopId}`,
    description: `description of ${shopId}`,
    category: 'RESTAURANT',
    address: {
      street: `street of ${shopId}`,
      city: `city of ${shopId}`,
      postalCode: `postal ${shopId}`,
      countryCode: 'DE',
      accessCode: `hidden-accessCode-${shopId}`,
    },
    phoneNumber: '+4930123456',
    currencyCode,
    open: true,
    openingHours: [{ day: 'MONDAY', opens: '09:00', closes: '18:00' }],
    legalName: `canary-legalName-${shopId}`,
    taxId: `canary-taxId-${shopId}`,
    payoutIban: `canary-payoutIban-${shopId}`,
    commissionRate: 777,
    visitSerial: 1,
    visitTokenRotatedAt: '2026-01-01T01:02:03.004Z',
    createdAt: '2025-12-31T01:02:03.004Z',
    version: 91,
    riskScore: `hidden-riskScore-${shopId}`,
    platformNotes: `hidden-platformNotes-${shopId}`,
    ...more,
  };
}

export function product(shopId: string, productId: string, more: Record<string, unknown> = {}): WorldItem {
  return {
    pk: `SHOP#${shopId}`,
    sk: `PRODUCT#${productId}`,
    gsi1pk: `CATALOGUE#${shopId}`,
    gsi1sk: `name of ${productId}#${productId}`,
    name: `name of ${productId}`,
    description: `description of ${productId}`,
    category: 'Mains',
    price: 1250,
    currencyCode: 'EUR',
    available: true,
    imageUrl: `https://images.example.com/${productId}.jpg`,
    allergens: ['GLUTEN', 'MILK'],
    stock: 4711,
    costPrice: 833,
    supplier: `canary-supplier-${productId}`,
    reorderLevel: 4242,
    createdAt: '2025-12-30T01:02:03.004Z',
    updatedAt: '2025-12-29T01:02:03.004Z',
    version: 92,
    supplierContract: `hidden-supplierContract-${productId}`,
    ...more,
  };
}

export function order({
  shopId,
  number,
  customerId,
  guestSessionId,
  lines = 2,
  status = 'PENDING',
}: OrderSpec): WorldItem[] {
  const id = orderId(number);
  const buyer =
    customerId === undefined
      ? { gsi1pk: `GUEST#${guestSessionId ?? ''}`, guestSessionId }
      : { gsi1pk: `CUSTOMER#${customerId}`, customerId };
  const head = {
    pk: `SHOP#${shopId}`,
    sk: `ORDER#${id}`,
    gsi1sk: `ORDER#${id}`,
    ...buyer,
    number: `number-${String(number)}`,
    status,
    placedAt: placedAt(number),
    updatedAt: placedAt(number),
    total: 1250 * lines,
    currencyCode: 'EUR',
    note: `canary-note-${id}`,
    customerName: `canary-customerName-${id}`,
    phoneNumber: '+4930654321',
    lineCount: lines,
    internalNote: `canary-internalNote-${id}`,
    platformFee: 9719,
    version: 93,
    riskScore: `hidden-riskScore-${id}`,
    platformNotes: `hidden-platformNotes-${id}`,
  };
  return [head, ...Array.from({ length: lines }, (_, index) => orderLine(shopId, id, index + 1))];
}

function orderLine(shopId: string, id: string, position: number): WorldItem {
  return {
    pk: `SHOP#${shopId}`,
    sk: `LINE#${id}#${String(position).padStart(2, '0')}`,
    position,
    name: `line ${String(position)} of ${id}`,
    unitPrice: 1250,
    quantity: 1,
    lineTotal: 1250,
    currencyCode: 'EUR',
    productId: `${shopId}-p${String(position)}`,
    unitCost: 8339,
  };
}

export function customer(customerId: string): WorldItem {
  return {
    pk: `CUSTOMER#${customerId}`,
    sk: 'PROFILE',
    email: `${customerId}@example.com`,
    displayName: `canary-displayName-${customerId}`,
    phoneNumber: '+4930111222',
    marketingConsent: true,
    memberSince: '2025-11-11T01:02:03.004Z',
    version: 94,
    marketingProfile: `hidden-marketingProfile-${customerId}`,
  };
}

export function ownership(subject: string, shopId: string): WorldItem {
  return { pk: `USER#${subject}`, sk: `SHOP#${shopId}`, grantedAt: '2025-12-31T01:02:03.004Z' };
}

export function sales(shopId: string, day: string): WorldItem {
  return {
    pk: `SHOP#${shopId}`,
    sk: `SALES#${day}`,
    orderCount: 3,
    total: 3750,
    currencyCode: 'EUR',
  };
}

/** What was sold of a product on a day: its month, with nothing else in it. */
export function sold(shopId: string, day: string, productId: string, units: unknown, total: unknown): WorldItem {
  const [month, date] = [day.slice(0, 7), day.slice(8)];
  const maps = { unitsByDay: { [date]: units }, totalByDay: { [date]: total } };
  return { pk: `SHOP#${shopId}`, sk: `SOLD#${month}#${productId}`, ...maps };
}

/** Three shops with five products each, owners, customers; orders are added by the tests that need them. */
export function baseWorld(): WorldItem[] {
  const shops = ['alpha', 'beta', 'gamma'];
  return [
    ...shops.map((shopId) => shop(shopId)),
    ...shops.flatMap((shopId) => [1, 2, 3, 4, 5].map((n) => product(shopId, `${shopId}-p${String(n)}`))),
    ...shops.flatMap((shopId) => [
      sales(shopId, '2026-01-01'),
      sold(shopId, '2026-01-01', `${shopId}-p1`, 2, 2500),
      sold(shopId, '2026-01-01', `${shopId}-p2`, 1, 1250),
    ]),
    ownership(SUBJECTS.ownerA, 'alpha'),
    ownership(SUBJECTS.ownerB, 'beta'),
    customer(SUBJECTS.customer1),
    customer(SUBJECTS.customer2),
  ];
}
