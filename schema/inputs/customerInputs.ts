import { Equals } from 'class-validator';
import { Field, InputType, Int } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { Role } from '../roles';
import { PhoneNumberScalar } from '../scalars/PhoneNumber';
import { IsLine, IsOpaque, NotCleared } from './constraints';

const MAX_NAME = 80;
/** Far beyond any token made here; what is longer is not looked at. */
const MAX_TOKEN = 4096;

@Auth({ own: [Role.CUSTOMER] })
@InputType({ description: 'The e-mail address is not in it: it comes from the identity token, where it was verified.' })
export class RegisterCustomerInput {
  @IsLine('a displayName', 1, MAX_NAME)
  @Field(() => String)
  readonly displayName!: string;

  @Field(() => PhoneNumberScalar, { nullable: true })
  readonly phoneNumber?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Nobody has agreed who was not asked.' })
  readonly marketingConsent!: boolean;
}

@Auth({ own: [Role.CUSTOMER] })
@InputType({ description: 'What is absent stays as it is.' })
export class UpdateProfileInput {
  @NotCleared('displayName')
  @IsLine('a displayName', 1, MAX_NAME)
  @Field(() => String, { nullable: true })
  readonly displayName?: string | null;

  @Field(() => PhoneNumberScalar, { nullable: true, description: '`null` clears it.' })
  readonly phoneNumber?: string | null;

  @NotCleared('marketingConsent')
  @Field(() => Boolean, { nullable: true })
  readonly marketingConsent?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was seen; the profile is left alone if it has another one by now.',
  })
  readonly version?: number | null;
}

@Auth({ own: [Role.CUSTOMER] })
@InputType()
export class ClaimGuestOrdersInput {
  @IsOpaque('a guest session token', 0, MAX_TOKEN)
  @Field(() => String, {
    description: 'As startGuestSession gave it: holding it proves that the orders are one’s own.',
  })
  readonly guestSessionToken!: string;
}

@Auth({ own: [Role.CUSTOMER] })
@InputType()
export class ExportMyDataInput {
  @Field(() => String, {
    nullable: true,
    description: 'The `endCursor` of the page before; absent for the first page.',
  })
  readonly after?: string | null;
}

@Auth({ own: [Role.CUSTOMER] })
@InputType()
export class EraseMyDataInput {
  @Equals(true, { message: 'Expected confirm: true, since what was erased cannot be brought back.' })
  @Field(() => Boolean, { description: 'Must be `true`: what was erased cannot be brought back.' })
  readonly confirm!: boolean;
}
