import * as fc from 'fast-check';
import type { DailyFigure, Day } from '../../resolvers/suppression';

/** Orders of a few buyers in a few shops over a few days: small enough to look at every sum there is. */
export interface TradingWorld {
  readonly minimum: number;
  /** The part (category or currency) of each shop. */
  readonly partOfShop: readonly string[];
  /** By day and shop: the buyers who ordered once, as bits. */
  readonly buyersByDay: readonly (readonly number[])[];
}

/** Orders of one part on one day, or of a union of such cells: how many, and who is behind them, as bits. */
export interface TradingCell {
  readonly orders: number;
  readonly shops: number;
  readonly buyers: number;
}

const NO_ORDERS: TradingCell = { orders: 0, shops: 0, buyers: 0 };

export interface WorldSize {
  readonly parts: readonly string[];
  readonly days: number;
  readonly shops: number;
  readonly buyers: number;
}

/** Random worlds, as large as `size` as often as smaller. */
export function worlds({ parts, days, shops, buyers }: WorldSize): fc.Arbitrary<TradingWorld> {
  const everyBuyer = 2 ** buyers - 1;
  const sold = fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constant(everyBuyer) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: everyBuyer }) },
  );
  const dayCount = fc.oneof(fc.constant(days), fc.integer({ min: 1, max: days }));
  const shopCount = fc.oneof(fc.constant(shops), fc.integer({ min: 1, max: shops }));
  return fc.tuple(dayCount, shopCount).chain(([dayLength, shopLength]) =>
    fc.record({
      minimum: fc.constantFrom(2, 3),
      partOfShop: arrayOf(fc.constantFrom(...parts), shopLength),
      buyersByDay: arrayOf(arrayOf(sold, shopLength), dayLength),
    }),
  );
}

function arrayOf<Value>(arbitrary: fc.Arbitrary<Value>, length: number): fc.Arbitrary<Value[]> {
  return fc.array(arbitrary, { minLength: length, maxLength: length });
}

export function cellOfWorld({ partOfShop, buyersByDay }: TradingWorld, day: number, part: string): TradingCell {
  const row = buyersByDay[day] ?? [];
  return unite(
    row.flatMap((buyers, shop) =>
      buyers > 0 && partOfShop[shop] === part ? [{ orders: bitsIn(buyers), shops: 1 << shop, buyers }] : [],
    ),
  );
}

export function unite(cells: readonly TradingCell[]): TradingCell {
  return cells.reduce(
    (sum, { orders, shops, buyers }) => ({
      orders: sum.orders + orders,
      shops: sum.shops | shops,
      buyers: sum.buyers | buyers,
    }),
    NO_ORDERS,
  );
}

/** Whether there are orders, but of fewer than the minimum of distinct shops or buyers. */
export function isSmall({ orders, shops, buyers }: TradingCell, minimum: number): boolean {
  return orders > 0 && (bitsIn(shops) < minimum || bitsIn(buyers) < minimum);
}

export function partsOf({ partOfShop }: TradingWorld): string[] {
  return [...new Set(partOfShop)].sort();
}

/** What counters would say of the days. */
export function daysOfWorld(world: TradingWorld): Day[] {
  return world.buyersByDay.map((_, day) => {
    const cells = partsOf(world).map((part) => [part, cellOfWorld(world, day, part)] as const);
    return {
      total: figureOf(unite(cells.map(([, cell]) => cell))),
      parts: new Map(cells.map(([part, cell]) => [part, figureOf(cell)])),
    };
  });
}

function figureOf({ orders, shops, buyers }: TradingCell): DailyFigure {
  return { amount: BigInt(orders), shops: bitsIn(shops), buyers: bitsIn(buyers) };
}

export function bitsIn(bits: number): number {
  return bits === 0 ? 0 : (bits & 1) + bitsIn(bits >>> 1);
}
