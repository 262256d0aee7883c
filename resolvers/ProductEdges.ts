import { FieldResolver, Resolver, Root } from 'type-graphql';
import { Product } from '../schema/Product';
import { Shop } from '../schema/Shop';
import { Reference } from '../src/loading/Reference';
import { Needs } from '../src/model/annotations';
import { Entity } from '../src/model/Model';

@Resolver(() => Product)
export class ProductEdges {
  @Needs()
  @FieldResolver(() => Shop, { nullable: true, description: 'The shop in which it is sold.' })
  shop(@Root() product: Entity): Reference | null {
    return Reference.to('Shop', { shopId: product.param('shopId') });
  }
}
