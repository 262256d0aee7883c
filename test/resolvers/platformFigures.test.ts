import * as fc from 'fast-check';
import { graphql } from 'graphql';
import { closedDayRange } from '../../resolvers/closedDays';
import { daysOf } from '../../resolvers/dayRange';
import { cutAfter, NOTHING_SEALED, release, type Cell, type Day, type RangeCell } from '../../resolvers/suppression';
import { CurrencyCode, toMoney } from '../../schema/Money';
import type { PlatformStatistics } from '../../schema/PlatformStatistics';
import type { BuyerKind } from '../../schema/platformCounters';
import { Role } from '../../schema/roles';
import { ShopCategory } from '../../schema/ShopCategory';
import { DEMO_SIZE, worldItems } from '../../src/local/demo/world';
import { Reader } from '../../src/loading/Reader';
import type { ReaderOptions } from '../../src/loading/ReaderOptions';
import { buildApi } from '../../src/compose/api';
import type { Item, RangeQuery } from '../../src/storage/requests';
import { principal as principalIn } from '../access/principals';
import { bitsIn, cellOfWorld, daysOfWorld, worlds, type TradingWorld } from './tradingWorld';

const { schema, model } = buildApi();
const principal = principalIn([Role.PLATFORM_ADMIN]);

const EVERYTHING = `
  shopCount customerCount orderCount coverage { days withheldDays } averageOrdersPerShop averageOrdersPerCustomer
  customerOrders { orderCount suppressed coverage { days withheldDays } }
  revenue { currencyCode amount { amount currencyCode } suppressed coverage { days withheldDays } }
  ordersByDay { day orderCount suppressed }
  ordersByCategory { category orderCount suppressed coverage { days withheldDays } }`;

/** What is answered where the resolvers give a figure when it is asked for. */
type Answered<T> = T extends () => infer Figure
  ? Answered<Figure>
  : T extends object
    ? { [Name in keyof T]: Answered<T[Name]> }
    : T;
type Statistics = Answered<PlatformStatistics>;

interface Question {
  readonly from: string;
  readonly to: string;
  readonly minimum?: number;
  readonly selection?: string;
  readonly now?: string;
}

/** Asks the resolver, through the schema and a real reader, over these items; tells what was asked of the table. */
async function ask(
  items: readonly Item[],
  { from, to, minimum = 3, selection = EVERYTHING, now = '2026-11-21T15:00:00Z' }: Question,
) {
  const queries: RangeQuery[] = [];
  const query = (request: RangeQuery) => {
    queries.push(request);
    return Promise.resolve({ rows: select(items, request), next: null });
  };
  const reader = new Reader({
    model,
    table: { query },
    callerFacts: { principal },
    signal: undefined,
    beforeRead: () => {},
  } as unknown as ReaderOptions);
  const source = `query ($from: Date, $to: Date) { platformStatistics(from: $from, to: $to) { ${selection} } }`;
  const contextValue = {
    reader,
    callerFacts: { principal },
    services: { statisticsMinGroup: minimum },
    now: new Date(now),
  };
  const { data, errors } = await graphql({ schema, source, variableValues: { from, to }, contextValue });
  expect(errors).toBeUndefined();
  return { statistics: structuredClone(data?.platformStatistics) as Statistics, queries };
}

/** What the store would answer: rows of the range in order, with the attributes that were asked for. */
function select(items: readonly Item[], { partition, range, attributes }: RangeQuery): Item[] {
  if (range === null || 'beginsWith' in range || range.from > range.to) throw new RangeError(JSON.stringify(range));
  return items
    .filter(({ pk, sk }) => pk === partition && String(sk) >= range.from && String(sk) <= range.to)
    .sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))
    .map((item) =>
      Object.fromEntries(['pk', 'sk', ...attributes].flatMap((name) => (name in item ? [[name, item[name]]] : []))),
    );
}

type Sold = readonly [orders: number, shops: number, buyers: number];
const LARGE: Sold = [30, 5, 9];
const SMALL: Sold = [4, 2, 4];

