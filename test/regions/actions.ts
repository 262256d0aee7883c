import type { GraphQLAnswer, RequestHeaders } from '../support/ApiUnderTest';
import { ADVANCE, CANCEL, freshKey, outcomeOf, PLACE, placeInput, productNode } from '../support/ordering';
import type { Item, Region } from './GlobalTable';
import type { TwoRegions } from './TwoRegions';

/** One of what a shop sells; `more` replaces what it names. */
export async function place(
  two: TwoRegions,
  region: Region,
  buyer: RequestHeaders,
  more: Readonly<Record<string, unknown>> = {},
  shopId = 'alpha',
): Promise<GraphQLAnswer> {
  const lines = [{ productId: productNode(shopId, 1), quantity: 1 }];
  const input = placeInput({ idempotencyKey: freshKey(), lines, ...more }, shopId);
  return two.ask(region, PLACE, { ...buyer, ...(await two.callers.visit(shopId)) }, input);
}

/** Places an order that must work, and gives its global id. */
export async function placed(...order: Parameters<typeof place>): Promise<string> {
  const answer = await place(...order);
  if (outcomeOf(answer) !== 'done') throw new Error(`expected an order, got ${answer.text}`);
  return answer.body.data.placeOrder.order.id as string;
}

export async function cancel(two: TwoRegions, region: Region, buyer: RequestHeaders, orderId: string): Promise<string> {
  return outcomeOf(await two.ask(region, CANCEL, buyer, { orderId }));
}

export async function advance(
  two: TwoRegions,
  region: Region,
  owner: RequestHeaders,
  move: { readonly orderId: string; readonly to: string },
): Promise<string> {
  return outcomeOf(await two.ask(region, ADVANCE, owner, move));
}

/** Those of a region's items whose sort key begins so. */
export async function itemsLike({ table }: TwoRegions, region: Region, prefix: string): Promise<Item[]> {
  return (await table.items(region)).filter(({ sk }) => String(sk).startsWith(prefix));
}

export async function itemAt({ table }: TwoRegions, region: Region, name: string): Promise<Item | undefined> {
  return (await table.items(region)).find(({ pk, sk }) => `${String(pk)}/${String(sk)}` === name);
}

/** The same in both regions, whoever wrote last. */
export async function expectConverged({ table }: TwoRegions): Promise<void> {
  await table.settle();
  const [east, west] = [await table.items('east'), await table.items('west')];
  expect(sorted(west)).toEqual(sorted(east));
}

function sorted(items: readonly Item[]): Item[] {
  const name = ({ pk, sk }: Item): string => `${String(pk)}/${String(sk)}`;
  return [...items].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}
