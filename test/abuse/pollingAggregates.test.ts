import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { counted } from '../support/countedWorld';
import { CLAIM, ERASE, REGISTER } from '../support/customers';
import { ADVANCE, CANCEL, outcomeOf, PATIENT, placed, productNode, shopNode } from '../support/ordering';
import { stopTheClockAt } from '../support/stillTime';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { order, orderId, ownership, product, shop, SUBJECTS, type WorldItem } from '../support/world';
import { toGlobalId } from '../../src/model/globalId';

/*
 * An administrator asks for everything, over many ranges, after every single thing that happens, and compares: each answer with the one
 * before, and each range with each other. What that gives away of a single order, this looks for.
 */

const DAY = Date.UTC(2026, 2, 10);
const DAY_MINUTES = 1440;
const DAY_MS = DAY_MINUTES * 60_000;
const DAYS_FROM_START = (DAY - Date.UTC(2026, 0, 1)) / DAY_MS;
const at = (hours: number, minutes = 0): Date => new Date(DAY + (hours * 60 + minutes) * 60_000);
const dayText = (later: number): string => new Date(DAY + later * DAY_MS).toISOString().slice(0, 10);

const SHOPS = { r: ['EUR', 'RESTAURANT'], b: ['GBP', 'BOOKS'], f: ['CHF', 'FLORIST'] } as const;
const SHOP_IDS = ['r1', 'r2', 'r3', 'r4', 'b1', 'b2', 'b3', 'f1'];
const currencyOf = (shopId: string): string => SHOPS[shopId[0] as keyof typeof SHOPS][0];

/** What each shop's nth product costs, in minor units: no two are the same, nor do any few of them add up to another. */
const priceOf = (shopId: string, n: number): number => 1009 + 1613 * SHOP_IDS.indexOf(shopId) + 397 * n * n;

const RANGES: readonly (readonly [from: number | null, to: number | null])[] = [
  [null, null],
  [null, 0],
  [-1, 0],
  [-2, 0],
  [-2, -1],
  [-1, -1],
  [-30, -1],
  [-30, 3],
  [-1, 300],
  [0, 0],
  [0, null],
];
const EVERYTHING = `shopCount customerCount orderCount coverage { days withheldDays }
  averageOrdersPerShop averageOrdersPerCustomer
  revenue { currencyCode amount { amount } suppressed coverage { days withheldDays } }
  ordersByDay { day orderCount suppressed } ordersByCategory { category orderCount suppressed coverage { days withheldDays } }`;

/** Every answer by its question. */
type Poll = ReadonlyMap<string, string>;

interface Sale {
  readonly shopId: string;
  readonly buyer: number;
  readonly n: number;
}

/** One after the other, so that each is the only thing that happened between two polls. */
const SALES: readonly Sale[] = [
  { shopId: 'r1', buyer: 0, n: 1 },
  { shopId: 'r2', buyer: 1, n: 2 },
  { shopId: 'r3', buyer: 2, n: 3 },
  { shopId: 'r1', buyer: 1, n: 4 },
  { shopId: 'r4', buyer: 0, n: 5 },
  { shopId: 'b1', buyer: 0, n: 1 },
  { shopId: 'b2', buyer: 1, n: 2 },
  { shopId: 'b3', buyer: 2, n: 3 },
  { shopId: 'b3', buyer: 2, n: 4 },
  { shopId: 'f1', buyer: 0, n: 1 },
];
/** Of yesterday's orders: what is taken back today, and what changes hands. */
const LATE = { cancelled: 7121, rejected: 8353, claimed: 9431 };

let api: ApiUnderTest;
let table: TableBeside;
let number = 0;

function sold(later: number, shopId: string, buyer: object, total = 1250): WorldItem[] {
  number += 1;
  const items = order({
    shopId,
    number: (DAYS_FROM_START + later) * DAY_MINUTES + (number % DAY_MINUTES),
    lines: 1,
    ...buyer,
  });
  return items.map((item) => ({
    ...item,
    currencyCode: currencyOf(shopId),
    ...(item.sk.startsWith('LINE#') ? { lineTotal: total, unitPrice: total } : { total }),
  }));
}

const lastOrder = (shopId: string): string =>
  toGlobalId('Order', shopId, orderId((DAYS_FROM_START - 1) * DAY_MINUTES + (number % DAY_MINUTES)));

/** Two large days before today, in every category but the florist's. */
function history(): WorldItem[] {
  const shops = SHOP_IDS.filter((shopId) => shopId !== 'f1');
  return [-2, -1].flatMap((later) =>
    shops.flatMap((shopId) => [1, 2, 3, 4].flatMap((buyer) => sold(later, shopId, { customerId: `buyer-${buyer}` }))),
  );
}

