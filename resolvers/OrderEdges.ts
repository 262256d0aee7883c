import { FieldResolver, Resolver, Root } from 'type-graphql';
import { Customer } from '../schema/Customer';
import { Order } from '../schema/Order';
import { OrderLine } from '../schema/OrderLine';
import { Product } from '../schema/Product';
import { BUYERS, Role } from '../schema/roles';
import { Shop } from '../schema/Shop';
import { Reference } from '../src/loading/Reference';
import { Auth, Needs } from '../src/model/annotations';
import { Entity } from '../src/model/Model';
import { storedText } from '../src/storage/storedText';
import { lineCountOf, lineNumber } from './ordering/orderLines';

@Resolver(() => Order)
export class OrderEdges {
  @Needs()
  @FieldResolver(() => Shop, { nullable: true, description: 'The shop in which the order was placed.' })
  shop(@Root() order: Entity): Reference | null {
    return Reference.to('Shop', { shopId: order.param('shopId') });
  }

  @Needs('lineCount')
  @FieldResolver(() => [OrderLine], {
    nullable: 'itemsAndList',
    description: 'What was ordered: one line for each product, in the order in which the buyer listed them.',
  })
  lines(@Root() order: Entity): Reference {
    const { shopId, orderId } = { shopId: order.param('shopId'), orderId: order.param('orderId') };
    const numbers = Array.from({ length: lineCountOf(order.item) }, (_, index) => lineNumber(index + 1));
    const keys = numbers.map((line) => ({ shopId, orderId, line }));
    return Reference.toAll('OrderLine', keys, order.facts);
  }

  @Auth({ own: [Role.CUSTOMER] })
  @Needs('customerId')
  @FieldResolver(() => Customer, {
    nullable: true,
    description:
      'The registered customer who placed or claimed the order; null if it is a guest’s. The shop sees only a name and ' +
      'a phone number.',
  })
  customer(@Root() order: Entity): Reference | null {
    const { customerId = null } = order.item;
    return customerId === null ? null : Reference.to('Customer', { customerId: storedText(customerId) });
  }
}

@Resolver(() => OrderLine)
export class OrderLineEdges {
  @Auth({ visit: BUYERS, own: [Role.SHOP_OWNER] })
  @Needs('productId')
  @FieldResolver(() => Product, {
    nullable: true,
    description:
      'The product as it is now; null if the shop does not offer it any more. The owner still sees one that is ' +
      'archived.',
  })
  product(@Root() line: Entity): Reference | null {
    const productId = storedText(line.item.productId);
    return Reference.to('Product', { shopId: line.param('shopId'), productId });
  }
}
