// Hand-written endpoints: each knows which attributes it shows, and asks for them in as few calls as there can be. `store` speaks to
// DynamoDB: `get(key, names)`, `batchGet(keys, names)`, `query(range, names)`, `annotate(key, note)`.
import Fastify from 'fastify';
import { authenticate } from '../shared/identity.mjs';
import {
  keyOf,
  lineKeys,
  orderKey,
  ordersOfBuyer,
  ordersOfShop,
  productKey,
  productsOfShop,
  shopIn,
} from '../shared/keys.mjs';
import { money } from '../shared/money.mjs';
import { assertOwner, forbidden, isVisiting } from '../shared/ownership.mjs';

const ORDER = ['number', 'status', 'placedAt', 'updatedAt', 'total', 'currencyCode', 'note', 'customerName'];
const ORDER_WITH_LINES = [...ORDER, 'pk', 'sk', 'lineCount'];
const LINE = ['sk', 'position', 'name', 'quantity', 'unitPrice', 'lineTotal', 'currencyCode', 'productId'];
const PRODUCT = ['sk', 'name', 'description', 'category', 'price', 'currencyCode', 'available', 'imageUrl'];

const identified = process.env.BENCH_IDENTITY !== 'off';

/** Starts the server on `PORT`. */
export async function serve(store) {
  const app = Fastify();
  if (identified) app.addHook('onRequest', async (request) => (request.caller = await authenticate(request.headers)));
  app.get('/shops/:shop/orders', async ({ caller, params: { shop }, query: { first } }) => {
    if (identified) await assertOwner(store, caller, shop);
    const orders = await store.query(ordersOfShop(shop, Number(first)), ORDER_WITH_LINES);
    return { orders: await withLines(store, orders, true) };
  });
  app.get('/customer/orders', async ({ caller, query: { first } }) => {
    if (!caller.roles.includes('CUSTOMER')) throw forbidden();
    return { orders: await buyersOrders(store, caller, `CUSTOMER#${caller.subject}`, Number(first)) };
  });
  app.get('/guest/orders', async ({ caller, query: { first } }) => {
    if (!caller.guestSession) throw forbidden();
    return { orders: await buyersOrders(store, caller, `GUEST#${caller.guestSession}`, Number(first)) };
  });
  app.get('/shops/:shop/orders/:id', async ({ caller, params: { shop, id } }) => {
    if (identified) await assertOwner(store, caller, shop);
    return showOrder(await store.get(orderKey(shop, id), ORDER));
  });
  app.get('/shops/:shop/products', async ({ caller, params: { shop }, query: { first } }) => {
    if (identified) await assertOwner(store, caller, shop);
    const rows = await store.query(productsOfShop(shop, Number(first)), ['pk', 'sk']);
    const products = bySk(await store.batchGet(rows.map(keyOf), PRODUCT));
    return { products: rows.map(({ sk }) => showProduct(products.get(sk))) };
  });
  app.put('/shops/:shop/orders/:id/note', async ({ caller, params: { shop, id }, body: { internalNote } }) => {
    await assertOwner(store, caller, shop);
    const item = await store.annotate(orderKey(shop, id), internalNote);
    return { number: item.number, internalNote: item.internalNote };
  });
  await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
}

async function buyersOrders(store, caller, pk, first) {
  const rows = await store.query(ordersOfBuyer(pk, first), ['pk', 'sk']);
  if (rows.length === 0) return [];
  const [found, visiting] = await Promise.all([
    store.batchGet(rows.map(keyOf), ORDER_WITH_LINES),
    isVisiting(store, caller, shopIn(rows[0])),
  ]);
  const orders = bySk(found);
  return withLines(
    store,
    rows.map(({ sk }) => orders.get(sk)),
    visiting,
  );
}

/** The orders as they are shown, with their lines, and these with their products where the caller may see them. */
async function withLines(store, orders, showsProducts) {
  const lines = bySk(await store.batchGet(orders.flatMap(lineKeys), LINE));
  const ids = showsProducts ? [...new Set([...lines.values()].map(({ productId }) => productId))] : [];
  const products = bySk(
    await store.batchGet(
      ids.map((id) => productKey(orders[0].pk, id)),
      PRODUCT,
    ),
  );
  return orders.map((order) => ({
    ...showOrder(order),
    lines: lineKeys(order).map(({ sk }) => showLine(lines.get(sk), products)),
  }));
}

function showOrder({ number, status, placedAt, updatedAt, total, currencyCode, note, customerName }) {
  const shownTotal = money(total, currencyCode);
  return { number, status, placedAt, updatedAt, total: shownTotal, note: note ?? null, customerName };
}

function showLine({ position, name, quantity, unitPrice, lineTotal, currencyCode, productId }, products) {
  const product = products.get(`PRODUCT#${productId}`);
  return {
    position,
    name,
    quantity,
    unitPrice: money(unitPrice, currencyCode),
    lineTotal: money(lineTotal, currencyCode),
    product: product ? showProduct(product) : null,
  };
}

function showProduct({ name, description, category, price, currencyCode, available, imageUrl }) {
  return { name, description: description ?? null, category, price: money(price, currencyCode), available, imageUrl };
}

const bySk = (items) => new Map(items.map((item) => [item.sk, item]));