beforeAll(async () => {
  stopTheClockAt(at(9));
  api = await ApiUnderTest.start([], PATIENT);
  table = new TableBeside(api);
});
afterAll(async () => {
  jest.useRealTimers();
  table.close();
  await api.close();
});

interface Scene {
  readonly guests: readonly { readonly headers: RequestHeaders; readonly sessionId: string }[];
  readonly late: Readonly<Record<keyof typeof LATE, string>>;
}

async function setScene(): Promise<Scene> {
  stopTheClockAt(at(9));
  const guests = await Promise.all([0, 1, 2].map(async () => api.guest()));
  const shops = SHOP_IDS.flatMap((shopId) => {
    const [currencyCode, category] = SHOPS[shopId[0] as keyof typeof SHOPS];
    const products = [1, 2, 3, 4, 5].map((n) =>
      product(shopId, `${shopId}-p${n}`, { currencyCode, price: priceOf(shopId, n), stock: 1000 }),
    );
    return [shop(shopId, currencyCode, { category }), ...products];
  });
  const before = history();
  const late = (shopId: string, buyer: object, total: number): string => {
    before.push(...sold(-1, shopId, buyer, total));
    return lastOrder(shopId);
  };
  const ids = {
    cancelled: late('r1', { guestSessionId: guests[0]!.sessionId }, LATE.cancelled),
    rejected: late('r2', { customerId: 'buyer-1' }, LATE.rejected),
    claimed: late('r3', { guestSessionId: guests[2]!.sessionId }, LATE.claimed),
  };
  await table.reset(counted([...shops, ...before, ownership(SUBJECTS.ownerA, 'r2')]));
  return { guests, late: ids };
}

async function poll(): Promise<Poll> {
  const admin = await api.admin();
  const answers = new Map<string, string>();
  for (const range of RANGES) {
    const [from, to] = range.map((each) => (each === null ? 'null' : `"${dayText(each)}"`));
    const { body } = await api.execute(`{ platformStatistics(from: ${from}, to: ${to}) { ${EVERYTHING} } }`, admin);
    const [error] = (body.errors ?? []) as { message: string }[];
    answers.set(`${from}..${to}`, JSON.stringify(body.data?.platformStatistics ?? error?.message));
  }
  return answers;
}

interface Answer {
  readonly customerCount: number;
  readonly orderCount: number | null;
  readonly revenue?: readonly { readonly currencyCode: string; readonly amount: { readonly amount: string } | null }[];
  readonly ordersByDay: readonly { readonly day: string; readonly orderCount: number | null }[];
}

const parsed = (answers: Poll, from: number | null, to: number | null): Answer => {
  const [a, b] = [from, to].map((each) => (each === null ? 'null' : `"${dayText(each)}"`));
  return JSON.parse(answers.get(`${a}..${b}`)!) as Answer;
};

/** In minor units. */
function revenueOf({ revenue = [] }: Answer, currency: string): number | null {
  const { amount } = revenue.find(({ currencyCode }) => currencyCode === currency) ?? { amount: null };
  return amount === null ? null : Math.round(Number(amount.amount) * 100);
}

/** The amounts among `secrets` that are the difference of any two revenues of one currency, in any of these answers. */
function solved(polls: readonly Poll[], secrets: readonly number[]): number[] {
  const answers = polls.flatMap((answers) => [...answers.values()].map((text) => JSON.parse(text) as Answer));
  const differences = ['EUR', 'GBP', 'CHF'].flatMap((currency) => {
    const revenues = [...new Set(answers.flatMap((answer) => revenueOf(answer, currency) ?? []))];
    return [...revenues, ...revenues.flatMap((left) => revenues.map((right) => left - right))];
  });
  return secrets.filter((secret) => differences.includes(secret));
}

/** Everything that happens in the day, each thing by itself. */
function happenings({ guests, late }: Scene): (readonly [what: string, happen: () => Promise<unknown>])[] {
  const sales = SALES.map(
    ({ shopId, buyer, n }) =>
      [
        `an order of ${priceOf(shopId, n)}`,
        async () =>
          placed(api, guests[buyer]!.headers, { lines: [{ productId: productNode(shopId, n), quantity: 1 }] }, shopId),
      ] as const,
  );
  const done = async (query: string, headers: RequestHeaders, input: object): Promise<void> =>
    expect(outcomeOf(await api.execute(query, headers, { input }))).toBe('done');
  const newcomer = async (): Promise<RequestHeaders> => api.signedIn('newcomer', 'customers');
  return [
    ...sales,
    ['cancels an order of yesterday', async () => done(CANCEL, guests[0]!.headers, { orderId: late.cancelled })],
    [
      'rejects an order of yesterday',
      async () => done(ADVANCE, await api.ownerA(), { orderId: late.rejected, to: 'REJECTED' }),
    ],
    ['registers', async () => done(REGISTER, await newcomer(), { displayName: 'New' })],
    [
      'claims an order of yesterday',
      async () =>
        done(CLAIM, await newcomer(), { guestSessionToken: guests[2]!.headers.authorization!.replace('Bearer ', '') }),
    ],
    ['registers as well', async () => done(REGISTER, await api.customer1(), { displayName: 'Other' })],
    ['is erased again', async () => done(ERASE, await api.customer1(), {})],
  ];
}

