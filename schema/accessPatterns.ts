import type { AccessPattern } from '../src/model/AccessPattern';
import type { IndexKeys } from '../src/storage/requests';

export const gsi1: IndexKeys = { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' };

/** Newest first: the sort key is the order's ULID. */
export const ordersOfShop: AccessPattern = {
  name: 'ordersOfShop',
  type: 'Order',
  index: null,
  partition: 'SHOP#{shopId}',
  prefix: 'ORDER#',
  descending: true,
  filters: { status: 'status' },
};

export const ordersOfCustomer: AccessPattern = {
  ...ordersOfShop,
  name: 'ordersOfCustomer',
  index: gsi1,
  partition: 'CUSTOMER#{customerId}',
};

export const ordersOfGuestSession: AccessPattern = {
  ...ordersOfShop,
  name: 'ordersOfGuestSession',
  index: gsi1,
  partition: 'GUEST#{guestSessionId}',
};

/** By name: the index's sort key is the folded name. */
export const productsOfShop: AccessPattern = {
  name: 'productsOfShop',
  type: 'Product',
  index: gsi1,
  partition: 'CATALOGUE#{shopId}',
  implies: { archivedAt: null },
  prefix: null,
  descending: false,
  filters: { category: 'category', availableOnly: 'available' },
};
