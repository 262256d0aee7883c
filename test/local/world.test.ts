import { isValidPhoneNumber } from 'libphonenumber-js/max';
import type { WorldOptions } from '../../src/local/demo/plan';
import { DEMO_SIZE, worldItems } from '../../src/local/demo/world';
import type { Item } from '../../src/local/write';
import { countersIn, recount } from './recount';

const NOW = new Date('2026-11-21T14:30:00.000Z');
const CUSTOMERS = [1, 2].map((n) => ({ sub: `customer-${n}`, email: `customer${n}@example.com` }));
const DEMO: WorldOptions = {
  ...DEMO_SIZE,
  seed: 'fieldgate',
  now: NOW,
  generation: 0,
  subjects: { customers: CUSTOMERS, owners: ['owner-1', 'owner-2'] },
};
const SMALL: WorldOptions = { ...DEMO, shops: 3, products: 20, orders: 50, customers: 5 };

const items = worldItems(DEMO);
const ofKind = (prefix: string, all: readonly Item[] = items): Item[] => all.filter(({ sk }) => sk.startsWith(prefix));
const shops = items.filter(({ sk }) => sk === 'SHOP');
const orders = ofKind('ORDER#');

describe('the demo world', () => {
  it('has what was asked for, each item under a key of its own', () => {
    expect([shops.length, ofKind('PRODUCT#').length, ofKind('PROFILE').length, orders.length]).toEqual([
      32, 1_500, 300, 6_000,
    ]);
    expect(new Set(items.map(({ pk, sk }) => `${pk} ${sk}`)).size).toBe(items.length);
  });

  it('is the same each time, and another with another seed', () => {
    expect(worldItems(SMALL)).toEqual(worldItems(SMALL));
    expect(worldItems({ ...SMALL, seed: 'other' })).not.toEqual(worldItems(SMALL));
  });

  it.each([
    ['the demo', DEMO],
    ['a small world', SMALL],
    ['one shop', { ...SMALL, shops: 1 }],
    ['no orders', { ...SMALL, orders: 0 }],
  ])('has counters that agree with the orders: %s', (_, options) => {
    const world = worldItems(options);
    expect(countersIn(world)).toEqual(recount(world));
  });

  it('adds up inside every order', () => {
    const totals: Record<string, { sum: number; count: number }> = {};
    for (const line of ofKind('LINE#')) {
      expect(line.lineTotal).toBe(Number(line.unitPrice) * Number(line.quantity));
      const order = (totals[line.sk.split('#')[1]!] ??= { sum: 0, count: 0 });
      order.sum += Number(line.lineTotal);
      order.count += 1;
    }
    const expected = Object.fromEntries(
      orders.map(({ sk, total, lineCount }) => [sk.slice(6), { sum: total, count: lineCount }]),
    );
    expect(totals).toEqual(expected);
  });

  it('has no order in the future, and some of today', () => {
    const placed = orders.map(({ placedAt }) => String(placedAt)).sort();
    expect(placed[0]! >= '2026-08-24').toBe(true);
    expect(placed.at(-1)! < NOW.toISOString()).toBe(true);
    expect(placed.at(-1)!.slice(0, 10)).toBe('2026-11-21');
  });

  it('gives the local customers at least 40 orders, in both named shops and others', () => {
    for (const { sub } of CUSTOMERS) {
      const own = orders.filter(({ gsi1pk }) => gsi1pk === `CUSTOMER#${sub}`);
      expect(own.length).toBeGreaterThanOrEqual(40);
      expect(own.map(({ pk }) => pk)).toEqual(expect.arrayContaining(['SHOP#harbour-bistro', 'SHOP#corner-books']));
    }
    expect(items).toContainEqual(expect.objectContaining({ pk: 'USER#owner-1', sk: 'SHOP#harbour-bistro' }));
    expect(items).toContainEqual(expect.objectContaining({ pk: 'USER#owner-2', sk: 'SHOP#corner-books' }));
  });

  it('has three shops or more in every category and currency', () => {
    const rare = (attribute: string): string[] => {
      const counts: Record<string, number> = {};
      for (const shop of shops) counts[String(shop[attribute])] = (counts[String(shop[attribute])] ?? 0) + 1;
      return Object.keys(counts).filter((name) => counts[name]! < 3);
    };
    expect([rare('category'), rare('currencyCode')]).toEqual([[], []]);
  });

  it('has telephone numbers that a validator takes', () => {
    const numbers = new Set(items.flatMap(({ phoneNumber }) => (typeof phoneNumber === 'string' ? [phoneNumber] : [])));
    expect([...numbers].filter((number) => !isValidPhoneNumber(number))).toEqual([]);
  });

  it('fills every hidden attribute with a value that is on no other item', () => {
    const hidden = JSON.stringify(items).match(/"hidden-[^"]+"/g)!;
    expect(new Set(hidden).size).toBe(hidden.length);
    expect(hidden).toHaveLength(3 * shops.length + 2 * orders.length + 1_500 + 300);
  });
});
