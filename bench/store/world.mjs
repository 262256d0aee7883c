// The bench's data: one shop whose figures are known, among as many others as a table of that size has.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { fromDist } from './fromDist.mjs';

export const OWNER = '7d0c5c1e-0000-4000-8000-0000000000aa';
export const CUSTOMER = '7d0c5c1e-0000-4000-8000-0000000000bb';
export const GUEST_SESSION = '7d0c5c1e-0000-4000-8000-0000000000cc';
export const SHOP = 'harbour-bistro';
export const PRODUCTS = 120;
/** Of the customer, and as many of the guest session. */
export const ORDERS = 110;

const NOW = new Date('2026-01-15T12:00:00.000Z');
const LINES = [1, 3, 5, 2, 4];
const ITEMS_PER_ORDER = 4.4;
const CATALOGUE_ITEMS = 2_600;

/** Writes everything and resolves with the number of items. */
export async function writeWorld({ endpoint, region, tableName, items, onProgress = () => undefined }) {
  const { createTable } = await fromDist('src/local/table.js');
  const { writeItems } = await fromDist('src/local/write.js');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region, credentials }));
  await createTable(client, tableName);
  let written = 0;
  const onWritten = (count) => onProgress((written += count));
  const options = { client, tableName, by: 'transactions', onWritten };
  await writeItems([await benchShop()], options);
  if (items > written) await writeItems(await others(items - written), options);
  client.destroy();
  return written;
}

/** The ids of the newest orders of the shop, the newest first. */
export function orderIds(count) {
  return Array.from({ length: count }, (_, index) => ulid(2 * ORDERS - 1 - index));
}

async function benchShop() {
  const { planCatalogue } = await fromDist('src/local/demo/catalogue.js');
  const { itemsOfShop } = await fromDist('src/local/demo/world.js');
  const { orderItems } = await fromDist('src/local/demo/orderItems.js');
  const size = { shops: 1, products: PRODUCTS, customers: 0, orders: 0 };
  const options = { ...size, seed: 'bench', generation: 0, now: NOW, subjects: { customers: [], owners: [OWNER] } };
  const [shop] = planCatalogue(options);
  const orders = Array.from({ length: 2 * ORDERS }, (_, index) => orderPlan(shop, index));
  return [...itemsOfShop(shop, 0, options), ...orders.flatMap(orderItems)];
}

/** Every other order is the guest's. Lines are of 1 to 5 products, 3 on average. */
function orderPlan(shop, index) {
  const placedAt = new Date(NOW.getTime() - (2 * ORDERS - index) * 60_000);
  const lines = Array.from({ length: LINES[index % LINES.length] }, (_, line) => ({
    product: shop.products[(index * 7 + line * 11) % shop.products.length],
    quantity: 1 + ((index + line) % 3),
  }));
  const status = ['PENDING', 'ACCEPTED', 'READY', 'COMPLETED'][index % 4];
  const note = index % 2 === 0 ? 'no onions, please' : null;
  return { ulid: ulid(index), shop, buyer: buyerOf(index), status, placedAt, updatedAt: placedAt, note, lines };
}

function buyerOf(index) {
  const person = { name: 'Robin Sample', phoneNumber: '+4930123456' };
  return index % 2 === 0
    ? { kind: 'CUSTOMER', id: CUSTOMER, ...person }
    : { kind: 'GUEST', id: GUEST_SESSION, ...person };
}

function ulid(index) {
  return `01KE000000${String(index).padStart(16, '0')}`;
}

/** About as many items of other shops, with their customers, orders and counters. */
async function others(items) {
  const { generateWorld } = await fromDist('src/local/demo/world.js');
  const orders = Math.max(0, Math.ceil((items - CATALOGUE_ITEMS) / ITEMS_PER_ORDER));
  const size = { shops: 30, products: 1_500, customers: Math.max(100, Math.ceil(orders / 20)), orders };
  return generateWorld({ ...size, seed: 'others', generation: 1, now: NOW, subjects: { customers: [], owners: [] } });
}
