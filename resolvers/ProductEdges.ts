import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { Product } from '../schema/Product';
import { Shop } from '../schema/Shop';
import { Needs } from '../src/model/annotations';
import { Entity } from '../src/model/Model';
import type { FieldgateContext } from './Services';

@Resolver(() => Product)
export class ProductEdges {
  @Needs()
  @FieldResolver(() => Shop, { nullable: true })
  async shop(
    @Root() product: Entity,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return reader.item('Shop', { shopId: product.param('shopId') }, info);
  }
}
