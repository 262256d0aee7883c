import { worldItems } from '../../src/local/demo/world';
import { ItemShapes } from '../../src/local/itemShapes';
import { CUSTOMER_1, CUSTOMER_2 } from '../../src/local/localUsers';
import type { Item } from '../../src/local/write';
import { buildApi } from '../../src/compose/api';

const { schema, model } = buildApi();
const shapes = new ItemShapes(schema, model);
const world = worldItems({
  shops: 3,
  products: 20,
  orders: 40,
  customers: 5,
  seed: 'shapes',
  now: new Date('2026-11-21T14:30:00.000Z'),
  generation: 0,
  subjects: { customers: [CUSTOMER_1, CUSTOMER_2], owners: ['owner-1'] },
});

/** The first item of the kind with other attributes; one that is `undefined` is gone. */
function changed(prefix: string, more: Record<string, unknown>): Item {
  const item = { ...world.find(({ sk }) => sk.startsWith(prefix))!, ...more };
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as Item;
}

describe('the shapes of items', () => {
  it('are right in the demo, and of an erased profile', () => {
    expect(world.flatMap((item) => shapes.problemsOf(item))).toEqual([]);
    const { pk, sk } = changed('PROFILE', {});
    expect(shapes.problemsOf({ pk, sk, erasedAt: '2026-11-21T00:00:00.000Z', erasedVersion: 1 })).toEqual([]);
  });

  it.each([
    ['PRODUCT#', { price: 12.5 }, 'Product.price', 'has a value of another form'],
    ['PRODUCT#', { price: '1250' }, 'Product.price', 'has a value of another form'],
    ['PRODUCT#', { name: undefined }, 'Product.name', 'is missing'],
    ['PRODUCT#', { stock: '7' }, 'Product.stock', 'has a value of another form'],
    ['PRODUCT#', { available: 'yes' }, 'Product.available', 'has a value of another form'],
    ['PRODUCT#', { allergens: ['PLUTONIUM'] }, 'Product.allergens', 'has a value of another form'],
    ['SHOP', { category: 'CASINO' }, 'Shop.category', 'has a value of another form'],
    ['SHOP', { openingHours: [{ day: 'MONDAY', opens: '09:00' }] }, 'OpeningHours.closes', 'is missing'],
    ['SHOP', { address: 'Main Street 1' }, 'Shop.address', 'has a value of another form'],
    ['SHOP', { visitSerial: Number.NaN }, 'Shop.visitSerial', 'has a value of another form'],
    ['ORDER#', { status: 'LOST' }, 'Order.status', 'has a value of another form'],
    ['ORDER#', { total: undefined }, 'Order.total', 'is missing'],
    ['ORDER#', { lineCount: undefined }, 'Order.lineCount', 'is missing'],
    ['LINE#', { quantity: 1.5 }, 'OrderLine.quantity', 'has a value of another form'],
    ['PROFILE', { displayName: 7 }, 'Customer.displayName', 'has a value of another form'],
    ['SALES#', { total: '1' }, 'shop’s day.total', 'has a value of another form'],
    ['SALES#', { unitsByProduct: { p: 0.5 } }, 'shop’s day.unitsByProduct', 'has a value of another form'],
    ['SOLD#', { unitsByDay: { '01': 0.5 } }, 'product’s month.unitsByDay', 'has a value of another form'],
    ['SOLD#', { totalByDay: undefined }, 'product’s month.totalByDay', 'has a value of another form'],
    ['DAY#', { orders: {} }, 'buyer’s day.orders', 'has a value of another form'],
    ['GROWTH_DAY#', { shops: null }, 'platform day.shops', 'has a value of another form'],
  ])('a fault is told by digest and coordinate alone: %s %j', (prefix, more, coordinate, problem) => {
    const item = changed(prefix, more);
    const found = shapes.problemsOf(item);
    expect(found[0]).toEqual({ keyDigest: expect.stringMatching(/^[0-9a-f]{16}$/), coordinate, problem });
    // What is computed from it, too.
    expect(found.slice(1).filter((each) => each.coordinate !== 'Product.margin')).toEqual([]);
  });

  it('are looked at without hidden attributes', () => {
    expect(
      shapes.attributes.filter((path) => /riskScore|platformNotes|supplierContract|accessCode|^address$/.test(path)),
    ).toEqual([]);
    expect(shapes.attributes).toEqual(
      expect.arrayContaining(['address.street', 'openingHours', 'price', 'displayName']),
    );
  });
});
