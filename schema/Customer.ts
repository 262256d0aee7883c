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
  description:
    'The profile of a registered customer. Before `registerCustomer`, and after `eraseMyData`, every field is null ' +
    'except `id` and `orders`.',
})
export class Customer extends Node {
  @Attribute()
  @Field(() => String, {
    nullable: true,
    description: 'The name by which the customer wants to be called, 1 to 80 characters.',
  })
  readonly displayName!: string | null;

  @Attribute()
  @Field(() => PhoneNumberScalar, {
    nullable: true,
    description: 'The phone number of the customer; null if they gave none.',
  })
  readonly phoneNumber!: string | null;

  @Attribute()
  @Field(() => Boolean, { nullable: true, description: 'Whether the customer agreed to receive advertising.' })
  readonly marketingConsent!: boolean | null;

  @Attribute()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the customer registered. Somebody who comes back after an erasure is new.',
  })
  readonly memberSince!: string | null;

  @Attribute()
  @Field(() => Int, {
    nullable: true,
    description:
      'The number of this version of the profile; it grows with each change. Send it with a mutation to notice whether ' +
      'somebody else changed the profile in between.',
  })
  readonly version!: number | null;
}
