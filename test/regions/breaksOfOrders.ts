import { outcomeOf, PLACE, placeInput, productNode } from '../support/ordering';
import { NO_DIFFERENCES } from '../support/TableBeside';
import { advance, cancel, expectConverged, itemAt, itemsLike, place, placed } from './actions';
import { nameOf, type Region } from './GlobalTable';
import { world, type TwoRegions } from './TwoRegions';

const PRODUCT = 'SHOP#alpha/PRODUCT#alpha-p1';
const UPDATE_PRODUCT = `mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { product { version } userErrors { code } } }`;

async function anyGuest({ callers }: TwoRegions) {
  return (await callers.guest()).headers;
}

async function stock(two: TwoRegions): Promise<void> {
  await two.table.reset(world(1));
  expect(outcomeOf(await place(two, 'east', await anyGuest(two)))).toBe('done');
  expect(outcomeOf(await place(two, 'west', await anyGuest(two)))).toBe('done');
  await expectConverged(two);
  expect(await itemsLike(two, 'east', 'ORDER#')).toHaveLength(2);
  expect(await itemAt(two, 'east', PRODUCT)).toMatchObject({ stock: 0 });
}

async function shopFigures(two: TwoRegions): Promise<void> {
  await placed(two, 'east', await anyGuest(two));
  await placed(two, 'west', await anyGuest(two));
  await expectConverged(two);
  const [sales] = await itemsLike(two, 'east', 'SALES#');
  expect(sales).toMatchObject({ orderCount: 1 });
  const verify = await two.verify('east');
  expect(verify).toContainEqual(expect.objectContaining({ counter: 'orderCount', stored: 1, counted: 2 }));
}

/** Although each shop is served in one region alone. Which shard an order goes to is chance, so orders are placed until both have added to the same. */
async function platformFigures(two: TwoRegions): Promise<void> {
  const hit = { east: new Set<string>(), west: new Set<string>() };
  const shardsOf = (region: Region) =>
    two.table.outstanding(region).flatMap(({ key }) => (key.startsWith('STATISTICS#') ? [key] : []));
  let orders = 0;
  while ([...hit.east].every((shard) => !hit.west.has(shard))) {
    await placed(two, 'east', await anyGuest(two), {}, 'alpha');
    await placed(two, 'west', await anyGuest(two), {}, 'beta');
    orders += 2;
    for (const region of ['east', 'west'] as const) for (const key of shardsOf(region)) hit[region].add(key);
  }
  await expectConverged(two);
  const shards = (await itemsLike(two, 'east', 'DAY#')).filter(({ pk }) => String(pk).startsWith('STATISTICS#'));
  expect(shards.reduce((sum, shard) => sum + Number(shard.orders), 0)).toBeLessThan(orders);
}

async function idempotency(two: TwoRegions): Promise<void> {
  const guest = await anyGuest(two);
  const first = await placed(two, 'east', guest, { idempotencyKey: 'tapped-twice' });
  const second = await placed(two, 'west', guest, { idempotencyKey: 'tapped-twice' });
  expect(second).not.toBe(first);
  await expectConverged(two);
  expect(await itemsLike(two, 'east', 'ORDER#')).toHaveLength(2);
  expect(await itemsLike(two, 'east', 'IDEMPOTENCY#')).toHaveLength(1);
}

async function oneTransaction(two: TwoRegions): Promise<void> {
  const guest = await anyGuest(two);
  const id = await placed(two, 'east', guest);
  await two.table.deliverOnly('east', 'SHOP#alpha/ORDER#');
  const query = `{ node(id: "${id}") { ... on Order { number lineCount: number lines { name } } } }`;
  const [there, here] = [await two.ask('east', query, guest), await two.ask('west', query, guest)];
  expect(there.body.data.node.lines).toHaveLength(1);
  expect(here.body.data.node.number).toBe(there.body.data.node.number);
  expect(here.body.data.node.lines).not.toEqual(there.body.data.node.lines);
  expect(await itemsLike(two, 'west', 'SALES#')).toEqual([]);
  expect(await two.verify('west')).not.toEqual([]);
  await expectConverged(two);
  expect(await two.differences('west')).toEqual(NO_DIFFERENCES);
}

