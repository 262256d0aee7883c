import * as fc from 'fast-check';
import { customerBuyer, guestBuyer } from '../../../resolvers/ordering/buyers';
import { handOverWrites, type Purchase } from '../../../resolvers/ordering/tally';
import { CurrencyCode } from '../../../schema/Money';
import { ShopCategory } from '../../../schema/ShopCategory';
import type { Requirement, Write } from '../../../src/storage/writes';

const GUEST = guestBuyer('g');
const CUSTOMER = customerBuyer('c');
const DAY = '2026-11-21';
const SHARD = 3;
const ORDER: Purchase = { shopId: 's', shopCategory: ShopCategory.CAFE, currencyCode: CurrencyCode.EUR, day: DAY };

const SALES = { orderCount: 9, 'orders#GUESTS': 5, 'orders#CUSTOMERS': 4 };
/** One order goes over, in a shop that had others by guests and by customers. */
const ONE_ORDER = { 'orders#GUESTS': -1, 'orders#CUSTOMERS': 1 };

type Numbers = Readonly<Record<string, number>>;
type Counters = Map<string, Record<string, number>>;

const nameOf = ({ pk, sk }: Write['key']) => `${pk}/${sk}`;
const addsOf = (write: Write | undefined): Numbers => (write?.kind === 'update' ? (write.add ?? {}) : {});

test('the only order of a guest makes the customer a buyer in their place: the platform’s buyers stay as many', () => {
  const from = { orders: 1, 'orders#CAFE': 1, 'orders#EUR': 1 };
  const writes = handOverWrites(ORDER, GUEST, CUSTOMER, { from, to: null, sales: SALES }, SHARD);
  expect(writes.map(({ key }) => nameOf(key))).toEqual([
    `GUEST#g/DAY#${DAY}`,
    `CUSTOMER#c/DAY#${DAY}`,
    `SHOP#s/SALES#${DAY}`,
    `STATISTICS#3/DAY#${DAY}`,
  ]);
  expect(addsOf(writes[2])).toEqual(ONE_ORDER);
  expect(addsOf(writes[3])).toEqual({ ...ONE_ORDER, 'buyers#GUESTS': -1, 'buyers#CUSTOMERS': 1 });
});

test('the only order of a guest, for a customer who bought before: one buyer fewer', () => {
  const from = { orders: 1, 'orders#CAFE': 1, 'orders#EUR': 1 };
  const to = { orders: 4, 'orders#CAFE': 2, 'orders#EUR': 4 };
  const [, , , shard] = handOverWrites(ORDER, GUEST, CUSTOMER, { from, to, sales: SALES }, SHARD);
  expect(shard?.key).toEqual({ pk: 'STATISTICS#3', sk: `DAY#${DAY}` });
  expect(addsOf(shard)).toEqual({
    ...ONE_ORDER,
    ...{ buyers: -1, 'buyers#CAFE': -1, 'buyers#EUR': -1, 'buyers#GUESTS': -1 },
  });
});

test('one of several orders of a guest, for a new customer: one buyer more; what they bought in no other category counts there', () => {
  const from = { orders: 3, 'orders#CAFE': 1, 'orders#BAR': 2, 'orders#EUR': 3 };
  const [, , , shard] = handOverWrites(ORDER, GUEST, CUSTOMER, { from, to: null, sales: SALES }, SHARD);
  expect(addsOf(shard)).toEqual({ ...ONE_ORDER, buyers: 1, 'buyers#EUR': 1, 'buyers#CUSTOMERS': 1 });
});

test('no order and no revenue moves, but from guests to customers', () => {
  const from = { orders: 2, 'orders#CAFE': 2, 'orders#EUR': 2 };
  const [, , , shard] = handOverWrites(ORDER, GUEST, CUSTOMER, { from, to: null, sales: SALES }, SHARD);
  const moved = Object.entries(addsOf(shard)).filter(([name]) => !name.startsWith('buyers'));
  expect(Object.fromEntries(moved)).toEqual(ONE_ORDER);
});

