import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import * as table from '../shared/documents.mjs';
import {
  keyOf,
  lineKeys,
  orderKey,
  ordersOfBuyer,
  ordersOfShop,
  productKey,
  productsOfShop,
  shopIn,
} from '../shared/keys.mjs';
import { money } from '../shared/money.mjs';
import { assertOwner, forbidden } from '../shared/ownership.mjs';
import type { Context, Key } from './context.js';
import { BUYERS_AND_OWNERS, Money, Order, OrderLine, Product, Shop } from './types.js';

/** An item as it is in the table. */
type Item = Record<string, any> & Key;

@Resolver()
export class RootResolver {
  @Query(() => Shop)
  shop(@Arg('id', () => ID) id: string): Shop {
    return { id };
  }

  @Authorized(['SHOP_OWNER'])
  @Query(() => Order, { nullable: true })
  async order(
    @Arg('shop', () => ID) shop: string,
    @Arg('id', () => ID) id: string,
    @Ctx() { caller, load }: Context,
  ): Promise<Item | undefined> {
    await assertOwner(table, caller, shop);
    return load(orderKey(shop, id));
  }

  @Authorized(['CUSTOMER'])
  @Query(() => [Order])
  async customerOrders(@Arg('first', () => Int) first: number, @Ctx() { caller, load }: Context): Promise<Item[]> {
    const rows = await table.query(ordersOfBuyer(`CUSTOMER#${caller.subject}`, first));
    return Promise.all(rows.map((row) => load(keyOf(row))));
  }

  @Authorized(['GUEST'])
  @Query(() => [Order])
  async guestOrders(@Arg('first', () => Int) first: number, @Ctx() { caller, load }: Context): Promise<Item[]> {
    if (!caller.guestSession) throw forbidden();
    const rows = await table.query(ordersOfBuyer(`GUEST#${caller.guestSession}`, first));
    return Promise.all(rows.map((row) => load(keyOf(row))));
  }

  @Authorized(['SHOP_OWNER'])
  @Mutation(() => Order)
  async annotateOrder(
    @Arg('shop', () => ID) shop: string,
    @Arg('id', () => ID) id: string,
    @Arg('internalNote', () => String) internalNote: string,
    @Ctx() { caller }: Context,
  ): Promise<Item> {
    await assertOwner(table, caller, shop);
    return table.annotate(orderKey(shop, id), internalNote);
  }
}

@Resolver(() => Shop)
export class ShopResolver {
  @Authorized(['SHOP_OWNER'])
  @FieldResolver(() => [Order])
  async orders(
    @Root() shop: Shop,
    @Arg('first', () => Int) first: number,
    @Ctx() { caller }: Context,
  ): Promise<Item[]> {
    await assertOwner(table, caller, shop.id);
    return table.query(ordersOfShop(shop.id, first));
  }

  @Authorized(BUYERS_AND_OWNERS)
  @FieldResolver(() => [Product])
  async products(
    @Root() shop: Shop,
    @Arg('first', () => Int) first: number,
    @Ctx() { load, maySeeProducts }: Context,
  ): Promise<Item[]> {
    if (!(await maySeeProducts(shop.id))) throw forbidden();
    const rows = await table.query(productsOfShop(shop.id, first));
    return Promise.all(rows.map((row) => load(keyOf(row))));
  }
}

@Resolver(() => Order)
export class OrderResolver {
  @Authorized(BUYERS_AND_OWNERS)
  @FieldResolver(() => Money)
  total(@Root() { total, currencyCode }: Item): Money {
    return money(total, currencyCode);
  }

  @Authorized(BUYERS_AND_OWNERS)
  @FieldResolver(() => [OrderLine])
  async lines(@Root() order: Item, @Ctx() { load }: Context): Promise<Item[]> {
    return Promise.all(lineKeys(order).map(load));
  }
}

@Resolver(() => OrderLine)
export class OrderLineResolver {
  @Authorized(BUYERS_AND_OWNERS)
  @FieldResolver(() => Money)
  unitPrice(@Root() { unitPrice, currencyCode }: Item): Money {
    return money(unitPrice, currencyCode);
  }

  @Authorized(BUYERS_AND_OWNERS)
  @FieldResolver(() => Money)
  lineTotal(@Root() { lineTotal, currencyCode }: Item): Money {
    return money(lineTotal, currencyCode);
  }

  @Authorized(BUYERS_AND_OWNERS)
  @FieldResolver(() => Product, { nullable: true })
  async product(@Root() line: Item, @Ctx() { load, maySeeProducts }: Context): Promise<Item | null> {
    return (await maySeeProducts(shopIn(line))) ? load(productKey(line.pk, line.productId)) : null;
  }
}

@Resolver(() => Product)
export class ProductResolver {
  @Authorized(BUYERS_AND_OWNERS)
  @FieldResolver(() => Money)
  price(@Root() { price, currencyCode }: Item): Money {
    return money(price, currencyCode);
  }
}
