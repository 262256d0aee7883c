import { ArrayMaxSize, ArrayMinSize, IsIn, IsInt, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { OrderStatus } from '../Order';
import { BUYERS, Role } from '../roles';
import { PhoneNumberScalar } from '../scalars/PhoneNumber';
import { EachOnce, IsLine, IsOpaque, IsText } from './constraints';

/**
 * With n lines an order's transaction has 2 n + 7 items: the lines and their products' stock; the order, the shop, the shop's day,
 * the buyer's day, a counter shard, the idempotency record, and that a customer's data are not being erased. DynamoDB takes 100; 40 lines are 87.
 */
const MAX_LINES = 40;

@Auth({ visit: BUYERS })
@InputType()
export class OrderLineInput {
  @Field(() => ID)
  readonly productId!: string;

  @IsInt()
  @Min(1, { message: 'Expected a quantity of at least 1.' })
  @Field(() => Int, {
    description: 'At least 1, and no more than a usual order takes: 20, unless the API is configured otherwise.',
  })
  readonly quantity!: number;
}

@Auth({ visit: BUYERS })
@InputType()
export class PlaceOrderInput {
  @Field(() => ID)
  readonly shopId!: string;

  @IsOpaque('an idempotencyKey', 1, 64)
  @Field(() => String, {
    description:
      'Made by the client, 1 to 64 characters: the same key and content give the same order, however often they are sent.',
  })
  readonly idempotencyKey!: string;

  @IsLine('a customerName', 1, 100)
  @Field(() => String)
  readonly customerName!: string;

  @Field(() => PhoneNumberScalar)
  readonly phoneNumber!: string;

  @IsText('a note', 0, 500)
  @Field(() => String, { nullable: true })
  readonly note?: string | null;

  @ArrayMinSize(1, { message: 'Expected at least one line.' })
  @ArrayMaxSize(MAX_LINES, { message: `Expected at most ${String(MAX_LINES)} lines.` })
  @EachOnce('Expected each product once; add up the quantities.', ({ productId }: OrderLineInput) => productId)
  @ValidateNested()
  @Field(() => [OrderLineInput])
  readonly lines!: OrderLineInput[];
}

@Auth({ own: BUYERS })
@InputType()
export class CancelOrderInput {
  @Field(() => ID)
  readonly orderId!: string;
}

/** What a shop may make of an order. */
const SHOP_STATUSES = [OrderStatus.ACCEPTED, OrderStatus.READY, OrderStatus.COMPLETED, OrderStatus.REJECTED] as const;

@Auth({ own: [Role.SHOP_OWNER] })
@InputType()
export class AdvanceOrderInput {
  @Field(() => ID)
  readonly orderId!: string;

  @IsIn(SHOP_STATUSES, { message: `Expected \`to\` to be one of ${SHOP_STATUSES.join(', ')}.` })
  @Field(() => OrderStatus)
  readonly to!: OrderStatus;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was seen; the order is left alone if it has another one by now.',
  })
  readonly version?: number | null;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType()
export class AnnotateOrderInput {
  @Field(() => ID)
  readonly orderId!: string;

  @IsText('an internalNote', 0, 1000)
  @Field(() => String, { nullable: true, description: '`null` clears it.' })
  readonly internalNote?: string | null;
}
