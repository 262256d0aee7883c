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
  description: 'PENDING → ACCEPTED → READY → COMPLETED; or REJECTED by the shop, CANCELLED by the buyer.',
});

@Auth({ own: [...BUYERS, Role.SHOP_OWNER] })
@Stored({
  ...orderKey,
  facts: ['customerId', 'guestSessionId'],
  shared: ['currencyCode'],
  changes: true,
})
@ObjectType({ implements: Node, description: 'What somebody ordered in a shop.' })
export class Order extends Node {
  @Attribute()
  @Field(() => String, { description: 'Short, for people: to call out at the counter.' })
  readonly number!: string;

  @Attribute()
  @Field(() => OrderStatus)
  readonly status!: OrderStatus;

  @Attribute()
  @Field(() => DateTimeScalar)
  readonly placedAt!: string;

  @Attribute()
  @Field(() => DateTimeScalar)
  readonly updatedAt!: string;

  @Attribute({ as: asMoney })
  @Field(() => Money)
  readonly total!: Money;

  @Attribute()
  @Field(() => String, { nullable: true, description: 'What the buyer asks for.' })
  readonly note!: string | null;

  @Attribute()
  @Field(() => String, { nullable: true })
  readonly customerName!: string | null;

  @Attribute()
  @Field(() => PhoneNumberScalar, { nullable: true })
  readonly phoneNumber!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => String, { nullable: true, description: 'What the shop keeps to itself.' })
  readonly internalNote!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute({ as: asMoney })
  @Field(() => Money, { nullable: true, description: 'What the platform takes.' })
  readonly platformFee!: Money | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => Int, {
    nullable: true,
    description: 'Grows with each change; send it back to detect that somebody else changed it.',
  })
  readonly version!: number | null;
}
