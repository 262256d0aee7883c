import { GraphQLJSONObject } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';
import type { KeyParams } from '../src/storage/keys';
import { PageInfo } from './Connection';
import { UserError } from './UserError';

/** What a mutation answers: which item it changed (a resolver reads it, under the same rules as a query), or why it did not. */
abstract class Payload {
  /** Key values of the item; `null` where nothing was done. */
  readonly changed!: KeyParams | null;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The order as it is now, or why nothing was done.' })
export class OrderPayload extends Payload {
  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The product as it is now, or why nothing was done.' })
export class ProductPayload extends Payload {
  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The shop as it is now, or why nothing was done.' })
export class ShopPayload extends Payload {
  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The customer’s record as it is now, or why nothing was done.' })
export class CustomerPayload extends Payload {
  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'How far the taking over of a guest session’s orders has come.' })
export class ClaimGuestOrdersPayload extends Payload {
  @Field(() => Int, { description: 'How many orders this call made the caller’s.' })
  readonly claimedCount!: number;

  @Field(() => Boolean, { description: '`false` where the time for one call was up: call again for the rest.' })
  readonly complete!: boolean;

  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({
  description: 'A page of everything that is kept about the caller: page after page, until there is no next one.',
})
export class ExportMyDataPayload {
  @Field(() => GraphQLJSONObject, {
    description:
      '`customer` on the first page, and on every page some `orders` with their lines, newest first. `faulty` is there where something ' +
      'cannot be shown since it is not stored as it should be: the places in this page that are `null` for it, such as `orders.3`. ' +
      'Whoever runs the API is told, and can mend it.',
  })
  readonly page!: Readonly<Record<string, unknown>>;

  @Field(() => PageInfo)
  readonly pageInfo!: PageInfo;

  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Something that is kept of somebody whose data was erased.' })
export class KeptData {
  @Field(() => String)
  readonly what!: string;

  @Field(() => String)
  readonly why!: string;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'How far the erasing of the caller’s personal data has come.' })
export class EraseMyDataPayload extends Payload {
  @Field(() => [KeptData], { description: 'What stays when all is erased, and why.' })
  readonly kept!: readonly KeptData[];

  @Field(() => Int, {
    description: 'From how many orders this call took what is personal, the shop’s own notes included.',
  })
  readonly erasedOrderCount!: number;

  @Field(() => Boolean, {
    description:
      '`true`: nothing is left, and nothing new is kept until the caller registers again. `false`: the time for one call was up, call again.',
  })
  readonly complete!: boolean;

  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}
