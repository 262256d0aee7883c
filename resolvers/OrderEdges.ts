import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { Customer } from '../schema/Customer';
import { Order } from '../schema/Order';
import { OrderLine } from '../schema/OrderLine';
import { Product } from '../schema/Product';
import { BUYERS, Role } from '../schema/roles';
import { Shop } from '../schema/Shop';
import { Auth, Needs } from '../src/model/annotations';
import { Entity } from '../src/model/Model';
import type { FieldgateContext } from './Services';

@Resolver(() => Order)
export class OrderEdges {
  @Needs()
  @FieldResolver(() => Shop, { nullable: true })
  async shop(
    @Root() order: Entity,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return reader.item('Shop', { shopId: order.param('shopId') }, info);
  }

  @Needs('lineCount')
  @FieldResolver(() => [OrderLine], { nullable: true })
  async lines(
    @Root() order: Entity,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity[]> {
    const { shopId, orderId } = { shopId: order.param('shopId'), orderId: order.param('orderId') };
    const numbers = Array.from({ length: Number(order.item.lineCount ?? 0) }, (_, index) =>
      String(index + 1).padStart(2, '0'),
    );
    const keys = numbers.map((line) => ({ shopId, orderId, line }));
    return reader.items('OrderLine', keys, info, order.facts);
  }

  @Auth({ own: [Role.CUSTOMER] })
  @Needs('customerId')
  @FieldResolver(() => Customer, {
    nullable: true,
    description: 'Who ordered; the shop knows a name and a phone number only.',
  })
  async customer(
    @Root() order: Entity,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    const { customerId } = order.item;
    return typeof customerId === 'string' ? reader.item('Customer', { customerId }, info) : null;
  }
}

@Resolver(() => OrderLine)
export class OrderLineEdges {
  @Auth({ visit: BUYERS, own: [Role.SHOP_OWNER] })
  @Needs('productId')
  @FieldResolver(() => Product, {
    nullable: true,
    description: 'As it is now; `null` where the shop does not have it any more.',
  })
  async product(
    @Root() line: Entity,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    const { productId } = line.item;
    return typeof productId === 'string'
      ? reader.item('Product', { shopId: line.param('shopId'), productId }, info)
      : null;
  }
}
