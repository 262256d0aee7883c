import { Field, ObjectType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';
import type { KeyParams } from '../src/storage/keys';
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
