import type { RowPartitions, WriteAccess } from '../src/loading/WriteAccess';
import { gsi1, ordersOfCustomer, ordersOfGuestSession, ordersOfShop, productsOfShop } from './accessPatterns';
import { CurrencyCode } from './Money';
import { categoryCounters, currencyCounters, ORDER_COUNTERS } from './platformCounters';
import { BUYERS, Role } from './roles';
import { ShopCategory } from './Shop';

/** Every list that the table answers. */
export const accessPatterns = [ordersOfShop, ordersOfCustomer, ordersOfGuestSession, productsOfShop];

/** Where figures are kept. */
export const rowPartitions: RowPartitions = { ShopSales: 'SHOP#{shopId}', PlatformStatistics: 'STATISTICS#{shard}' };

const SHOP = 'SHOP#{shopId}';
const CUSTOMER = 'CUSTOMER#{customerId}';
const GUEST = 'GUEST#{guestSessionId}';
const COUNTERS = 'STATISTICS#{shard}';
const visited = { placeholder: 'shopId', by: 'visit' } as const;
const owned = { placeholder: 'shopId', by: 'tenants' } as const;
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
].flatMap(({ amount, shops, buyers }) => [amount, shops, buyers]);
/** What an order is taken out of the figures by. */
const COUNTED = ['status', 'placedAt', 'total', 'currencyCode', 'lineCount', 'customerId', 'guestSessionId'];
const LINES = ['productId', 'quantity', 'lineTotal'];
const FIGURES = ['orderCount', 'total', 'unitsByProduct', 'totalByProduct'];
const IDEMPOTENCY = ['contentHash', 'shopId', 'orderId'];
/** What becomes of an order and of what it took, where it changes its status. */
const MOVING = ['status', 'updatedAt', 'version', 'withdrawnOn', 'stock', ...FIGURES];
const GSI1 = ['gsi1pk', 'gsi1sk'];

/** Prices to sell at, and costs and rates to reckon with: used for the order, told to nobody. */
const placing: WriteAccess = {
  roles: BUYERS,
  partition: SHOP,
  held: visited,
  looksAt: [
    ...['open', 'currencyCode', 'category', 'commissionRate', 'orderCount'],
    ...['name', 'price', 'costPrice', 'available', 'archivedAt'],
  ],
  writes: [
    ...['visitSerial', 'open', 'currencyCode', 'category', 'available', 'archivedAt', 'price', 'stock', ...FIGURES],
    ...[...GSI1, 'customerId', 'guestSessionId', 'number', 'status', 'placedAt', 'updatedAt', 'note', 'customerName'],
    ...['phoneNumber', 'lineCount', 'platformFee', 'version', ...LINES, 'name', 'unitPrice', 'unitCost', 'position'],
  ],
};

const cancelling: WriteAccess = {
  roles: BUYERS,
  partition: SHOP,
  held: null,
  looksAt: [...COUNTED, ...LINES, 'category', 'orderCount'],
  writes: [...MOVING, 'customerId', 'guestSessionId'],
};

/** A guest's orders become a customer's; what is personal in an order is erased. */
const ownOrders: readonly WriteAccess[] = [
  {
    roles: [Role.CUSTOMER],
    partition: SHOP,
    held: null,
    looksAt: ['erasedAt'],
    writes: ['gsi1pk', 'countedFor', 'erasedAt', 'customerName', 'phoneNumber', 'note'],
  },
  {
    roles: [Role.CUSTOMER],
    partition: GUEST,
    held: null,
    looksAt: BUYER_DAY,
    writes: BUYER_DAY,
    together: { partition: CUSTOMER, held: ownProfile },
  },
  { roles: [Role.CUSTOMER], partition: GUEST, held: null, looksAt: [], writes: [], index: gsi1 },
  { roles: [Role.CUSTOMER], partition: CUSTOMER, held: ownProfile, looksAt: [], writes: [], index: gsi1 },
];

const buyersRecords: readonly WriteAccess[] = [
  {
    roles: [Role.GUEST],
    partition: GUEST,
    held: ownSession,
    looksAt: [...IDEMPOTENCY, ...BUYER_DAY],
    writes: [...IDEMPOTENCY, 'expiresAt', ...BUYER_DAY],
  },
  {
    roles: [Role.CUSTOMER],
    partition: CUSTOMER,
    held: ownProfile,
    looksAt: [...IDEMPOTENCY, ...BUYER_DAY, 'version', 'erasedAt', 'erasedVersion'],
    writes: [
      ...[...IDEMPOTENCY, 'expiresAt', ...BUYER_DAY],
      ...['email', 'displayName', 'phoneNumber', 'marketingConsent', 'memberSince'],
      ...['version', 'erasedAt', 'erasedVersion'],
    ],
  },
];

const keepingShop: readonly WriteAccess[] = [
  {
    roles: [Role.SHOP_OWNER],
    partition: SHOP,
    held: owned,
    looksAt: [...COUNTED, ...LINES, 'category', 'orderCount', 'version', 'archivedAt', 'stock'],
    writes: [
      ...[...MOVING, 'customerId', 'guestSessionId', 'internalNote', 'visitSerial', 'visitTokenRotatedAt'],
      ...['name', 'description', 'category', 'address', 'phoneNumber', 'currencyCode', 'open', 'openingHours'],
      ...['legalName', 'taxId', 'payoutIban', ...GSI1, 'price', 'costPrice', 'available', 'imageUrl', 'allergens'],
      ...['supplier', 'reorderLevel', 'createdAt', 'archivedAt'],
    ],
  },
  {
    roles: [Role.SHOP_OWNER],
    partition: 'USER#{subject}',
    held: { placeholder: 'subject', by: 'subject' },
    looksAt: [],
    // Only required to be there: who owns what is changed by nobody here.
    writes: [],
  },
  // An order that the shop rejects is taken back from whoever placed it.
  { roles: [Role.SHOP_OWNER], partition: CUSTOMER, held: null, looksAt: BUYER_DAY, writes: BUYER_DAY },
  { roles: [Role.SHOP_OWNER], partition: GUEST, held: null, looksAt: BUYER_DAY, writes: BUYER_DAY },
];

/**
 * What writing takes beyond what the rules show. `npm run test:lambda` puts all that the stories send before the policies that follow
 * from it: nothing may be missing.
 */
export const writeAccess: readonly WriteAccess[] = [
  placing,
  cancelling,
  ...ownOrders,
  ...buyersRecords,
  ...keepingShop,
  {
    roles: [...BUYERS, Role.SHOP_OWNER],
    partition: COUNTERS,
    held: null,
    looksAt: null,
    writes: ['closedAt', ...PLATFORM],
  },
  { roles: [Role.CUSTOMER], partition: COUNTERS, held: null, looksAt: null, writes: ['customers', 'closedAt'] },
];