/** The counters of one day, in one shard, as a row of the table. */
function row(
  day: string,
  sold: Partial<Record<ShopCategory | 'total' | CurrencyCode | BuyerKind, Sold>>,
  shard = 0,
): Item {
  const names = Object.entries(sold).flatMap(([group, [amount, shops, buyers]]) => {
    const suffix = group === 'total' ? '' : `#${group}`;
    const figure = group in CurrencyCode ? 'revenue' : 'orders';
    return Object.entries({ [figure + suffix]: amount, [`shops${suffix}`]: shops, [`buyers${suffix}`]: buyers });
  });
  return { pk: `STATISTICS#${shard}`, sk: `DAY#${day}`, ...Object.fromEntries(names) };
}

/** Up to 2026-11-19: 5 shops, 12 customers. */
const GROWTH: Item[] = [
  { pk: 'STATISTICS#0', sk: 'GROWTH_MONTH#2025-03', shops: 3, customers: 9 },
  { pk: 'STATISTICS#7', sk: 'GROWTH_MONTH#2026-10', shops: 1, customers: -1 },
  { pk: 'STATISTICS#3', sk: 'GROWTH_DAY#2026-10-31', shops: 1, customers: -1 },
  { pk: 'STATISTICS#7', sk: 'GROWTH_MONTH#2026-11', shops: 2, customers: 5 },
  { pk: 'STATISTICS#7', sk: 'GROWTH_DAY#2026-11-01', shops: 1, customers: 4 },
  { pk: 'STATISTICS#1', sk: 'GROWTH_DAY#2026-11-20', shops: 1 },
  { pk: 'STATISTICS#1', sk: 'GROWTH_DAY#2026-11-21', customers: 1 },
];

const dayAfter = (day: string, count: number) =>
  new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);

