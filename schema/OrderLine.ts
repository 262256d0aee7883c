import { Field, Int, ObjectType } from 'type-graphql';
import { Attribute, Auth, Stored } from '../src/model/annotations';
import { asMoney, Money } from './Money';
import { BUYERS, Role } from './roles';
import { orderLineKey } from './keys';

/** An item of its own: DynamoDB cannot project inside a list, and `unitCost` must stay in the table. */
@Auth({ own: [...BUYERS, Role.SHOP_OWNER] })
@Stored({
  ...orderLineKey,
  inherits: ['customerId', 'guestSessionId'],
  shared: ['currencyCode'],
})
@ObjectType({ description: 'One product in an order, with its name and price as they were when it was placed.' })
export class OrderLine {
  @Attribute()
  @Field(() => Int, { description: 'From 1.' })
  readonly position!: number;

  @Attribute()
  @Field(() => String)
  readonly name!: string;

  @Attribute({ as: asMoney })
  @Field(() => Money)
  readonly unitPrice!: Money;

  @Attribute()
  @Field(() => Int)
  readonly quantity!: number;

  @Attribute({ as: asMoney })
  @Field(() => Money)
  readonly lineTotal!: Money;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute({ as: asMoney })
  @Field(() => Money, { nullable: true, description: 'What one cost the shop when it was sold.' })
  readonly unitCost!: Money | null;
}
