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
import { storedNumber } from '../src/storage/storedInteger';

/** Lines are numbered with two digits. */
const MOST_LINES = 99;

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
    const numbers = Array.from({ length: lineCountOf(order) }, (_, index) => String(index + 1).padStart(2, '0'));
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
    const { customerId } = order.item;
    return typeof customerId === 'string' ? Reference.to('Customer', { customerId }) : null;
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
    const { productId } = line.item;
    return typeof productId === 'string' ? Reference.to('Product', { shopId: line.param('shopId'), productId }) : null;
  }
}

/** Throws where the order does not say how many lines it has: none would be another order. */
function lineCountOf({ item: { lineCount } }: Entity): number {
  const count = storedNumber(lineCount);
  if (count >= 0 && count <= MOST_LINES) return count;
  throw new RangeError(`expected an order to have 0 to ${String(MOST_LINES)} lines`);
}
