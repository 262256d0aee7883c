import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { ordersOfShop, productsOfShop } from '../schema/accessPatterns';
import { IsLine } from '../schema/inputs/constraints';
import { MAX_CATEGORY } from '../schema/inputs/productInputs';
import { Role, BUYERS } from '../schema/roles';
import { Shop } from '../schema/Shop';
import { ShopSales } from '../schema/ShopSales';
import { DateScalar } from '../schema/scalars/dates';
import type { ConnectionPage } from '../src/loading/ListReader';
import { Auth, Needs } from '../src/model/annotations';
import { Entity } from '../src/model/Model';
import { storedNumber } from '../src/storage/storedInteger';
import { OrderConnection, PageArguments, ProductConnection } from './connections';
import { dayRange } from './dayRange';
import { OrderListArguments, orderListArguments } from './orderLists';
import type { FieldgateContext } from './Services';
import { readShopSales } from './shopSales';

@ArgsType()
class ProductListArguments extends PageArguments {
  @IsLine('a category', 0, MAX_CATEGORY)
  @Field(() => String, { nullable: true, description: 'Only products under this heading.' })
  readonly category?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only products that can be ordered now.' })
  readonly availableOnly?: boolean | null;
}

@Resolver(() => Shop)
export class ShopEdges {
  @Auth({ visit: BUYERS, own: [Role.SHOP_OWNER] })
  @Needs()
  @FieldResolver(() => ProductConnection, { nullable: true, description: 'What the shop sells, by name.' })
  async products(
    @Root() shop: Entity,
    @Args(() => ProductListArguments) { first, after, category, availableOnly }: ProductListArguments,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionPage> {
    const where = { category, availableOnly: availableOnly === true ? true : null };
    return reader.connection(productsOfShop, { shopId: shop.param('shopId') }, { first, after, where }, info);
  }

  @Auth({ own: [Role.SHOP_OWNER] })
  @Needs()
  @FieldResolver(() => OrderConnection, { nullable: true, description: 'Newest first.' })
  async orders(
    @Root() shop: Entity,
    @Args(() => OrderListArguments) args: OrderListArguments,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionPage> {
    return reader.connection(ordersOfShop, { shopId: shop.param('shopId') }, orderListArguments(args), info);
  }

  @Auth({ own: [Role.SHOP_OWNER] })
  @Needs('currencyCode')
  @FieldResolver(() => ShopSales, {
    nullable: true,
    description: 'What was sold from one day to another, both included; the last 30 days unless told.',
  })
  async sales(
    @Root() shop: Entity,
    @Arg('from', () => DateScalar, { nullable: true }) from: Date | undefined,
    @Arg('to', () => DateScalar, { nullable: true }) to: Date | undefined,
    @Ctx() { reader, now }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ShopSales> {
    return readShopSales(reader, shop, dayRange(from, to, now), info);
  }

  @Auth({ own: [Role.SHOP_OWNER] })
  @Needs('visitSerial')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Proof of being in the shop, for the QR code at its door. Good until it is rotated.',
  })
  async visitToken(@Root() shop: Entity, @Ctx() { services }: FieldgateContext): Promise<string | null> {
    const { visitSerial = null } = shop.item;
    if (visitSerial === null) return null;
    return services.visitTokens.issue({ tenant: shop.param('shopId'), serial: storedSerial(visitSerial) });
  }
}

/** It counts the rotations. A token with another one would be taken nowhere. */
function storedSerial(value: unknown): number {
  const serial = storedNumber(value);
  if (serial >= 0) return serial;
  throw new RangeError('expected a stored serial of at least 0');
}
