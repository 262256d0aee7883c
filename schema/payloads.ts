import { Field, Int, ObjectType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';
import type { KeyParams } from '../src/storage/keys';
import { PageInfo } from './Connection';
import { UserError, USER_ERRORS } from './UserError';
import { JSONObjectScalar } from './scalars/JSONObject';

/** What a mutation answers: which item it changed (a resolver reads it, under the same rules as a query), or why it did not. */
abstract class Payload {
  /** Key values of the item; `null` where nothing was done. */
  readonly changed!: KeyParams | null;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The result of a mutation that places or changes an order.' })
export class OrderPayload extends Payload {
  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The result of a mutation that adds or changes a product.' })
export class ProductPayload extends Payload {
  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The result of a mutation that changes a shop.' })
export class ShopPayload extends Payload {
  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The result of a mutation that creates or changes the profile of the caller.' })
export class CustomerPayload extends Payload {
  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The result of one call of `claimGuestOrders`.' })
export class ClaimGuestOrdersPayload extends Payload {
  @Field(() => Int, { description: 'How many orders became the caller’s in this call.' })
  readonly claimedCount!: number;

  @Field(() => Boolean, {
    description:
      'Whether all orders of the session are claimed. If it is false and there are no user errors, the time for one ' +
      'call was over: call again with the same token.',
  })
  readonly complete!: boolean;

  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({
  description:
    'One page of everything that is stored about the caller. Ask for page after page until `hasNextPage` is false.',
})
export class ExportMyDataPayload {
  @Field(() => JSONObjectScalar, {
    description:
      'The data as JSON: `customer` (on the first page only), and `orders` with their lines, at most 50 on a page, ' +
      'newest first. Something that is stored wrongly cannot be shown: it is null, and a list `faulty` names its place, ' +
      'such as "orders.3". Whoever runs the platform is told, and can mend it.',
  })
  readonly page!: Readonly<Record<string, unknown>>;

  @Field(() => PageInfo, { description: 'Whether there is a next page, and its cursor: send `endCursor` as `after`.' })
  readonly pageInfo!: PageInfo;

  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Something that stays stored about a person whose data was erased.' })
export class KeptData {
  @Field(() => String, { description: 'What stays, in words for the person.' })
  readonly what!: string;

  @Field(() => String, { description: 'Why it stays, in words for the person.' })
  readonly why!: string;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'How far the erasing of the caller’s personal data has come.' })
export class EraseMyDataPayload extends Payload {
  @Field(() => [KeptData], { description: 'What stays stored when everything is erased, and why.' })
  readonly kept!: readonly KeptData[];

  @Field(() => Int, {
    description: 'From how many orders this call took the personal data, including the notes of the shops.',
  })
  readonly erasedOrderCount!: number;

  @Field(() => Boolean, {
    description:
      'If true, all personal data is erased, and nothing new is stored until the caller registers again. If false, the ' +
      'time for one call was over: call again.',
  })
  readonly complete!: boolean;

  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}
