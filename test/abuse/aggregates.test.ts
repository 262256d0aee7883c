import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { counted } from '../support/countedWorld';
import { ADVANCE, CANCEL, codeOf, PATIENT, placed, productNode } from '../support/ordering';
import { stopTheClockAt } from '../support/stillTime';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { order, ownership, product, shop, SUBJECTS, type WorldItem } from '../support/world';
import { askedOfAnything, wireText } from './traffic';

/*
 * Through HTTP, over orders that were placed or put. The proof over all small worlds is in test/resolvers/.
 */

const RESTAURANTS = ['r1', 'r2', 'r3', 'r4'];
const BOOKSHOPS = ['b1', 'b2', 'b3'];
const FLORISTS = ['f1'];
const CATEGORIES = { r: 'RESTAURANT', b: 'BOOKS', f: 'FLORIST' } as const;
const CURRENCIES = { r: 'EUR', b: 'EUR', f: 'GBP' } as const;
const DAY_MINUTES = 1440;

const COVERAGE = 'coverage { days withheldDays }';
const EVERYTHING = `shopCount customerCount orderCount averageOrdersPerShop averageOrdersPerCustomer ${COVERAGE}
  revenue { currencyCode amount { amount } suppressed ${COVERAGE} }
  ordersByDay { day orderCount suppressed } ordersByCategory { category orderCount suppressed ${COVERAGE} }`;

interface Group {
  readonly orderCount: number | null;
  readonly suppressed: boolean;
}

interface Covered {
  readonly coverage: { readonly days: number; readonly withheldDays: number };
}

interface Statistics extends Covered {
  readonly shopCount: number;
  readonly customerCount: number;
  readonly orderCount: number | null;
  readonly averageOrdersPerShop: number | null;
  readonly revenue: readonly (Covered & {
    readonly currencyCode: string;
    readonly amount: { amount: string } | null;
    readonly suppressed: boolean;
  })[];
  readonly ordersByDay: readonly (Group & { readonly day: string })[];
  readonly ordersByCategory: readonly (Group & Covered & { readonly category: string })[];
}

let number = 0;

/** One order a buyer in each of these shops on the day (1 = 2026-01-02). */
function sold(day: number, shops: readonly string[], buyers: number): WorldItem[] {
  return shops.flatMap((shopId) =>
    Array.from({ length: buyers }, (_, buyer) => {
      number += 1;
      const items = order({
        shopId,
        number: day * DAY_MINUTES + (number % DAY_MINUTES),
        customerId: `buyer-${buyer}`,
        lines: 1,
      });
      const currencyCode = CURRENCIES[shopId[0] as keyof typeof CURRENCIES];
      return items.map((item) => ({ ...item, currencyCode }));
    }).flat(),
  );
}

const dayText = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);

/*
 * Day 1: restaurants, large. Day 2: one bookshop, one buyer. Day 3: nothing. Day 4: restaurants and bookshops, large, and one florist.
 * Day 5: restaurants, large, and two bookshops. Day 6: everything but florists, large.
 */
const history = [
  ...sold(1, RESTAURANTS, 4),
  ...sold(2, ['b1'], 1),
  ...sold(4, [...RESTAURANTS, ...BOOKSHOPS, ...FLORISTS], 4),
  ...sold(5, [...RESTAURANTS, 'b1', 'b2'], 4),
  ...sold(6, [...RESTAURANTS, ...BOOKSHOPS], 4),
];
const TRUTH = { byDay: [0, 16, 1, 0, 32, 24, 28], books: [0, 0, 1, 0, 12, 8, 12] };

let api: ApiUnderTest;
let table: TableBeside;
let admin: RequestHeaders;

beforeAll(async () => {
  const shops = [...RESTAURANTS, ...BOOKSHOPS, ...FLORISTS].map((id) => {
    const kind = id[0] as keyof typeof CATEGORIES;
    return shop(id, CURRENCIES[kind], { category: CATEGORIES[kind] });
  });
  const products = shops.map(({ pk, currencyCode }) => {
    const id = pk.slice('SHOP#'.length);
    return product(id, `${id}-p1`, { currencyCode, stock: 1000 });
  });
  const world = counted([...shops, ...products, ...history]);
  api = await ApiUnderTest.start([...world, ownership(SUBJECTS.ownerA, 'r1')], PATIENT);
  table = new TableBeside(api);
  admin = await api.admin();
});
afterAll(async () => {
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
  table.close();
  await api.close();
});

