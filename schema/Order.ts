import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Attribute, Auth, Stored } from '../src/model/annotations';
import { asMoney, Money } from './Money';
import { Node } from './Node';
import { BUYERS, Role } from './roles';
import { orderKey } from './keys';
import { DateTimeScalar } from './scalars/dates';
import { PhoneNumberScalar } from './scalars/PhoneNumber';

export enum OrderStatus {
  PENDING = 'PENDING',
  ACCEPTED = 'ACCEPTED',
  READY = 'READY',
  COMPLETED = 'COMPLETED',
  REJECTED = 'REJECTED',
  CANCELLED = 'CANCELLED',
}

registerEnumType(OrderStatus, {
  name: 'OrderStatus',
  description:
    'How far an order has come. The shop moves it from `PENDING` to `ACCEPTED`, `READY` and `COMPLETED`, or rejects it before it is `READY`. ' +
    'The buyer may cancel it while it is `PENDING`.',
  valuesConfig: {
    PENDING: { description: 'Placed, and not yet accepted by the shop.' },
    ACCEPTED: { description: 'Accepted by the shop, which is preparing it.' },
    READY: { description: 'Ready to be collected by the buyer.' },
    COMPLETED: { description: 'Handed over to the buyer. This is final.' },
    REJECTED: { description: 'Refused by the shop. This is final.' },
    CANCELLED: { description: 'Cancelled by its buyer. This is final.' },
  },
});

@Auth({ own: [...BUYERS, Role.SHOP_OWNER] })
@Stored({
  ...orderKey,
  facts: ['customerId', 'guestSessionId'],
  shared: ['currencyCode'],
  changes: true,
})
@ObjectType({
  implements: Node,
  description: 'An order that somebody placed in a shop, with the prices of that moment.',
})
export class Order extends Node {
  @Attribute()
  @Field(() => String, {
    description:
      'A short number to call out at the counter, such as "7QF-3ZK". It is not unique: orders are told apart by `id`.',
  })
  readonly number!: string;

  @Attribute()
  @Field(() => OrderStatus, { description: 'How far the order has come.' })
  readonly status!: OrderStatus;

  @Attribute()
  @Field(() => DateTimeScalar, { description: 'When the order was placed.' })
  readonly placedAt!: string;

  @Attribute()
  @Field(() => DateTimeScalar, {
    description:
      'When the order last changed for its buyer, for example its status; the same as `placedAt` if it never did.',
  })
  readonly updatedAt!: string;

  @Attribute({ as: asMoney })
  @Field(() => Money, { description: 'What the buyer pays: the sum of the `lineTotal` of all lines.' })
  readonly total!: Money;

  @Attribute()
  @Field(() => String, {
    nullable: true,
    description:
      'What the buyer asks of the shop, such as "No onions, please", at most 500 characters; null if nothing.',
  })
  readonly note!: string | null;

  @Attribute()
  @Field(() => String, {
    nullable: true,
    description: 'The name that the buyer gave for this order; null once they had their data erased.',
  })
  readonly customerName!: string | null;

  @Attribute()
  @Field(() => PhoneNumberScalar, {
    nullable: true,
    description: 'The phone number that the buyer gave for this order; null once they had their data erased.',
  })
  readonly phoneNumber!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => String, {
    nullable: true,
    description:
      'A note of the shop about the order, at most 1,000 characters; null if there is none. The buyer never sees it.',
  })
  readonly internalNote!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute({ as: asMoney })
  @Field(() => Money, {
    nullable: true,
    description:
      'What the platform keeps of `total`: the commission rate of the shop when the order was placed, rounded to the ' +
      'smallest unit of the currency.',
  })
  readonly platformFee!: Money | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => Int, {
    nullable: true,
    description:
      'The number of this version of the order; it grows with each change. Send it with a mutation to notice whether ' +
      'somebody else changed the order in between.',
  })
  readonly version!: number | null;
}
