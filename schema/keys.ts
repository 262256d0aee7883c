/** Where each kind of item is kept; the nodes' own `@Stored` notes use the same templates. */
export const shopKey = { pk: 'SHOP#{shopId}', sk: 'SHOP' } as const;
export const orderKey = { pk: 'SHOP#{shopId}', sk: 'ORDER#{orderId}' } as const;
export const orderLineKey = { pk: 'SHOP#{shopId}', sk: 'LINE#{orderId}#{line}' } as const;
export const productKey = { pk: 'SHOP#{shopId}', sk: 'PRODUCT#{productId}' } as const;
export const salesKey = { pk: 'SHOP#{shopId}', sk: 'SALES#{day}' } as const;
/** What was sold of one product in one month ("2026-01"), day by day; see resolvers/ordering/soldProducts.ts. */
export const soldKey = { pk: 'SHOP#{shopId}', sk: 'SOLD#{month}#{productId}' } as const;
/** What is to be told of an order; see resolvers/notifications. */
export const noticeKey = { pk: 'SHOP#{shopId}', sk: 'NOTICE#{orderId}#{noticeId}' } as const;
export const customerKey = { pk: 'CUSTOMER#{customerId}', sk: 'PROFILE' } as const;
/** That the customer has their data erased; see resolvers/ordering/erasureMark.ts. */
export const erasureKey = { pk: 'CUSTOMER#{customerId}', sk: 'ERASURE' } as const;
/** That an order came to the customer from a guest session. */
export const claimKey = { pk: 'CUSTOMER#{customerId}', sk: 'CLAIM#{shopId}#{orderId}' } as const;
export const ownershipKey = { pk: 'USER#{subject}', sk: 'SHOP#{shopId}' } as const;
