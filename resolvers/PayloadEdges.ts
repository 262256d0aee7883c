import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { Customer } from '../schema/Customer';
import { Order } from '../schema/Order';
import {
  ClaimGuestOrdersPayload,
  CustomerPayload,
  EraseMyDataPayload,
  OrderPayload,
  ProductPayload,
  ShopPayload,
} from '../schema/payloads';
import { Product } from '../schema/Product';
import { Shop } from '../schema/Shop';
import { Needs } from '../src/model/annotations';
import type { Entity } from '../src/model/Model';
import type { FieldgateContext } from './Services';

/** What a mutation changed is read like anything else: as far as it is selected and permitted, and not before. */
@Resolver(() => OrderPayload)
export class OrderPayloadEdges {
  @Needs()
  @FieldResolver(() => Order, { nullable: true })
  async order(
    @Root() { changed }: OrderPayload,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return changed && reader.item('Order', changed, info);
  }
}

@Resolver(() => ProductPayload)
export class ProductPayloadEdges {
  @Needs()
  @FieldResolver(() => Product, { nullable: true })
  async product(
    @Root() { changed }: ProductPayload,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return changed && reader.item('Product', changed, info);
  }
}

@Resolver(() => ShopPayload)
export class ShopPayloadEdges {
  @Needs()
  @FieldResolver(() => Shop, { nullable: true })
  async shop(
    @Root() { changed }: ShopPayload,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return changed && reader.item('Shop', changed, info);
  }
}

@Resolver(() => CustomerPayload)
export class CustomerPayloadEdges {
  @Needs()
  @FieldResolver(() => Customer, { nullable: true })
  async customer(
    @Root() { changed }: CustomerPayload,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return changed && reader.item('Customer', changed, info);
  }
}

@Resolver(() => ClaimGuestOrdersPayload)
export class ClaimGuestOrdersPayloadEdges {
  @Needs()
  @FieldResolver(() => Customer, { nullable: true })
  async customer(
    @Root() { changed }: ClaimGuestOrdersPayload,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return changed && reader.item('Customer', changed, info);
  }
}

@Resolver(() => EraseMyDataPayload)
export class EraseMyDataPayloadEdges {
  @Needs()
  @FieldResolver(() => Customer, { nullable: true })
  async customer(
    @Root() { changed }: EraseMyDataPayload,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return changed && reader.item('Customer', changed, info);
  }
}