async function statusOfOrder(two: TwoRegions): Promise<void> {
  const guest = await anyGuest(two);
  const orderId = await placed(two, 'east', guest);
  await two.table.settle();
  expect(await cancel(two, 'east', guest, orderId)).toBe('done');
  expect(await advance(two, 'west', await two.callers.ownerA(), { orderId, to: 'ACCEPTED' })).toBe('done');
  await expectConverged(two);
  const [order] = await itemsLike(two, 'east', 'ORDER#');
  expect(order).toMatchObject({ status: 'ACCEPTED' });
  // Its stock came back and no figure has it, though it is being made.
  expect(await itemAt(two, 'east', PRODUCT)).toMatchObject({ stock: 1000 });
  const verify = await two.verify('east');
  expect(verify).toContainEqual(expect.objectContaining({ counter: 'orderCount', stored: 0, counted: 1 }));
}

async function versions(two: TwoRegions): Promise<void> {
  const owner = await two.callers.ownerA();
  const { version } = (await itemAt(two, 'east', PRODUCT)) ?? {};
  const update = async (region: 'east' | 'west', change: object) =>
    two.ask(region, UPDATE_PRODUCT, owner, { productId: productNode('alpha', 1), version, ...change });
  expect(outcomeOf(await update('east', { allergens: ['NUTS'] }))).toBe('done');
  expect(outcomeOf(await update('west', { description: 'New words.' }))).toBe('done');
  await expectConverged(two);
  const product = await itemAt(two, 'east', PRODUCT);
  expect(product).toMatchObject({ description: 'New words.', version: Number(version) + 1 });
  expect(product?.allergens).not.toEqual(['NUTS']);
}

/** The record is taken away in both regions; the later one takes away what was written in between. */
async function timeToLive(two: TwoRegions): Promise<void> {
  const guest = await anyGuest(two);
  const again = { idempotencyKey: 'every-month' };
  await placed(two, 'east', guest, again);
  await two.table.settle();
  const [record] = await itemsLike(two, 'east', 'IDEMPOTENCY#');
  await two.table.remove('west', [record ?? {}]);
  const second = await placed(two, 'west', guest, again);
  await two.table.remove('east', [record ?? {}]);
  await expectConverged(two);
  expect(await itemsLike(two, 'west', 'IDEMPOTENCY#')).toEqual([]);
  expect(await placed(two, 'west', guest, again)).not.toBe(second);
}

/** Each shop is served in one region alone; who buys in both has a day that both count in. */
async function buyerOfTwoHomes(two: TwoRegions): Promise<void> {
  const guest = await anyGuest(two);
  const input = (shopId: string) => placeInput({ idempotencyKey: `of-${shopId}` }, shopId);
  const send = async (region: 'east' | 'west', shopId: string) =>
    two.ask(region, PLACE, { ...guest, ...(await two.callers.visit(shopId)) }, input(shopId));
  expect(outcomeOf(await send('east', 'alpha'))).toBe('done');
  expect(outcomeOf(await send('west', 'beta'))).toBe('done');
  await expectConverged(two);
  const days = (await itemsLike(two, 'east', 'DAY#')).filter(({ pk }) => String(pk).startsWith('GUEST#'));
  expect(days).toHaveLength(1);
  const verify = await two.verify('east');
  expect(verify).toContainEqual({ item: nameOf(days[0] ?? {}), counter: 'orders', stored: 1, counted: 2 });
}

export const BREAKS_OF_ORDERS = {
  stock,
  'shop figures': shopFigures,
  'platform figures': platformFigures,
  'idempotency key': idempotency,
  'one transaction': oneTransaction,
  'order status': statusOfOrder,
  version: versions,
  'time to live': timeToLive,
  'buyer of two homes': buyerOfTwoHomes,
};
