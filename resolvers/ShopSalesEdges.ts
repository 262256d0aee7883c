import { Arg, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Product } from '../schema/Product';
import { ProductSales, ShopSales } from '../schema/ShopSales';
import { ArgumentError } from '../src/loading/ListReader';
import { Reference } from '../src/loading/Reference';
import { Needs } from '../src/model/annotations';
import { MAX_TOP_DAYS } from './topProducts';

const MAX_TOP = 100;

@Resolver(() => ShopSales)
export class ShopSalesEdges {
  // The first two of products' months, the others of days in the form of release 0.2.
  @Needs('unitsByDay', 'totalByDay', 'unitsByProduct', 'totalByProduct')
  @FieldResolver(() => [ProductSales], {
    description: `The products of which the most units were sold, the most sold first. Ask for sales of at most ${String(MAX_TOP_DAYS)} days.`,
  })
  async topProducts(
    @Root() sales: ShopSales,
    @Arg('first', () => Int, { defaultValue: 10, description: 'How many products to return at most, from 1 to 100.' })
    first: number,
  ): Promise<readonly ProductSales[]> {
    if (first < 1 || first > MAX_TOP)
      throw new ArgumentError('first', `Expected \`first\` to be from 1 to ${String(MAX_TOP)}.`);
    return (await sales.products()).slice(0, first);
  }
}

@Resolver(() => ProductSales)
export class ProductSalesEdges {
  @Needs()
  @FieldResolver(() => Product, {
    nullable: true,
    description: 'The product as it is now; null if the shop does not have it any more.',
  })
  product(@Root() { shopId, productId }: ProductSales): Reference {
    return Reference.to('Product', { shopId, productId });
  }
}