describe('the figures of the platform', () => {
  const items = [
    ...GROWTH,
    row('2026-11-10', { total: [20, 3, 4], CAFE: [20, 3, 4], EUR: [1250, 3, 4], CUSTOMERS: [12, 3, 4] }),
    row('2026-11-10', { total: [10, 2, 5], CAFE: [10, 2, 5], EUR: [1000, 2, 5], GUESTS: [18, 4, 5] }, 5),
    row('2026-11-12', { CUSTOMERS: [30, 6, 6], GUESTS: [10, 3, 3] }),
    row('2026-11-12', { total: [40, 7, 9], CAFE: [36, 5, 9], BAR: [4, 2, 1], EUR: [5000, 6, 9], JPY: [700, 1, 1] }, 2),
    row('2026-11-13', { total: LARGE, CAFE: LARGE, EUR: [1, 5, 9] }, 7),
  ];

  it('are the sums over shards and days, with zero, withheld and shown told apart', async () => {
    const { statistics } = await ask(items, { from: '2026-11-10', to: '2026-11-12' });
    expect(statistics).toMatchObject({
      shopCount: 5,
      customerCount: 12,
      orderCount: 70,
      averageOrdersPerShop: 14,
      customerOrders: { orderCount: 42, suppressed: false, coverage: { days: 3, withheldDays: 0 } },
      averageOrdersPerCustomer: 42 / 12,
      ordersByDay: [
        { day: '2026-11-10', orderCount: 30, suppressed: false },
        { day: '2026-11-11', orderCount: 0, suppressed: false },
        { day: '2026-11-12', orderCount: 40, suppressed: false },
      ],
    });
    const coverage = { days: 3, withheldDays: 0 };
    expect(statistics.coverage).toEqual(coverage);
    const shown = [
      { currencyCode: 'CHF', amount: { amount: '0.00', currencyCode: 'CHF' }, suppressed: false },
      { currencyCode: 'EUR', amount: { amount: '72.50', currencyCode: 'EUR' }, suppressed: false },
      { currencyCode: 'GBP', amount: { amount: '0.00', currencyCode: 'GBP' }, suppressed: false },
      { currencyCode: 'JPY', amount: null, suppressed: true },
      { currencyCode: 'SEK', amount: { amount: '0.00', currencyCode: 'SEK' }, suppressed: false },
      { currencyCode: 'USD', amount: { amount: '0.00', currencyCode: 'USD' }, suppressed: false },
    ];
    expect(statistics.revenue).toEqual(
      shown.map((each) => ({ ...each, coverage: each.suppressed ? { days: 3, withheldDays: 1 } : coverage })),
    );
    expect(byCategory(statistics)).toMatchObject({ BAR: null, CAFE: 30, BOOKS: 0, FLORIST: 0 });
    // The bars keep the cafés company on the last day: their figure is that of the days before.
    expect(statistics.ordersByCategory.find(({ category }) => category === ShopCategory.CAFE)).toEqual({
      category: 'CAFE',
      orderCount: 30,
      suppressed: false,
      coverage: { days: 3, withheldDays: 1 },
    });
  });

  it('are all shown where the minimum is 0 or 1, without a look at the days before', async () => {
    for (const minimum of [0, 1]) {
      const { statistics, queries } = await ask(items, { from: '2026-11-12', to: '2026-11-12', minimum });
      expect(byCategory(statistics)).toMatchObject({ BAR: 4, CAFE: 36 });
      expect(queries.map(({ range }) => range)).toContainEqual({ from: 'DAY#2026-11-12', to: 'DAY#2026-11-12' });
      expect(queries).toHaveLength(24);
    }
  });

  it('have no total and no averages where the total is withheld, but still the counts of shops and customers', async () => {
    const small = [...GROWTH, row('2026-11-10', { total: SMALL, CAFE: SMALL })];
    const { statistics } = await ask(small, { from: '2026-11-01', to: '2026-11-19' });
    expect(statistics).toMatchObject({
      shopCount: 5,
      customerCount: 12,
      orderCount: null,
      averageOrdersPerShop: null,
      averageOrdersPerCustomer: null,
    });
  });

  it('divide the orders of customers by customers, not those of guests', async () => {
    const day = '2026-11-10';
    const orders = { total: LARGE, CUSTOMERS: [20, 5, 6], GUESTS: [10, 4, 3] } as const;
    const { statistics } = await ask([...GROWTH, row(day, orders)], { from: day, to: day });
    expect(statistics).toMatchObject({ averageOrdersPerShop: 6, averageOrdersPerCustomer: 20 / 12 });
  });

  it('have no average of customers where few of either kind ordered: the others would be told', async () => {
    const day = '2026-11-10';
    for (const [customers, guests] of [
      [
        [26, 5, 7],
        [4, 2, 2],
      ],
      [
        [4, 2, 2],
        [26, 5, 7],
      ],
    ] as const) {
      const items = [...GROWTH, row(day, { total: LARGE, CUSTOMERS: customers, GUESTS: guests })];
      const { statistics } = await ask(items, { from: day, to: day });
      expect(statistics).toMatchObject({ orderCount: 30, averageOrdersPerCustomer: null });
      expect(statistics.customerOrders).toEqual({
        orderCount: null,
        suppressed: true,
        coverage: { days: 1, withheldDays: 1 },
      });
    }
  });

  it('have no average of customers over a day of which it was not counted who ordered, or not of all', async () => {
    const complete = { total: LARGE, CUSTOMERS: [20, 5, 6], GUESTS: [10, 4, 3] } as const;
    for (const part of [{ total: LARGE }, { total: LARGE, CUSTOMERS: [8, 3, 3], GUESTS: [6, 3, 3] }] as const) {
      const items = [
        ...GROWTH,
        row('2026-11-09', complete),
        row('2026-11-10', part),
        row('2026-11-11', complete),
        row('2026-11-12', complete),
      ];
      const of = async (from: string, to: string) =>
        (await ask(items, { from, to })).statistics.customerOrders.orderCount;
      expect(await of('2026-11-09', '2026-11-12')).toBeNull();
      expect(await of('2026-11-10', '2026-11-10')).toBeNull();
      expect(await of('2026-11-09', '2026-11-09')).toBe(20);
      expect(await of('2026-11-11', '2026-11-12')).toBe(20);
      const { statistics } = await ask(items, { from: '2026-11-11', to: '2026-11-12', minimum: 1 });
      expect(statistics.customerOrders.orderCount).toBe(40);
    }
  });

  it('divide by the shops and customers of the days that the orders are of: who comes later changes nothing', async () => {
    const grown = [...GROWTH, { pk: 'STATISTICS#2', sk: 'GROWTH_DAY#2026-11-03', shops: 995, customers: 988 }];
    const orders = { total: LARGE, CUSTOMERS: [20, 5, 6], GUESTS: [10, 4, 3] } as const;
    const items = [...grown, row('2026-10-30', orders), row('2026-11-02', orders)];
    const of = async (from: string, to: string) => {
      const { averageOrdersPerShop, averageOrdersPerCustomer, shopCount } = (await ask(items, { from, to })).statistics;
      return [averageOrdersPerShop, averageOrdersPerCustomer, shopCount];
    };
    expect(await of('2026-10-30', '2026-10-30')).toEqual([10, 20 / 9, 3]);
    expect(await of('2026-11-02', '2026-11-02')).toEqual([6, 20 / 12, 5]);
    // 3, 4, 5 and 5 shops, then 1,000.
    expect(await of('2026-10-30', '2026-11-02')).toEqual([60 / (17 / 4), 40 / ((9 + 8 + 12 + 12) / 4), 5]);
    expect(await of('2026-11-03', '2026-11-03')).toEqual([0, 0, 1000]);
  });

  it('have no averages where there is nobody to divide by', async () => {
    const { statistics } = await ask([], { from: '2026-11-01', to: '2026-11-20' });
    expect(statistics).toMatchObject({
      shopCount: 0,
      orderCount: 0,
      averageOrdersPerShop: null,
      averageOrdersPerCustomer: null,
    });
  });

  it('count shops and customers at the end of the last day, whatever came and went later', async () => {
    const counts = async (to: string) => {
      const { shopCount, customerCount } = (await ask(GROWTH, { from: '2025-12-01', to })).statistics;
      return [shopCount, customerCount];
    };
    expect(await counts('2026-10-30')).toEqual([3, 9]);
    expect(await counts('2026-10-31')).toEqual([4, 8]);
    expect(await counts('2026-11-01')).toEqual([5, 12]);
    expect(await counts('2026-11-20')).toEqual([6, 12]);
  });

  it('go below zero on a day on which more was taken off than sold, where that may be shown', async () => {
    const items = [row('2026-11-12', { total: [-2, 3, 4], EUR: [-7050, 3, 4] })];
    const { statistics } = await ask(items, { from: '2026-11-12', to: '2026-11-12' });
    expect(statistics.orderCount).toBe(-2);
    expect(statistics.revenue[1]?.amount).toEqual({ amount: '-70.50', currencyCode: 'EUR' });
  });

  it('are withheld on a day on which nothing but withdrawals happened, however many', async () => {
    const items = [row('2026-11-12', { total: [-5, 0, 0], CAFE: [-5, 0, 0], EUR: [-500, 0, 0] })];
    const { statistics } = await ask(items, { from: '2026-11-12', to: '2026-11-12' });
    expect(statistics.orderCount).toBeNull();
    expect(byCategory(statistics).CAFE).toBeNull();
    expect(statistics.revenue[1]).toMatchObject({ currencyCode: 'EUR', amount: null, suppressed: true });
  });
});

