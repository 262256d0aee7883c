import { Field, InputType } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { EVERYONE, VISITORS } from '../roles';
import { EmailAddressScalar } from '../scalars/EmailAddress';
import { EMAIL, IsCode, IsPassword, IsToken, TOTP } from './accountForms';

@Auth({ always: VISITORS })
@InputType({ description: 'The e-mail address and the password of somebody who signs in.' })
export class SignInInput {
  @Field(() => EmailAddressScalar, { description: EMAIL })
  readonly email!: string;

  @IsPassword()
  @Field(() => String, { description: 'The password of the account, at most 256 characters.' })
  readonly password!: string;
}

@Auth({ always: VISITORS })
@InputType({ description: 'The challenge of `signIn`, and the code that the authenticator shows.' })
export class AnswerSignInChallengeInput {
  @IsToken()
  @Field(() => String, { description: 'The challenge exactly as it was returned, at most three minutes ago.' })
  readonly challenge!: string;

  @IsCode()
  @Field(() => String, { description: TOTP })
  readonly code!: string;
}

@Auth({ always: EVERYONE })
@InputType({ description: 'The sign-in for which new tokens are wanted.' })
export class RefreshSessionInput {
  @IsToken()
  @Field(() => String, { description: 'The refresh token of the sign-in, exactly as it was returned.' })
  readonly refreshToken!: string;
}

@Auth({ always: EVERYONE })
@InputType({ description: 'The sign-in that is to end.' })
export class SignOutInput {
  @IsToken()
  @Field(() => String, { description: 'The refresh token of the sign-in, exactly as it was returned.' })
  readonly refreshToken!: string;
}