const SECRETS = [...SALES.map(({ shopId, n }) => priceOf(shopId, n)), ...Object.values(LATE)];
const sumOf = (currency: string): number =>
  SALES.filter(({ shopId }) => currencyOf(shopId) === currency).reduce(
    (sum, { shopId, n }) => sum + priceOf(shopId, n),
    0,
  );

describe('an administrator who asks after everything that happens', () => {
  it('sees nothing move, over any range, until the day has closed; then the day as a whole, and nothing of before has moved', async () => {
    const scene = await setScene();
    const first = await poll();
    const polls = [first];
    const moved: string[] = [];
    for (const [what, happen] of happenings(scene)) {
      await happen();
      const next = await poll();
      if (!sameAnswers(polls.at(-1)!, next)) moved.push(what);
      polls.push(next);
    }
    stopTheClockAt(at(24, 29));
    const beforeClosing = parsed(await poll(), null, null);
    stopTheClockAt(at(24, 30));
    const closed = await poll();
    stopTheClockAt(at(47));
    const later = await poll();
    expect({ moved, solved: solved([...polls, closed, later], SECRETS) }).toEqual({ moved: [], solved: [] });
    expect(beforeClosing).toEqual(parsed(first, null, null));
    expect(sameAnswers(closed, later)).toBe(true);

    const whole = parsed(closed, 0, 0);
    expect(whole.orderCount).toBe(SALES.length - 2);
    expect(whole.customerCount - parsed(first, null, null).customerCount).toBe(1);
    expect(revenueOf(whole, 'EUR')).toBe(sumOf('EUR') - LATE.cancelled - LATE.rejected);
    expect(revenueOf(whole, 'GBP')).toBe(sumOf('GBP'));
    expect(revenueOf(whole, 'CHF')).toBeNull();
    for (const [from, to] of [
      [-2, -1],
      [-1, -1],
      [-30, -1],
    ] as const)
      expect(parsed(closed, from, to)).toEqual(parsed(first, from, to));
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('the search itself: it finds an order where two answers differ by it, and where two ranges do', () => {
    const answer = (amount: string): string =>
      JSON.stringify({ revenue: [{ currencyCode: 'EUR', amount: { amount } }] });
    expect(solved([new Map([['a', answer('100.00')]]), new Map([['a', answer('171.21')]])], SECRETS)).toEqual([7121]);
    expect(
      solved([new Map([...['100.00', '171.21'].entries()].map(([key, text]) => [`${key}`, answer(text)]))], SECRETS),
    ).toEqual([7121]);
    expect(solved([new Map([['a', answer('100.00')]])], SECRETS)).toEqual([]);
  });

  it('an order of yesterday that is cancelled in the first minutes of today is still taken off yesterday', async () => {
    const { guests, late } = await setScene();
    stopTheClockAt(at(0, 14));
    await api.execute(CANCEL, guests[0]!.headers, { input: { orderId: late.cancelled } });
    stopTheClockAt(at(0, 30));
    // Four buyers in each of seven shops, and two of the three more.
    expect(parsed(await poll(), -1, -1).orderCount).toBe(30);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('the owner sees today at once, and a late withdrawal on the day of the order', async () => {
    const { guests, late } = await setScene();
    const owner = await api.ownerA();
    const sales = async (): Promise<unknown> => {
      const query = `query ($id: ID!) { shop(id: $id) { sales(from: "${dayText(-1)}", to: "${dayText(0)}") { byDay { day orderCount } } } }`;
      const { body } = await api.execute(query, owner, { id: shopNode('r2') });
      return (body.data.shop.sales.byDay as { orderCount: number }[]).map(({ orderCount }) => orderCount);
    };
    expect(await sales()).toEqual([5, 0]);
    await placed(api, guests[1]!.headers, { lines: [{ productId: productNode('r2', 1), quantity: 1 }] }, 'r2');
    await api.execute(ADVANCE, owner, { input: { orderId: late.rejected, to: 'REJECTED' } });
    expect(await sales()).toEqual([4, 1]);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });
});

function sameAnswers(left: Poll, right: Poll): boolean {
  return [...left].every(([question, answer]) => right.get(question) === answer);
}
