import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import { Product } from '../schema/Product';
import { ProductSales, ShopSales } from '../schema/ShopSales';
import { ArgumentError } from '../src/loading/ListReader';
import { Needs } from '../src/model/annotations';
import type { Entity } from '../src/model/Model';
import type { FieldgateContext } from './Services';

const MAX_TOP = 100;

@Resolver(() => ShopSales)
export class ShopSalesEdges {
  @Needs('unitsByProduct', 'totalByProduct')
  @FieldResolver(() => [ProductSales], { description: 'The products sold most, by quantity.' })
  topProducts(
    @Root() sales: ShopSales,
    @Arg('first', () => Int, { defaultValue: 10 }) first: number,
  ): readonly ProductSales[] {
    if (first < 1 || first > MAX_TOP)
      throw new ArgumentError('first', `Expected \`first\` to be from 1 to ${String(MAX_TOP)}.`);
    return sales.products().slice(0, first);
  }
}

@Resolver(() => ProductSales)
export class ProductSalesEdges {
  @Needs()
  @FieldResolver(() => Product, { nullable: true, description: '`null` where the shop does not have it any more.' })
  async product(
    @Root() { shopId, productId }: ProductSales,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return reader.item('Product', { shopId, productId }, info);
  }
}
