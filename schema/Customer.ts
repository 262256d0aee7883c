import { Field, Int, ObjectType } from 'type-graphql';
import { Attribute, Auth, Stored } from '../src/model/annotations';
import { Node } from './Node';
import { Role } from './roles';
import { customerKey } from './keys';
import { DateTimeScalar } from './scalars/dates';
import { PhoneNumberScalar } from './scalars/PhoneNumber';

/**
 * The id is Cognito's `sub`, so a signed-in customer's own record is known to be theirs before it is read, and counts as existing
 * before they register: its fields are `null` until then.
 */
@Auth({ own: [Role.CUSTOMER] })
@Stored({ ...customerKey, existsWhenOwned: true })
@ObjectType({
  implements: Node,
  description: 'A registered person. Before `registerCustomer` the fields are `null`, except `id` and `orders`.',
})
export class Customer extends Node {
  @Attribute()
  @Field(() => String, { nullable: true })
  readonly displayName!: string | null;

  @Attribute()
  @Field(() => PhoneNumberScalar, { nullable: true })
  readonly phoneNumber!: string | null;

  @Attribute()
  @Field(() => Boolean, { nullable: true })
  readonly marketingConsent!: boolean | null;

  @Attribute()
  @Field(() => DateTimeScalar, { nullable: true })
  readonly memberSince!: string | null;

  @Attribute()
  @Field(() => Int, { nullable: true, description: 'Grows with each change.' })
  readonly version!: number | null;
}
