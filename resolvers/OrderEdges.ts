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
  @FieldResolver(() => Shop, { nullable: true })
  shop(@Root() order: Entity): Reference | null {
    return Reference.to('Shop', { shopId: order.param('shopId') });
  }

  @Needs('lineCount')
  @FieldResolver(() => [OrderLine], { nullable: 'itemsAndList' })
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
    description: 'Who ordered; the shop knows a name and a phone number only.',
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
    description: 'As it is now; `null` where the shop does not have it any more.',
  })
  product(@Root() line: Entity): Reference | null {
    const productId = storedText(line.item.productId);
    return Reference.to('Product', { shopId: line.param('shopId'), productId });
  }
}
