import { Matches } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { EVERYONE, SIGNED_IN, VISITORS } from '../roles';
import { EmailAddressScalar } from '../scalars/EmailAddress';
import { IsOpaque } from './constraints';

/*
 * What is expected of a password is told by the payload, as something to mend. Here is only what no account can have, so that nothing
 * that is sent on is of any size.
 */

const MAX_PASSWORD = 256;

const A_CODE = { message: 'Expected a code of six digits.' };
const A_TOKEN = { message: 'Expected a token as it was given out.' };

const CODE = /^\d{6}$/;
/** What tokens and challenges are made of, to a length far beyond any of Cognito's: what is longer is not looked at. */
const TOKEN = /^[\w.=+/-]{1,8192}$/;

const DESCRIPTIONS = {
  email: 'Upper and lower case are the same.',
  newPassword: 'At least 8 characters, with upper and lower case letters, a digit and a symbol.',
  code: 'The six digits that came by e-mail.',
  totp: 'The six digits that the authenticator shows. Each is good once.',
  accessToken: 'The caller’s own, of the same sign-in: Cognito takes it as proof.',
} as const;

@Auth({ always: VISITORS })
@InputType({
  description:
    'No password: that comes with the code, from whoever receives it. There is nothing in it that gives a role: whoever signs up is a customer.',
})
export class SignUpInput {
  @Field(() => EmailAddressScalar, { description: DESCRIPTIONS.email })
  readonly email!: string;
}

@Auth({ always: VISITORS })
@InputType()
export class ConfirmSignUpInput {
  @Field(() => EmailAddressScalar)
  readonly email!: string;

  @Matches(CODE, A_CODE)
  @Field(() => String, { description: DESCRIPTIONS.code })
  readonly code!: string;

  @IsOpaque('a password', 1, MAX_PASSWORD)
  @Field(() => String, { description: DESCRIPTIONS.newPassword })
  readonly password!: string;
}

@Auth({ always: VISITORS })
@InputType()
export class ResendConfirmationCodeInput {
  @Field(() => EmailAddressScalar)
  readonly email!: string;
}

@Auth({ always: VISITORS })
@InputType()
export class SignInInput {
  @Field(() => EmailAddressScalar, { description: DESCRIPTIONS.email })
  readonly email!: string;

  @IsOpaque('a password', 1, MAX_PASSWORD)
  @Field(() => String)
  readonly password!: string;
}

@Auth({ always: VISITORS })
@InputType()
export class AnswerSignInChallengeInput {
  @Matches(TOKEN, A_TOKEN)
  @Field(() => String, { description: 'As signIn gave it, within three minutes.' })
  readonly challenge!: string;

  @Matches(CODE, A_CODE)
  @Field(() => String, { description: DESCRIPTIONS.totp })
  readonly code!: string;
}

@Auth({ always: EVERYONE })
@InputType()
export class RefreshSessionInput {
  @Matches(TOKEN, A_TOKEN)
  @Field(() => String)
  readonly refreshToken!: string;
}

@Auth({ always: EVERYONE })
@InputType()
export class SignOutInput {
  @Matches(TOKEN, A_TOKEN)
  @Field(() => String)
  readonly refreshToken!: string;
}

@Auth({ always: VISITORS })
@InputType()
export class ForgotPasswordInput {
  @Field(() => EmailAddressScalar)
  readonly email!: string;
}

@Auth({ always: VISITORS })
@InputType()
export class ConfirmForgotPasswordInput {
  @Field(() => EmailAddressScalar)
  readonly email!: string;

  @Matches(CODE, A_CODE)
  @Field(() => String, { description: DESCRIPTIONS.code })
  readonly code!: string;

  @IsOpaque('a password', 1, MAX_PASSWORD)
  @Field(() => String, { description: DESCRIPTIONS.newPassword })
  readonly newPassword!: string;
}

@Auth({ always: SIGNED_IN })
@InputType()
export class ChangePasswordInput {
  @Matches(TOKEN, A_TOKEN)
  @Field(() => String, { description: DESCRIPTIONS.accessToken })
  readonly accessToken!: string;

  @IsOpaque('a password', 1, MAX_PASSWORD)
  @Field(() => String)
  readonly currentPassword!: string;

  @IsOpaque('a password', 1, MAX_PASSWORD)
  @Field(() => String, { description: DESCRIPTIONS.newPassword })
  readonly newPassword!: string;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      'Ends every session that the password before has opened. The caller’s own is among them: the answer has a new one, or a challenge for it.',
  })
  readonly endOtherSessions!: boolean;
}

@Auth({ always: SIGNED_IN })
@InputType()
export class StartTotpEnrolmentInput {
  @Matches(TOKEN, A_TOKEN)
  @Field(() => String, { description: DESCRIPTIONS.accessToken })
  readonly accessToken!: string;
}

@Auth({ always: SIGNED_IN })
@InputType()
export class ConfirmTotpEnrolmentInput {
  @Matches(TOKEN, A_TOKEN)
  @Field(() => String, { description: DESCRIPTIONS.accessToken })
  readonly accessToken!: string;

  @Matches(CODE, A_CODE)
  @Field(() => String, { description: DESCRIPTIONS.totp })
  readonly code!: string;
}

@Auth({ always: SIGNED_IN })
@InputType({ description: 'The password as well: whoever has got hold of tokens only cannot step up with them.' })
export class StepUpInput {
  @IsOpaque('a password', 1, MAX_PASSWORD)
  @Field(() => String)
  readonly password!: string;

  @Matches(CODE, A_CODE)
  @Field(() => String, { description: DESCRIPTIONS.totp })
  readonly code!: string;
}
