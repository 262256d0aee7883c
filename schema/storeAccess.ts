import type { RowPartitions, StoreAccess, WriteAccess } from '../src/loading/WriteAccess';
import { gsi1, ordersOfCustomer, ordersOfGuestSession, ordersOfShop, productsOfShop } from './accessPatterns';
import { CurrencyCode } from './Money';
import {
  buyerKindCounters,
  BuyerKind,
  categoryCounters,
  currencyCounters,
  ORDER_COUNTERS,
  SALES_BY_KIND,
} from './platformCounters';
import { Role } from './roles';
import { ShopCategory } from './ShopCategory';

/** Every list that the table answers. */
export const accessPatterns = [ordersOfShop, ordersOfCustomer, ordersOfGuestSession, productsOfShop];

/** Where figures are kept. */
export const rowPartitions: RowPartitions = { ShopSales: 'SHOP#{shopId}', PlatformStatistics: 'STATISTICS#{shard}' };

const SHOP = 'SHOP#{shopId}';
const CUSTOMER = 'CUSTOMER#{customerId}';
const GUEST = 'GUEST#{guestSessionId}';
const COUNTERS = 'STATISTICS#{shard}';
const OWNERSHIP = 'USER#{subject}';
const visited = { placeholder: 'shopId', by: 'visit' } as const;
const owned = { placeholder: 'shopId', by: 'tenants' } as const;
const ownAccount = { placeholder: 'subject', by: 'subject' } as const;
const ownProfile = { placeholder: 'customerId', by: 'subject' } as const;
const ownSession = { placeholder: 'guestSessionId', by: 'guestSession' } as const;

/** The counters of a buyer's day. */
const BUYER_DAY = ['', ...Object.values(ShopCategory), ...Object.values(CurrencyCode)].map((name) =>
  name === '' ? 'orders' : `orders#${name}`,
);
const PLATFORM = [
  ORDER_COUNTERS,
  ...Object.values(ShopCategory).map(categoryCounters),
  ...Object.values(CurrencyCode).map(currencyCounters),
  ...Object.values(BuyerKind).map(buyerKindCounters),
].flatMap(({ amount, shops, buyers }) => [amount, shops, buyers]);
/** What an order is taken out of the figures by. */
const COUNTED = [
  ...['status', 'placedAt', 'total', 'currencyCode', 'lineCount', 'customerId', 'guestSessionId', 'countedFor'],
];
const LINES = ['productId', 'quantity', 'lineTotal'];
/** Where release 0.2 counted products: maps that are made empty for its instances, and read. They go with the release after this one. */
const FORMER_SALES = ['unitsByProduct', 'totalByProduct'];
/** A shop's counters: of a day, with those of orders by kind of buyer, and of a product's month. */
const FIGURES = ['orderCount', ...SALES_BY_KIND, 'total', 'unitsByDay', 'totalByDay', ...FORMER_SALES];
const IDEMPOTENCY = ['contentHash', 'shopId', 'orderId'];
/** What every change of an order says of itself. */
const MOVING = ['status', 'updatedAt', 'version'];
/** What is to be told of an order stands beside it. */
const NOTICE = ['status', 'version', 'expiresAt'];
const GSI1 = ['gsi1pk', 'gsi1sk'];
/** What stays of an order that is erased, beside what it is counted by. */
const KEPT = [...GSI1, 'number', 'platformFee', 'withdrawnOn', 'countedFor', 'claimedVersion', 'erasure'];

/** Prices to sell at, and costs and rates to reckon with. */
const placing: StoreAccess = {
  partition: SHOP,
  held: visited,
  looksAt: [
    ...['open', 'currencyCode', 'category', 'commissionRate', 'orderCount', ...SALES_BY_KIND],
    ...['name', 'price', 'costPrice', 'available', 'archivedAt'],
  ],
  writes: [
    ...['visitSerial', 'open', 'currencyCode', 'category', 'available', 'archivedAt', 'price', 'stock', ...FIGURES],
    ...[...GSI1, 'customerId', 'guestSessionId', 'number', 'status', 'placedAt', 'updatedAt', 'note', 'customerName'],
    ...['phoneNumber', 'lineCount', 'platformFee', 'version', ...LINES, 'name', 'unitPrice', 'unitCost', 'position'],
  ],
};

