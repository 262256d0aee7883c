import { ArrayMaxSize, ArrayMinSize, IsIn, IsInt, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { OrderStatus } from '../Order';
import { BUYERS, Role } from '../roles';
import { PhoneNumberScalar } from '../scalars/PhoneNumber';
import { EachOnce, IsLine, IsOpaque, IsText } from './constraints';
import { seenVersion } from './seenVersion';

/**
 * With n lines an order's transaction has 3 n + 7 items: the lines, their products' stock and months; the order, the shop, the shop's day,
 * the buyer's day, a counter shard, the idempotency record, and that a customer's data are not being erased. DynamoDB takes 100; 30 lines are 97.
 */
const MAX_LINES = 30;

@Auth({ visit: BUYERS })
@InputType({ description: 'One product to order, and how much of it.' })
export class OrderLineInput {
  @Field(() => ID, { description: 'The global id of the product. Each product may stand in one line only.' })
  readonly productId!: string;

  @IsInt()
  @Min(1, { message: 'Expected a quantity of at least 1.' })
  @Field(() => Int, {
    description: 'How many units to order: at least 1, and at most 20 unless the platform is configured otherwise.',
  })
  readonly quantity!: number;
}

@Auth({ visit: BUYERS })
@InputType({ description: 'What to order, where, and for whom. Prices are not in it: they are those of the shop.' })
export class PlaceOrderInput {
  @Field(() => ID, { description: 'The global id of the shop, for which the visit token must be.' })
  readonly shopId!: string;

  @IsOpaque('an idempotencyKey', 1, 64)
  @Field(() => String, {
    description:
      'A key of 1 to 64 characters that the client makes up for this order, such as a UUID. Send the same key again if ' +
      'no answer came: the order is placed only once.',
  })
  readonly idempotencyKey!: string;

  @IsLine('a customerName', 1, 100)
  @Field(() => String, {
    description: 'The name to call out when the order is ready, 1 to 100 characters on one line.',
  })
  readonly customerName!: string;

  @Field(() => PhoneNumberScalar, { description: 'The phone number under which the shop can reach the buyer.' })
  readonly phoneNumber!: string;

  @IsText('a note', 0, 500)
  @Field(() => String, { nullable: true, description: 'What the buyer asks of the shop, at most 500 characters.' })
  readonly note?: string | null;

  @ArrayMinSize(1, { message: 'Expected at least one line.' })
  @ArrayMaxSize(MAX_LINES, { message: `Expected at most ${String(MAX_LINES)} lines.` })
  @EachOnce('Expected each product once; add up the quantities.', ({ productId }: OrderLineInput) => productId)
  @ValidateNested()
  @Field(() => [OrderLineInput], { description: 'What to order: 1 to 30 lines, each for another product.' })
  readonly lines!: OrderLineInput[];
}

@Auth({ own: BUYERS })
@InputType({ description: 'The order that its buyer cancels.' })
export class CancelOrderInput {
  @Field(() => ID, { description: 'The global id of the order to cancel.' })
  readonly orderId!: string;
}

/** What a shop may make of an order. */
const SHOP_STATUSES = [OrderStatus.ACCEPTED, OrderStatus.READY, OrderStatus.COMPLETED, OrderStatus.REJECTED] as const;

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({ description: 'An order of the shop, and the status that it gets.' })
export class AdvanceOrderInput {
  @Field(() => ID, { description: 'The global id of the order that gets another status.' })
  readonly orderId!: string;

  @IsIn(SHOP_STATUSES, { message: `Expected \`to\` to be one of ${SHOP_STATUSES.join(', ')}.` })
  @Field(() => OrderStatus, { description: 'The new status: `ACCEPTED`, `READY`, `COMPLETED` or `REJECTED`.' })
  readonly to!: OrderStatus;

  @Field(() => Int, { nullable: true, description: seenVersion('order') })
  readonly version?: number | null;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({ description: 'An order of the shop, and the note about it.' })
export class AnnotateOrderInput {
  @Field(() => ID, { description: 'The global id of the order that the note is about.' })
  readonly orderId!: string;

  @IsText('an internalNote', 0, 1000)
  @Field(() => String, {
    nullable: true,
    description:
      'The new note, at most 1,000 characters; null or an empty text removes it. If it is left out, nothing changes.',
  })
  readonly internalNote?: string | null;
}
