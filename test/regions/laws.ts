import { orderKeyOf } from '../support/ordering';
import { nameOf, type Item, type Region } from './GlobalTable';
import { STOCK, type Histories } from './Histories';
import type { TwoRegions } from './TwoRegions';

const GIVEN_BACK = ['CANCELLED', 'REJECTED'];

/** What holds of shops in the region that is their home: nothing is sold twice, and what was acknowledged is there, whole. */
export async function expectShopsWhole(
  { table }: TwoRegions,
  region: Region,
  histories: Histories,
  shops: readonly string[] = ['alpha', 'beta'],
): Promise<void> {
  const items = new Map((await table.items(region)).map((item) => [nameOf(item), item]));
  for (const shopId of shops) expect(stockOf(shopId, items)).toEqual(unsold(shopId, items));
  for (const { id, shopId } of histories.acknowledged.values()) {
    if (!shops.includes(shopId)) continue;
    const order = items.get(nameOf({ ...orderKeyOf(id) }));
    expect(order).toMatchObject({ lineCount: 2 });
    expect(linesOf(order ?? {}, items)).toHaveLength(2);
  }
}

function stockOf(shopId: string, items: ReadonlyMap<string, Item>): unknown[] {
  return [1, 2].map((n) => items.get(`SHOP#${shopId}/PRODUCT#${shopId}-p${n}`)?.stock);
}

function unsold(shopId: string, items: ReadonlyMap<string, Item>): number[] {
  const orders = [...items.values()].filter(({ pk, sk }) => pk === `SHOP#${shopId}` && String(sk).startsWith('ORDER#'));
  const sold = orders.filter(({ status }) => !GIVEN_BACK.includes(String(status)));
  expect(sold.length).toBeLessThanOrEqual(STOCK);
  return [1, 2].map(() => STOCK - sold.length);
}

function linesOf({ pk, sk }: Item, items: ReadonlyMap<string, Item>): Item[] {
  const prefix = String(sk).replace('ORDER#', 'LINE#');
  return [...items.values()].filter((item) => item.pk === pk && String(item.sk).startsWith(prefix));
}
