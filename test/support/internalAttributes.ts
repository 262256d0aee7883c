/**
 * What the platform needs to know to sell, and no buyer may see: costs and rates, stock, counters of all kinds, and its own records.
 * Counters by category and currency are named by what stands before their `#`.
 */
export const INTERNAL: ReadonlySet<string> = new Set([
  ...['costPrice', 'unitCost', 'commissionRate', 'platformFee', 'stock'],
  ...['orderCount', 'unitsByDay', 'totalByDay', 'unitsByProduct', 'totalByProduct'],
  ...['orders', 'shops', 'buyers', 'revenue', 'customers', 'closedAt'],
  ...['contentHash', 'expiresAt', 'visitSerial'],
]);
