import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { repairKinds } from '../../src/local/recountTable';
import { outcomeOf } from '../support/ordering';
import { cancel, expectConverged, itemAt, itemsLike, place, placed } from './actions';
import type { TwoRegions } from './TwoRegions';

/** The key came over, its order did not: who asks again is told that it is made, and sees none until the lost region is back. */
async function keyWithoutOrder(two: TwoRegions): Promise<void> {
  const { headers } = await two.callers.guest();
  const key = { idempotencyKey: 'once' };
  const id = await placed(two, 'east', headers, key);
  await two.table.deliverOnly('east', 'GUEST#');
  const again = await place(two, 'west', headers, key);
  expect([outcomeOf(again), again.body.data.placeOrder.order]).toEqual(['done', null]);
  await expectConverged(two);
  expect((await place(two, 'west', headers, key)).body.data.placeOrder.order.id).toBe(id);
}

/** Nothing of the order came over: who asks again gets another one, and has both when the lost region is back. */
async function orderPlacedAgain(two: TwoRegions): Promise<void> {
  const { headers } = await two.callers.guest();
  const key = { idempotencyKey: 'once' };
  const lost = await placed(two, 'east', headers, key);
  const again = await placed(two, 'west', headers, key);
  expect(again).not.toBe(lost);
  await expectConverged(two);
  expect(await itemsLike(two, 'west', 'ORDER#')).toHaveLength(2);
}

/** Of what both wrote, the later stays. `verify` says it; `--repair` is for closed days and another fault, and changes nothing. */
async function figuresStayWrong(two: TwoRegions): Promise<void> {
  await placed(two, 'east', (await two.callers.guest()).headers);
  await placed(two, 'west', (await two.callers.guest()).headers);
  await expectConverged(two);
  const differences = await two.verify('west');
  expect(differences).toContainEqual(expect.objectContaining({ counter: 'orderCount', stored: 1, counted: 2 }));
  const refuseWrites = { send: async () => Promise.reject(new Error('nothing is to be written')) };
  const store = { client: refuseWrites as unknown as DynamoDBDocumentClient, tableName: 'west' };
  expect(await repairKinds(store, differences, new Date())).toBe(0);
}

/** Stock has no ledger: nothing finds out that a piece too many is there. */
async function stockStaysWrong(two: TwoRegions): Promise<void> {
  await placed(two, 'east', (await two.callers.guest()).headers);
  await placed(two, 'west', (await two.callers.guest()).headers);
  await expectConverged(two);
  expect(await itemAt(two, 'west', 'SHOP#alpha/PRODUCT#alpha-p1')).toMatchObject({ stock: 999 });
  expect((await two.verify('west')).filter(({ item }) => item.includes('PRODUCT#'))).toEqual([]);
}

/** The order came over, its shop's day did not: it cannot be taken back until the lost region is back. */
async function orderThatStays(two: TwoRegions): Promise<void> {
  const { headers } = await two.callers.guest();
  const orderId = await placed(two, 'east', headers);
  for (const prefix of ['SHOP#alpha/ORDER#', 'SHOP#alpha/LINE#', 'GUEST#']) await two.table.deliverOnly('east', prefix);
  expect(await cancel(two, 'west', headers, orderId)).toBe('TRY_AGAIN');
  await two.table.settle();
  expect(await cancel(two, 'west', headers, orderId)).toBe('done');
}

/** What is met where a region was lost with changes that had not come over; by the name that it has in the list of docs/regions.md. */
export const LOSSES: Readonly<Record<string, (two: TwoRegions) => Promise<void>>> = {
  'a key without its order': keyWithoutOrder,
  'an order placed again': orderPlacedAgain,
  'figures stay wrong': figuresStayWrong,
  'stock stays wrong': stockStaysWrong,
  'an order that cannot be taken back': orderThatStays,
};