async function ask(from: string, to: string, headers = admin): Promise<Statistics> {
  const query = `{ platformStatistics(from: "${from}", to: "${to}") { ${EVERYTHING} } }`;
  const { body } = await api.execute(query, headers);
  expect(body.errors).toBeUndefined();
  return body.data.platformStatistics as Statistics;
}

const asked = new Map<string, Promise<Statistics>>();

/** The history does not change: each range is asked for once. */
async function range(from: number, to: number): Promise<Statistics> {
  const key = `${from}-${to}`;
  const answer = asked.get(key) ?? ask(dayText(from), dayText(to));
  asked.set(key, answer);
  return answer;
}
/** Of a part of the range only, the group is as good as withheld: the part's own answer is looked at in its place. */
const category = ({ ordersByCategory }: Statistics, name: string): Group => {
  const { orderCount, suppressed, coverage } = ordersByCategory.find((each) => each.category === name)!;
  return coverage.withheldDays === 0 ? { orderCount, suppressed } : WITHHELD;
};
const wholeCount = ({ orderCount, coverage }: Statistics): number | null =>
  coverage.withheldDays === 0 ? orderCount : null;
const sum = (values: readonly number[], from: number, to: number): number =>
  values.slice(from, to + 1).reduce((total, each) => total + each, 0);
const WITHHELD = { orderCount: null, suppressed: true };
const ZERO = { orderCount: 0, suppressed: false };

/** Every range within the history. */
const RANGES = [1, 2, 3, 4, 5, 6].flatMap((from) =>
  [1, 2, 3, 4, 5, 6].filter((to) => to >= from).map((to) => [from, to] as const),
);

describe('groups below the minimum', () => {
  it('zero, withheld and shown are told apart, day by day and in all', async () => {
    const statistics = await range(1, 6);
    expect(statistics.ordersByDay).toEqual(
      [16, null, 0, null, 24, 28].map((orderCount, index) => ({
        day: dayText(index + 1),
        orderCount,
        suppressed: orderCount === null,
      })),
    );
    expect(statistics).toMatchObject({
      shopCount: 8,
      customerCount: 0,
      orderCount: 101,
      averageOrdersPerShop: 101 / 8,
    });
    expect(category(statistics, 'GROCERY')).toEqual(ZERO);
    expect(category(statistics, 'FLORIST')).toEqual(WITHHELD);
  });

  it('a small day alone is withheld in all its figures; an empty one is zero', async () => {
    const small = await range(2, 2);
    expect(small).toMatchObject({ orderCount: null, averageOrdersPerShop: null });
    expect(category(small, 'BOOKS')).toEqual(WITHHELD);
    expect(small.revenue.filter(({ suppressed }) => suppressed)).toMatchObject([
      { currencyCode: 'EUR', amount: null, suppressed: true },
    ]);
    const empty = await range(3, 3);
    expect(empty.orderCount).toBe(0);
    expect(empty.ordersByCategory.every(({ orderCount }) => orderCount === 0)).toBe(true);
  });

  it('a currency of one shop is withheld, however large the others are', async () => {
    const { revenue } = await range(4, 4);
    expect(revenue.find(({ currencyCode }) => currencyCode === 'GBP')).toMatchObject({
      currencyCode: 'GBP',
      amount: null,
      suppressed: true,
    });
  });
});

