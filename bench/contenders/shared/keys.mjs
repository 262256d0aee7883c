// Keys of the single table, and the ranges that lists are.
export const orderKey = (shop, id) => ({ pk: `SHOP#${shop}`, sk: `ORDER#${id}` });
export const productKey = (pk, id) => ({ pk, sk: `PRODUCT#${id}` });

/**
 * The order knows how many lines it has.
 * @param {any} order
 */
export function lineKeys(order) {
  const { pk, sk, lineCount } = order;
  const id = sk.slice('ORDER#'.length);
  return Array.from({ length: lineCount }, (_, index) => ({
    pk,
    sk: `LINE#${id}#${String(index + 1).padStart(2, '0')}`,
  }));
}

export const keyOf = ({ pk, sk }) => ({ pk, sk });
export const shopIn = ({ pk }) => pk.slice('SHOP#'.length);

/** Newest first. */
export const ordersOfShop = (shop, first) => ({ pk: `SHOP#${shop}`, prefix: 'ORDER#', descending: true, limit: first });
export const ordersOfBuyer = (pk, first) => ({ index: 'gsi1', pk, prefix: 'ORDER#', descending: true, limit: first });
/** By name. */
export const productsOfShop = (shop, first) => ({ index: 'gsi1', pk: `CATALOGUE#${shop}`, limit: first });