describe('the days that are covered', () => {
  const covered = async (from: string | null, to: string | null, now?: string) => {
    const question = { from, to, now, selection: 'from to ordersByDay { day }' } as unknown as Question;
    const { statistics } = await ask([], question);
    expect(statistics.ordersByDay[0]?.day).toBe(statistics.from);
    expect(statistics.ordersByDay.at(-1)?.day).toBe(statistics.to);
    return `${statistics.from} ${statistics.to} ${statistics.ordersByDay.length}`;
  };

  it.each([
    ['the last 30 closed days unless told', null, null, '2026-10-22 2026-11-20 30'],
    ['from a day up to the last closed one', '2026-11-19', null, '2026-11-19 2026-11-20 2'],
    ['30 days up to a day', null, '2026-11-01', '2026-10-03 2026-11-01 30'],
    ['what was asked for, where it is closed', '2026-11-20', '2026-11-20', '2026-11-20 2026-11-20 1'],
    [
      'no more than the last closed day, where today is asked for',
      '2026-11-19',
      '2026-11-21',
      '2026-11-19 2026-11-20 2',
    ],
    ['the same for any later day, however far', '2026-11-19', '2999-01-01', '2026-11-19 2026-11-20 2'],
    ['30 days where only a later `to` is told', null, '2027-11-21', '2026-10-22 2026-11-20 30'],
  ])('are %s', async (_, from, to, expected) => {
    expect(await covered(from, to)).toBe(expected);
  });

  it('do not take in the day that ended within the last half hour', async () => {
    expect(await covered('2026-11-18', '2026-11-20', '2026-11-21T00:29:59.999Z')).toBe('2026-11-18 2026-11-19 2');
    expect(await covered('2026-11-18', '2026-11-20', '2026-11-21T00:30:00.000Z')).toBe('2026-11-18 2026-11-20 3');
  });

  it('are none from today on: the answer says up to when there are figures', () => {
    const now = new Date('2026-11-21T15:00:00Z');
    for (const from of ['2026-11-21', '2026-11-22', '2999-01-01'])
      expect(() => closedDayRange(new Date(from), undefined, now)).toThrow(
        'The last day with figures is 2026-11-20. Expected `from` to be that day or an earlier one.',
      );
  });

  it('must not be more than a year, counted after the cut', () => {
    const now = new Date('2026-11-21T15:00:00Z');
    expect(closedDayRange(new Date('2025-11-20'), new Date('2999-01-01'), now).from).toBe('2025-11-20');
    expect(() => closedDayRange(new Date('2025-11-19'), undefined, now)).toThrow('Expected at most 366 days, got 367.');
  });
});