describe('differences of overlapping ranges', () => {
  it('what is shown is right, and no two ranges differ by the small day alone', async () => {
    const shown = new Map<string, number>();
    for (const [from, to] of RANGES) {
      const statistics = await range(from, to);
      const { ordersByDay } = statistics;
      const orderCount = wholeCount(statistics);
      if (orderCount === null) continue;
      expect(orderCount).toBe(sum(TRUTH.byDay, from, to));
      shown.set(`${from}-${to}`, orderCount);
      for (const [index, each] of ordersByDay.entries())
        if (each.orderCount !== null) expect(each.orderCount).toBe(TRUTH.byDay[from + index]);
    }
    expect(shown.size).toBeGreaterThan(8);
    expect(tiedTo(3, [...shown.keys()])).not.toContain(2);
    // The check itself: with the day before, alone and with the small day, it would be.
    expect(tiedTo(3, ['1-1', '1-2'])).toContain(2);
  });

  /**
   * Cut n is before day n. A total over days a to b is the running total at one cut less that at another: each range that is shown ties
   * two cuts together, and the small day is what lies between cuts 2 and 3.
   */
  function tiedTo(cut: number, ranges: readonly string[]): number[] {
    const tied = new Set([cut]);
    for (let before = -1; before !== tied.size;) {
      before = tied.size;
      for (const [from = 0, to = 0] of ranges.map((each) => each.split('-').map(Number))) {
        if (tied.has(from)) tied.add(to + 1);
        if (tied.has(to + 1)) tied.add(from);
      }
    }
    return [...tied];
  }

  it('a range that ends in a small day has the answer of its other days, and says so', async () => {
    const [part, whole] = [await range(1, 1), await range(1, 2)];
    expect(whole.coverage).toEqual({ days: 2, withheldDays: 1 });
    expect([whole.orderCount, whole.averageOrdersPerShop]).toEqual([part.orderCount, part.averageOrdersPerShop]);
    const money = ({ revenue }: Statistics) => revenue.map(({ amount, suppressed }) => [amount, suppressed]);
    expect(money(whole)).toEqual(money(part));
    expect((await range(2, 3)).coverage).toEqual({ days: 2, withheldDays: 1 });
  });

  it('the same for a category: bookshops of the day on which only two sold', async () => {
    for (const [from, to] of RANGES) {
      const { orderCount } = category(await range(from, to), 'BOOKS');
      if (orderCount !== null) expect(orderCount).toBe(sum(TRUTH.books, from, to));
    }
    const [upTo, withIt] = [category(await range(4, 4), 'BOOKS'), category(await range(4, 5), 'BOOKS')];
    expect([upTo, withIt].filter(({ suppressed }) => suppressed).length).toBeGreaterThan(0);
  });
});

describe('complements', () => {
  it('a total that is shown, less the categories that are shown, is never about fewer than three shops or buyers', async () => {
    for (const [from, to] of RANGES) {
      const statistics = await range(from, to);
      const orderCount = wholeCount(statistics);
      const withheld = statistics.ordersByCategory
        .filter(({ coverage }) => coverage.withheldDays > 0)
        .map((each) => each.category);
      if (orderCount === null || withheld.length === 0) continue;
      const rest = history.filter((item) => isIn(item, from, to) && withheld.includes(categoryOf(item)));
      expect(new Set(rest.map(({ pk }) => pk)).size).toBeGreaterThanOrEqual(3);
      expect(new Set(rest.map(({ customerId }) => customerId)).size).toBeGreaterThanOrEqual(3);
    }
  });

  const categoryOf = ({ pk }: WorldItem): string => CATEGORIES[pk['SHOP#'.length] as keyof typeof CATEGORIES];
  const isIn = ({ sk, placedAt }: WorldItem, from: number, to: number): boolean =>
    sk.startsWith('ORDER#') &&
    String(placedAt).slice(0, 10) >= dayText(from) &&
    String(placedAt).slice(0, 10) <= dayText(to);

  it('the days that are shown and the total leave no small day over', async () => {
    for (const [from, to] of RANGES) {
      const statistics = await range(from, to);
      const withheld = statistics.ordersByDay.filter(({ suppressed }) => suppressed);
      const orderCount = wholeCount(statistics);
      if (orderCount !== null) expect(withheld).not.toHaveLength(1);
    }
  });
});

