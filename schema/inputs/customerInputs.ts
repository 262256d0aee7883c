import { Equals } from 'class-validator';
import { Field, InputType, Int } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { Role } from '../roles';
import { PhoneNumberScalar } from '../scalars/PhoneNumber';
import { IsLine, IsOpaque, NotCleared } from './constraints';
import { seenVersion } from './seenVersion';

const MAX_NAME = 80;
/** Far beyond any token made here; what is longer is not looked at. */
const MAX_TOKEN = 4096;

@Auth({ own: [Role.CUSTOMER] })
@InputType({
  description:
    'The profile of a new customer. The e-mail address is not in it: it comes from the ID token, where it is ' +
    'verified.',
})
export class RegisterCustomerInput {
  @IsLine('a displayName', 1, MAX_NAME)
  @Field(() => String, {
    description: 'The name by which the customer wants to be called, 1 to 80 characters on one line.',
  })
  readonly displayName!: string;

  @Field(() => PhoneNumberScalar, {
    nullable: true,
    description: 'The phone number of the customer; leave it out if there is none.',
  })
  readonly phoneNumber?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the customer agrees to receive advertising. Send true only if they said so.',
  })
  readonly marketingConsent!: boolean;
}

@Auth({ own: [Role.CUSTOMER] })
@InputType({ description: 'What to change in the profile. What is left out stays as it is.' })
export class UpdateProfileInput {
  @NotCleared('displayName')
  @IsLine('a displayName', 1, MAX_NAME)
  @Field(() => String, {
    nullable: true,
    description: 'The new name, 1 to 80 characters on one line. It cannot be null.',
  })
  readonly displayName?: string | null;

  @Field(() => PhoneNumberScalar, {
    nullable: true,
    description: 'The new phone number; null removes the one that is stored.',
  })
  readonly phoneNumber?: string | null;

  @NotCleared('marketingConsent')
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the customer agrees to receive advertising. It cannot be null.',
  })
  readonly marketingConsent?: boolean | null;

  @Field(() => Int, { nullable: true, description: seenVersion('profile') })
  readonly version?: number | null;
}

@Auth({ own: [Role.CUSTOMER] })
@InputType({ description: 'The guest session whose orders become the caller’s.' })
export class ClaimGuestOrdersInput {
  @IsOpaque('a guest session token', 0, MAX_TOKEN)
  @Field(() => String, {
    description:
      'The token of the guest session, from `startGuestSession` or `signIn`. Whoever has it proves that the orders are ' +
      'theirs.',
  })
  readonly guestSessionToken!: string;
}

@Auth({ own: [Role.CUSTOMER] })
@InputType({ description: 'Which page of the data to return.' })
export class ExportMyDataInput {
  @Field(() => String, {
    nullable: true,
    description: 'The `endCursor` of the page before; leave it out for the first page.',
  })
  readonly after?: string | null;
}

@Auth({ own: [Role.CUSTOMER] })
@InputType({ description: 'The confirmation that personal data is to be erased.' })
export class EraseMyDataInput {
  @Equals(true, { message: 'Expected confirm: true, because what is erased cannot be brought back.' })
  @Field(() => Boolean, { description: 'Must be true: what is erased cannot be brought back.' })
  readonly confirm!: boolean;
}
