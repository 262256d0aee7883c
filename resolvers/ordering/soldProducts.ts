import { soldKey } from '../../schema/keys';
import { fillKey, type Key } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { EXISTS, MISSING, type Write } from '../../src/storage/writes';

/** What an order has sold, and when. */
export interface SoldOrder {
  readonly shopId: string;
  readonly day: string;
  readonly lines: readonly { readonly productId: string; readonly quantity: number; readonly lineTotal: number }[];
}

/**
 * Where what is sold of products on a day is counted. A product's month is an item of its own, with a number for each day
 * on which it sold: it has 31 days at most, and no other product makes it grow.
 */
export function soldKeys({ shopId, day }: Pick<SoldOrder, 'shopId' | 'day'>, productIds: readonly string[]): Key[] {
  const month = day.slice(0, 'YYYY-MM'.length);
  return productIds.map((productId) => fillKey(soldKey, { shopId, month, productId }));
}

/**
 * Adds what an order has sold of each product (`sign` 1), or takes it out again (-1); each product stands in one line. `known`: the items as
 * they were found, `null` for one that is not there. Its maps have to be there before a day can be added to them, so who counts a product first in a month makes it.
 */
export function soldWrites(sign: 1 | -1, order: SoldOrder, known: readonly (Item | null)[]): Write[] {
  const day = order.day.slice('YYYY-MM-'.length);
  const keys = soldKeys(
    order,
    order.lines.map(({ productId }) => productId),
  );
  return keys.map((key, index): Write => {
    const { quantity = 0, lineTotal = 0 } = order.lines[index] ?? {};
    const [units, total] = [sign * quantity, sign * lineTotal];
    return known[index]
      ? { kind: 'update', key, add: { [`unitsByDay.${day}`]: units, [`totalByDay.${day}`]: total }, require: [EXISTS] }
      : { kind: 'put', key, item: { unitsByDay: { [day]: units }, totalByDay: { [day]: total } }, require: [MISSING] };
  });
}