describe('what is read of the table', () => {
  const range = { from: '2026-11-10', to: '2026-11-12' };

  it('is two ranges a shard, for the counts of shops and customers: a row a month, and a row a day of the last month', async () => {
    const { queries } = await ask(GROWTH, { ...range, selection: '__typename shopCount customers: customerCount' });
    expect(queries).toHaveLength(16);
    const attributes = ['customers', 'shops'];
    const partition = 'STATISTICS#3';
    expect(queries.filter((query) => query.partition === partition)).toMatchObject([
      { range: { from: 'GROWTH_MONTH#', to: 'GROWTH_MONTH#2026-10' }, attributes },
      { range: { from: 'GROWTH_DAY#2026-11-01', to: 'GROWTH_DAY#2026-11-12' }, attributes },
    ]);
  });

  it('is nothing for nothing, and for the days themselves', async () => {
    expect((await ask(GROWTH, { ...range, selection: '__typename from to' })).queries).toEqual([]);
  });

  it('is orders with their groups, for orders by day: one query a shard where the last month settles it', async () => {
    const items = [row('2026-11-01', { total: LARGE })];
    const { queries } = await ask(items, { ...range, selection: 'days: ordersByDay { orderCount }' });
    expect(queries).toHaveLength(8);
    expect(queries[0]).toMatchObject({
      range: { from: 'DAY#2026-10-10', to: 'DAY#2026-11-12' },
      attributes: ['buyers', 'orders', 'shops'],
    });
  });

  it('is revenue with its groups, for revenue', async () => {
    const { queries } = await ask([], { ...range, selection: 'revenue { suppressed }' });
    expect(new Set(queries.flatMap(({ attributes }) => attributes.map((name) => name.replace(/#.*/, ''))))).toEqual(
      new Set(['buyers', 'revenue', 'shops']),
    );
    expect(queries[0]?.attributes).toHaveLength(3 * Object.keys(CurrencyCode).length);
  });

  it('is the rest of the past as well where it matters, once', async () => {
    const { queries } = await ask([row('2026-11-11', { total: LARGE })], { ...range, selection: 'orderCount' });
    expect(queries).toHaveLength(16);
    expect(queries[8]?.range).toEqual({ from: 'DAY#', to: 'DAY#2026-10-09' });
  });
});

describe('the days before the range', () => {
  const long = '2024-01-01';

  it('seal its first cut, however long ago they were', async () => {
    const items = [
      row(long, { total: SMALL }),
      row('2026-11-10', { total: LARGE }),
      row('2026-11-11', { total: LARGE }),
    ];
    const { statistics } = await ask(items, { from: '2026-11-10', to: '2026-11-11' });
    expect([statistics.orderCount, statistics.coverage]).toEqual([30, { days: 2, withheldDays: 1 }]);
    expect(statistics.ordersByDay.map(({ orderCount }) => orderCount)).toEqual([null, 30]);
  });

  it('keep company with a category that was small once and then gave up, so that no chain of ranges uncovers it', async () => {
    const open = { total: [60, 10, 18], CAFE: LARGE, BAR: LARGE } as const;
    const items = [
      row(dayAfter(long, 0), open),
      row(dayAfter(long, 1), { ...open, total: [64, 12, 22], FLORIST: SMALL }),
      ...Array.from({ length: 600 }, (_, index) => row(dayAfter(long, index + 2), open)),
    ];
    const { statistics } = await ask(items, { from: dayAfter(long, 590), to: dayAfter(long, 600) });
    // The florist's four orders are the total less cafés less bars, from before that day until today, in steps of a year.
    expect(byCategory(statistics)).toMatchObject({ BAR: null, CAFE: 330, FLORIST: 0 });
  });

  it('are read as far as it takes: the answers are those on the whole past', async () => {
    await fc.assert(
      fc.asyncProperty(
        worlds({ parts: ['CAFE', 'BAR', 'BOOKS', 'BAKERY'], days: 6, shops: 6, buyers: 4 }),
        fc.constantFrom(1, 20, 40, 100),
        fc.nat(5),
        fc.nat(5),
        async (world, gap, one, other) => {
          const [first, last] = [Math.min(one, other), Math.max(one, other)];
          const range = {
            from: dayAfter(long, first * gap),
            to: dayAfter(long, Math.min(last * gap, first * gap + 365)),
          };
          const { statistics } = await ask(itemsOf(world, gap), { ...range, minimum: world.minimum });
          expect(statistics).toMatchObject(onWholePast(world, gap, range));
        },
      ),
      { numRuns: 100 },
    );
  });

  /** Day n of the world is n times `gap` days later; shops' and buyers' counters are in different shards. */
  function itemsOf(world: TradingWorld, gap: number): Item[] {
    return world.buyersByDay.flatMap((_, index) => {
      const day = dayAfter(long, index * gap);
      const { total, parts } = daysOfWorld(world)[index]!;
      const figures = { total, ...Object.fromEntries(parts) };
      const sold = (pick: (figure: typeof total) => Sold) =>
        Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, pick(figure)]));
      return [
        row(
          day,
          sold(({ amount, shops }) => [Number(amount), shops, 0]),
          index % 8,
        ),
        row(
          day,
          sold(({ buyers }) => [0, 0, buyers]),
          (index + 3) % 8,
        ),
      ];
    });
  }

  function onWholePast(world: TradingWorld, gap: number, range: { from: string; to: string }) {
    const byDay = new Map(daysOfWorld(world).map((day, index) => [dayAfter(long, index * gap), day]));
    const nothing: Day = { total: { amount: 0n, shops: 0, buyers: 0 }, parts: new Map() };
    const past = [...byDay].filter(([day]) => day < range.from).map(([, day]) => day);
    const days = daysOf(range).map((day) => byDay.get(day) ?? nothing);
    const { total, byDay: cells, parts } = release(days, cutAfter(past, NOTHING_SEALED, world.minimum), world.minimum);
    return {
      orderCount: shownAs(total).orderCount,
      coverage: coverageOf(total, days.length),
      ordersByDay: cells.map(shownAs),
      ordersByCategory: Object.values(ShopCategory).map((category) => ({
        category,
        ...shownAs(parts.get(category) ?? { amount: 0n, suppressed: false }),
        coverage: coverageOf(parts.get(category), days.length),
      })),
    };
  }

  const coverageOf = (cell: RangeCell | undefined, length: number) => ({
    days: length,
    withheldDays: cell?.withheldDays ?? 0,
  });
  const shownAs = ({ amount, suppressed }: Cell) => ({
    orderCount: amount === null ? null : Number(amount),
    suppressed,
  });
});

describe('revenue', () => {
  it('is shown as far as it may be, each currency by its own days', async () => {
    await fc.assert(
      fc.asyncProperty(worlds({ parts: ['EUR', 'JPY', 'CHF'], days: 6, shops: 6, buyers: 4 }), async (world) => {
        const items = world.buyersByDay.map((_, index) =>
          row(
            dayAfter('2026-11-10', index),
            Object.fromEntries(
              Object.values(CurrencyCode).map((currency) => {
                const { orders, shops, buyers } = cellOfWorld(world, index, currency);
                return [currency, [orders * 250, bitsIn(shops), bitsIn(buyers)] as const];
              }),
            ),
          ),
        );
        const { statistics } = await ask(items, { from: '2026-11-10', to: '2026-11-16', minimum: world.minimum });
        for (const { currencyCode, amount, suppressed, coverage } of statistics.revenue) {
          const days = world.buyersByDay.map((_, index): Day => {
            const { orders, shops, buyers } = cellOfWorld(world, index, currencyCode);
            const total = { amount: BigInt(orders), shops: bitsIn(shops), buyers: bitsIn(buyers) };
            return { total, parts: new Map() };
          });
          const { total } = release(days, NOTHING_SEALED, world.minimum);
          expect(suppressed).toBe(total.suppressed);
          expect(coverage).toEqual({ days: 7, withheldDays: total.withheldDays });
          expect(amount).toEqual(total.amount === null ? null : toMoney(total.amount * 250n, currencyCode));
        }
      }),
      { numRuns: 50 },
    );
  });
});

function byCategory({ ordersByCategory }: Statistics) {
  return Object.fromEntries(ordersByCategory.map(({ category, orderCount }) => [category, orderCount]));
}

describe('the demo', () => {
  const CUSTOMERS = [1, 2].map((n) => ({ sub: `customer-${n}`, email: `customer${n}@example.com` }));
  const demoAt = (now: string): Item[] =>
    worldItems({
      ...DEMO_SIZE,
      seed: 'fieldgate',
      now: new Date(now),
      generation: 0,
      subjects: { customers: CUSTOMERS, owners: ['owner-1', 'owner-2'] },
    }).filter(({ pk }) => pk.startsWith('STATISTICS#'));

  // Every day of the week, the first of a month, and whichever hour.
  it.each([
    ['2026-11-21T14:30:00Z'],
    ['2026-11-22T00:40:00Z'],
    ['2026-11-23T23:59:00Z'],
    ['2026-11-24T09:00:00Z'],
    ['2026-11-25T06:10:00Z'],
    ['2026-11-26T18:00:00Z'],
    ['2026-11-27T03:00:00Z'],
    ['2026-12-02T12:00:00Z'],
    ['2027-03-01T20:00:00Z'],
  ])('shows its figures: withholding is the exception, on %s', async (now) => {
    const items = demoAt(now);
    const from = new Date(Date.parse(now) - 86_400_000).toISOString().slice(0, 'YYYY-MM'.length);
    for (const range of [{}, { from: `${from}-01` }]) {
      const { statistics } = await ask(items, { ...range, now } as Question);
      const withheld = (cells: readonly { coverage: { withheldDays: number } }[]) =>
        cells.filter(({ coverage }) => coverage.withheldDays > 0).length;
      expect(withheld(statistics.ordersByCategory)).toBeLessThanOrEqual(1);
      expect(withheld(statistics.revenue)).toBeLessThanOrEqual(1);
      expect(withheld([statistics, statistics.customerOrders])).toBe(0);
      expect(statistics.averageOrdersPerCustomer).toBeGreaterThan(0);
    }
  });
});
