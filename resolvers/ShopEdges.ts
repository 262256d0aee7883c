import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { ordersOfShop, productsOfShop } from '../schema/accessPatterns';
import { IsLine } from '../schema/inputs/constraints';
import { MAX_CATEGORY } from '../schema/inputs/productInputs';
import { Role, BUYERS } from '../schema/roles';
import { Shop } from '../schema/Shop';
import { ShopSales } from '../schema/ShopSales';
import { DateScalar } from '../schema/scalars/dates';
import { Reference } from '../src/loading/Reference';
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
  @Field(() => String, {
    nullable: true,
    description: 'Only products under this heading, at most 60 characters; upper and lower case letters differ.',
  })
  readonly category?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'If true, only products that the shop offers now.' })
  readonly availableOnly?: boolean | null;
}

@Resolver(() => Shop)
export class ShopEdges {
  @Auth({ visit: BUYERS, own: [Role.SHOP_OWNER] })
  @Needs()
  @FieldResolver(() => ProductConnection, {
    nullable: true,
    description: 'What the shop sells, sorted by name. What is archived is not in the list.',
  })
  products(
    @Root() shop: Entity,
    @Args(() => ProductListArguments) { first, after, category, availableOnly }: ProductListArguments,
  ): Reference {
    const where = { category, availableOnly: availableOnly === true ? true : null };
    return Reference.toPage(productsOfShop, { shopId: shop.param('shopId') }, { first, after, where });
  }

  @Auth({ own: [Role.SHOP_OWNER] })
  @Needs()
  @FieldResolver(() => OrderConnection, {
    nullable: true,
    description: 'The orders that were placed in this shop, newest first.',
  })
  orders(@Root() shop: Entity, @Args(() => OrderListArguments) args: OrderListArguments): Reference {
    return Reference.toPage(ordersOfShop, { shopId: shop.param('shopId') }, orderListArguments(args));
  }

  @Auth({ own: [Role.SHOP_OWNER] })
  @Needs('currencyCode')
  @FieldResolver(() => ShopSales, {
    nullable: true,
    description: 'What the shop sold in a range of whole days (UTC), at most 366, or 92 if `topProducts` is asked for.',
  })
  async sales(
    @Root() shop: Entity,
    @Arg('from', () => DateScalar, {
      nullable: true,
      description: 'The first day (UTC) of the range, from 2000 on. If it is left out, the range has 30 days.',
    })
    from: Date | undefined,
    @Arg('to', () => DateScalar, {
      nullable: true,
      description: 'The last day (UTC) of the range, which is included. If it is left out, it is today.',
    })
    to: Date | undefined,
    @Ctx() { reader, now }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ShopSales> {
    return readShopSales(reader, shop, dayRange(from, to, now), info);
  }

  @Auth({ own: [Role.SHOP_OWNER] })
  @Needs('visitSerial')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Proof of being in the shop, to be shown as a QR code at its door. Clients send it in the header `x-visit-token`, ' +
      'and never in a URL. It expires (after 30 days by default), so read it again from time to time; ' +
      '`rotateVisitToken` makes it worthless at once. It is null if the shop has none.',
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
