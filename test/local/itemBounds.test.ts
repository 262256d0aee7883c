import * as fc from 'fast-check';
import { CUSTOMER_1, CUSTOMER_2 } from '../../src/local/localUsers';
import { DEMO_SIZE, worldItems } from '../../src/local/demo/world';
import type { Item } from '../../src/local/write';
import { assertBounded, boundOf, kindOf } from '../support/itemBounds';

const OPTIONS = {
  ...{ seed: 'bounds', now: new Date('2026-11-21T14:30:00.000Z'), generation: 0 },
  subjects: { customers: [CUSTOMER_1, CUSTOMER_2], owners: ['owner-1'] },
};

describe('every stored item is bounded by its own content', () => {
  it('in the demo', () => {
    const items = worldItems({ ...OPTIONS, ...DEMO_SIZE });
    items.forEach(assertBounded);
    expect(new Set(items.map((item) => kindOf(item)[0]))).toEqual(
      new Set([
        ...['shop', 'product', 'order', 'order line', 'shop’s day', 'product’s month', 'ownership', 'profile'],
        ...['buyer’s day', 'platform’s day', 'growth'],
      ]),
    );
  });

  it('whatever else there is, and however much', () => {
    const size = fc.record({
      shops: fc.integer({ min: 1, max: 8 }),
      products: fc.integer({ min: 1, max: 200 }),
      orders: fc.integer({ min: 0, max: 500 }),
      customers: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(size, fc.string({ minLength: 1 }), (of, seed) =>
        worldItems({ ...OPTIONS, ...of, seed }).forEach(assertBounded),
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    ['a day that holds its products', { pk: 'SHOP#s', sk: 'SALES#2026-11-01', unitsByProduct: { p: 1 } }],
    ['a list of another’s items', { pk: 'CUSTOMER#c', sk: 'PROFILE', orders: ['o'] }],
    ['one attribute for each of others', { pk: 'CUSTOMER#c', sk: 'PROFILE', ...attributes(11) }],
    ['a string without an end', { pk: 'SHOP#s', sk: 'ORDER#o', note: 'n'.repeat(2_049) }],
    ['a month of 32 days', { pk: 'SHOP#s', sk: 'SOLD#2026-11#p', unitsByDay: attributes(32) }],
    ['a kind that nobody has bounded', { pk: 'SHOP#s', sk: 'NEWS' }],
  ])('and what is not is found: %s', (_, item) => {
    expect(() => assertBounded(item as Item)).toThrow(/expected .* bounded|expected every kind/);
  });

  it('so that a product’s month is written for the price of one kilobyte', () => {
    const month = { pk: `SHOP#${'s'.repeat(40)}`, sk: `SOLD#2026-12#${'0'.repeat(26)}` };
    const ofDays = (value: number) =>
      Object.fromEntries(Array.from({ length: 31 }, (_, index) => [String(index + 1).padStart(2, '0'), value]));
    // A million pieces a day, for what an order may cost at most each: 4 and 9 bytes as DynamoDB writes numbers.
    const bytes = 31 * (2 * 3 + 4 + 9) + JSON.stringify(month).length + 'unitsByDaytotalByDay'.length + 6;
    expect(bytes).toBeLessThan(1024);
    expect(boundOf({ ...month, unitsByDay: ofDays(1), totalByDay: ofDays(1) })).toBeLessThan(20_000);
  });
});

function attributes(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${String(index)}`, index]));
}
