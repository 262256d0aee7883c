import { ArgsType, Field, Int } from 'type-graphql';
import { connectionOf } from '../schema/Connection';
import { Order } from '../schema/Order';
import { Product } from '../schema/Product';

export const OrderConnection = connectionOf(Order, 'Order');
export const ProductConnection = connectionOf(Product, 'Product');

/** Relay's forward pagination. */
@ArgsType()
export class PageArguments {
  @Field(() => Int, {
    nullable: true,
    defaultValue: 20,
    description: 'How many items the page may have, from 1 to 100.',
  })
  readonly first?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor after which the page begins: `endCursor` of the page before. Leave it out for the first page.',
  })
  readonly after?: string | null;
}
