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
@ObjectType({ description: 'One product in an order, with its name and price as they were when the order was placed.' })
export class OrderLine {
  @Attribute()
  @Field(() => Int, { description: 'The place of this line in the order, counted from 1.' })
  readonly position!: number;

  @Attribute()
  @Field(() => String, { description: 'The name of the product when it was ordered.' })
  readonly name!: string;

  @Attribute({ as: asMoney })
  @Field(() => Money, { description: 'The price of one unit when it was ordered.' })
  readonly unitPrice!: Money;

  @Attribute()
  @Field(() => Int, { description: 'How many units were ordered, at least 1.' })
  readonly quantity!: number;

  @Attribute({ as: asMoney })
  @Field(() => Money, { description: 'The price of the whole line: `unitPrice` times `quantity`.' })
  readonly lineTotal!: Money;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute({ as: asMoney })
  @Field(() => Money, {
    nullable: true,
    description: 'What one unit cost the shop when it was sold; null if the product had no cost price then.',
  })
  readonly unitCost!: Money | null;
}