/** An order that is cancelled or rejected is taken out of stock and figures; one that is claimed changes hands; of one that is erased stays what is kept. */
const takingBack: readonly StoreAccess[] = [
  {
    partition: SHOP,
    held: null,
    looksAt: [...COUNTED, ...LINES, ...KEPT, 'category', 'orderCount', ...SALES_BY_KIND, 'version', 'erasedAt'],
    writes: [...MOVING, ...NOTICE, ...COUNTED, ...KEPT, ...FIGURES, 'stock', 'erasedAt'],
  },
  { partition: OWNERSHIP, held: ownAccount, looksAt: [], writes: [] },
  // Whoever placed the order: the shop that rejects it does not know them.
  { partition: CUSTOMER, held: null, looksAt: BUYER_DAY, writes: BUYER_DAY },
  {
    partition: GUEST,
    held: null,
    // A guest's orders are claimed by their records as well.
    looksAt: [...BUYER_DAY, 'shopId', 'orderId'],
    listsKeys: true,
    writes: BUYER_DAY,
    together: { partition: CUSTOMER, held: ownProfile },
  },
  { partition: GUEST, held: null, looksAt: [], writes: [], index: gsi1 },
];

const keepingRecords: readonly StoreAccess[] = [
  { partition: GUEST, held: ownSession, looksAt: IDEMPOTENCY, writes: [...IDEMPOTENCY, 'expiresAt'] },
  {
    partition: CUSTOMER,
    held: ownProfile,
    looksAt: [...IDEMPOTENCY, 'erasure', 'erasedAt'],
    listsKeys: true,
    writes: [
      ...[...IDEMPOTENCY, 'expiresAt'],
      // Who registers, and who erases their profile, is counted in the same transaction.
      ...['displayName', 'phoneNumber', 'marketingConsent', 'memberSince'],
      ...['version', 'erasedAt', 'erasedVersion', 'erasure'],
    ],
  },
  { partition: COUNTERS, held: null, looksAt: null, writes: ['closedAt', 'customers', ...PLATFORM] },
];

/**
 * What the system reads and writes in its own name, to act for callers: costs, rates, stock, counters and its own records. It goes into no
 * answer, and no caller's name stands behind it.
 */
export const systemAccess: readonly StoreAccess[] = [placing, ...takingBack, ...keepingRecords];

/** A customer's own profile, and the list of their orders. */
const ownData: readonly WriteAccess[] = [
  { roles: [Role.CUSTOMER], partition: CUSTOMER, held: ownProfile, looksAt: [], writes: [], index: gsi1 },
  {
    roles: [Role.CUSTOMER],
    partition: CUSTOMER,
    held: ownProfile,
    looksAt: ['version', 'erasedAt', 'erasedVersion'],
    writes: ['displayName', 'phoneNumber', 'marketingConsent', 'version', 'erasedAt'],
  },
];

const keepingShop: readonly WriteAccess[] = [
  {
    roles: [Role.SHOP_OWNER],
    partition: SHOP,
    held: owned,
    looksAt: ['status', 'currencyCode', 'version', 'archivedAt', 'stock'],
    writes: [
      ...[...MOVING, ...NOTICE, 'stock', 'internalNote', 'visitSerial', 'visitTokenRotatedAt'],
      ...['name', 'description', 'category', 'address', 'phoneNumber', 'currencyCode', 'open', 'openingHours'],
      ...['legalName', 'taxId', 'payoutIban', ...GSI1, 'price', 'costPrice', 'available', 'imageUrl', 'allergens'],
      ...['supplier', 'reorderLevel', 'createdAt', 'archivedAt', 'erasedAt'],
    ],
  },
  // Only required to be there: who owns what is changed by nobody here.
  { roles: [Role.SHOP_OWNER], partition: OWNERSHIP, held: ownAccount, looksAt: [], writes: [] },
];

/**
 * What callers write in their own name, and what that takes beyond what the rules show. `npm run test:lambda` puts all that the stories
 * send before the policies that follow from it: nothing may be missing.
 */
export const writeAccess: readonly WriteAccess[] = [...ownData, ...keepingShop];