describe('orders that are placed now', () => {
  afterEach(() => jest.useRealTimers());

  it('count once their day has closed: where three shops and three buyers stand behind it, without what was taken back', async () => {
    const MORNING_MS = Date.UTC(2026, 4, 4, 9);
    const NEXT_MORNING_MS = MORNING_MS + DAY_MINUTES * 60_000;
    const seen = async (day: number): Promise<Group> => {
      stopTheClockAt(new Date(NEXT_MORNING_MS + day * DAY_MINUTES * 60_000));
      const text = new Date(MORNING_MS + day * DAY_MINUTES * 60_000).toISOString().slice(0, 10);
      return (await ask(text, text, await api.admin())).ordersByDay[0]!;
    };
    const day = async (which: number, shops: readonly string[]): Promise<[string, RequestHeaders][]> => {
      stopTheClockAt(new Date(MORNING_MS + which * DAY_MINUTES * 60_000));
      const buyers = [await api.guest(), await api.guest(), await api.guest()].map(({ headers }) => headers);
      const orders: [string, RequestHeaders][] = [];
      for (const [index, shopId] of shops.entries()) {
        const buyer = buyers[index % 3]!;
        const lines = [{ productId: productNode(shopId, 1), quantity: 1 }];
        orders.push([await placed(api, buyer, { lines }, shopId), buyer]);
      }
      return orders;
    };
    await day(0, ['r1', 'r2', 'r3', 'r1']);
    expect(await seen(0)).toMatchObject({ orderCount: 4, suppressed: false });

    await day(1, ['r1', 'r2', 'r1']);
    expect(await seen(1)).toMatchObject(WITHHELD);

    const [, , [cancelled, buyer] = ['', {}]] = await day(2, ['r1', 'r2', 'r3']);
    await api.execute(CANCEL, buyer, { input: { orderId: cancelled } });
    expect(await seen(2)).toMatchObject(WITHHELD);

    const [[rejected] = ['']] = await day(3, ['r1', 'r2', 'r3']);
    await api.execute(ADVANCE, await api.ownerA(), { input: { orderId: rejected, to: 'REJECTED' } });
    expect(await seen(3)).toMatchObject(WITHHELD);
  });
});

describe('other ways to a single record', () => {
  it.each([
    ['{ platformStatistics(from: "2026-01-02T10:00:00Z", to: "2026-01-02T11:00:00Z") { orderCount } }'],
    ['{ platformStatistics(from: "2026-01-02", to: "2026-01-01") { orderCount } }'],
    ['{ platformStatistics(from: "2999-01-01") { orderCount } }'],
    [`{ platformStatistics(from: "${new Date().toISOString().slice(0, 10)}") { orderCount } }`],
    ['{ platformStatistics(shopId: "x") { orderCount } }'],
    ['{ platformStatistics { minimum maximum first { id } } }'],
    ['{ platformStatistics { ordersByShop { shop { id } } } }'],
    ['{ platformStatistics { ordersByCategory(category: FLORIST) { orderCount } } }'],
    ['{ platformStatistics { revenue { orderCount } } }'],
  ])('there is none: %s', async (query) => {
    const answer = await api.execute(query, admin);
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(codeOf(answer));
    expect(answer.calls).toEqual([]);
  });

  it('ten aliases tell no more than ten questions: a small day is in one sum with a large one, or withheld', async () => {
    const aliases = Array.from(
      { length: 10 },
      (_, index) =>
        `a${index}: platformStatistics(from: "${dayText(2)}", to: "${dayText(index % 2 === 0 ? 2 : 4)}") { orderCount }`,
    );
    const { body } = await api.execute(`{ ${aliases.join(' ')} }`, admin);
    expect(Object.values(body.data as object)).toEqual(
      aliases.map((_, index) => ({ orderCount: index % 2 === 0 ? null : 33 })),
    );
  });

  it('an administrator sees aggregates and nothing else; nobody else sees them, nor are counters read for them', async () => {
    const callers = [{}, (await api.guest()).headers, await api.customer1(), await api.ownerA()];
    for (const headers of callers) {
      const answer = await api.execute(`{ platformStatistics { ${EVERYTHING} } }`, headers);
      expect(answer.body.data).toEqual({ platformStatistics: null });
      expect(answer.calls).toEqual([]);
    }
    const { calls } = await api.execute(
      `{ platformStatistics(from: "${dayText(1)}", to: "${dayText(6)}") { ${EVERYTHING} } }`,
      admin,
    );
    expect(wireText(calls)).not.toMatch(/SHOP#|CUSTOMER#|ORDER#|buyer-\d/);
    expect(
      askedOfAnything(calls).filter((name) => !/^(orders|shops|buyers|revenue|customers)(#[A-Z]+)?$/.test(name)),
    ).toEqual([]);
  });
});
