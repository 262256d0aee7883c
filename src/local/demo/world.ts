import type { Item } from '../write';
import { planCatalogue } from './catalogue';
import { customerItem, ownershipItem, productItem, shopItem } from './catalogueItems';
import { planCustomers } from './customers';
import { orderItems } from './orderItems';
import { planOrderDays, type OrderDay } from './orders';
import type { CustomerPlan, ShopPlan, WorldOptions } from './plan';
import { buyerDayItem, growthItems, salesItem, SoldMonths, statisticsItems, tallyDay, type DayTally } from './tally';

/** The platform that `npm start` shows. */
export const DEMO_SIZE = { shops: 32, products: 1_500, customers: 300, orders: 6_000 } as const;

/**
 * All items of a world, in batches: shops with products and owners, customers, and day by day the orders with their lines
 * and every counter that they add up to. The same options give the same items.
 */
export function* generateWorld(options: WorldOptions): Generator<Item[], void> {
  const shops = planCatalogue(options);
  const customers = planCustomers(options);
  for (const [index, shop] of shops.entries()) yield itemsOfShop(shop, index, options);
  yield [...customers.map(customerItem), ...growthItems(shops, customers)];
  const sold = new SoldMonths();
  for (const day of planOrderDays({ shops, customers, options })) {
    const tally = tallyDay(day);
    sold.addDay(tally);
    yield itemsOfDay(day, tally);
  }
  yield sold.items();
}

/** Everything at once, for worlds that are small. */
export function worldItems(options: WorldOptions): Item[] {
  return [...generateWorld(options)].flat();
}

export function itemsOfShop(shop: ShopPlan, index: number, options: WorldOptions): Item[] {
  return [
    shopItem(shop, options),
    ownershipItem(shop, index, options),
    ...shop.products.map((product) => productItem(shop, product, options)),
  ];
}

export function itemsOfCustomers(customers: readonly CustomerPlan[]): Item[] {
  return customers.map(customerItem);
}

function itemsOfDay(orderDay: OrderDay, tally: DayTally): Item[] {
  return [
    ...orderDay.orders.flatMap(orderItems),
    ...tally.buyerDays.map(buyerDayItem),
    ...tally.shopDays.map(salesItem),
    ...statisticsItems(orderDay.day, tally),
  ];
}