test('handing over any orders one by one gives the buyers’ days and the distinct buyers that a recount gives', () => {
  const purchase = fc.record({
    shopId: fc.constantFrom('s', 't'),
    shopCategory: fc.constantFrom(ShopCategory.CAFE, ShopCategory.BAR),
    currencyCode: fc.constantFrom(CurrencyCode.EUR, CurrencyCode.JPY),
    day: fc.constantFrom('2026-11-20', DAY),
  });
  const orders = fc.array(purchase, { maxLength: 12 });
  fc.assert(
    fc.property(orders, orders, (ofGuest, ofCustomer) => {
      const counters = recounted(ofGuest, ofCustomer);
      for (const order of ofGuest) {
        const sales = counters.get(`SHOP#${order.shopId}/SALES#${order.day}`) ?? null;
        const state = { from: dayOf(counters, 'GUEST#g', order), to: dayOf(counters, 'CUSTOMER#c', order), sales };
        handOverWrites(order, GUEST, CUSTOMER, state, SHARD).forEach((write) => apply(counters, write));
      }
      expect(withoutZeros(counters)).toEqual(withoutZeros(recounted([], [...ofCustomer, ...ofGuest])));
    }),
  );
});

function dayOf(counters: Counters, partition: string, { day }: Purchase): Numbers | null {
  return counters.get(`${partition}/DAY#${day}`) ?? null;
}

/** As the table would: refuses where a requirement does not hold. */
function apply(counters: Counters, write: Write): void {
  const item = itemOf(counters, nameOf(write.key));
  expect(write.require.filter((each) => !holds(item, each))).toEqual([]);
  for (const [name, value] of Object.entries(addsOf(write))) item[name] = (item[name] ?? 0) + value;
}

function holds(item: Numbers, requirement: Requirement): boolean {
  if (requirement.kind === 'missing') return false;
  if (requirement.kind === 'exists') return Object.keys(item).length > 0;
  const value = item[requirement.attribute];
  if (requirement.kind === 'absent') return value === undefined;
  if (requirement.kind === 'below') return (value ?? 0) < requirement.value;
  if (requirement.kind === 'absentOrZero') return (value ?? 0) === 0;
  if (requirement.kind === 'equals') return value === requirement.value;
  return requirement.kind === 'atLeast' && value !== undefined && value >= requirement.value;
}

function recounted(ofGuest: readonly Purchase[], ofCustomer: readonly Purchase[]): Counters {
  const counters: Counters = new Map();
  ofGuest.forEach((order) => count(counters, 'GUEST#g', order));
  ofCustomer.forEach((order) => count(counters, 'CUSTOMER#c', order));
  return counters;
}

function count(counters: Counters, partition: string, { shopId, shopCategory, currencyCode, day }: Purchase): void {
  const buyerDay = itemOf(counters, `${partition}/DAY#${day}`);
  const platform = itemOf(counters, `STATISTICS#${SHARD}/DAY#${day}`);
  const sales = itemOf(counters, `SHOP#${shopId}/SALES#${day}`);
  const kind = partition.startsWith('CUSTOMER#') ? 'CUSTOMERS' : 'GUESTS';
  const add = (item: Record<string, number>, name: string) => (item[name] = (item[name] ?? 0) + 1);
  if (!sales[`orders#${kind}`]) add(platform, `shops#${kind}`);
  if (!buyerDay.orders) add(platform, `buyers#${kind}`);
  add(sales, `orders#${kind}`);
  add(platform, `orders#${kind}`);
  for (const suffix of ['', `#${shopCategory}`, `#${currencyCode}`]) {
    const before = buyerDay[`orders${suffix}`] ?? 0;
    if (before === 0) platform[`buyers${suffix}`] = (platform[`buyers${suffix}`] ?? 0) + 1;
    buyerDay[`orders${suffix}`] = before + 1;
  }
}

function itemOf(counters: Counters, name: string): Record<string, number> {
  const item = counters.get(name) ?? {};
  counters.set(name, item);
  return item;
}

function withoutZeros(counters: Counters): Record<string, number> {
  const entries = [...counters].flatMap(([name, item]) =>
    Object.entries(item).flatMap(([counter, value]) => (value === 0 ? [] : [[`${name} ${counter}`, value] as const])),
  );
  return Object.fromEntries(entries.sort());
}
