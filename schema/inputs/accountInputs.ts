import { Field, InputType } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { SIGNED_IN, VISITORS } from '../roles';
import { EmailAddressScalar } from '../scalars/EmailAddress';
import { ACCESS_TOKEN, EMAIL, IsCode, IsPassword, IsToken, MAILED_CODE, NEW_PASSWORD } from './accountForms';

@Auth({ always: VISITORS })
@InputType({
  description:
    'For whom to create an account. There is no password in it: that is sent later, with the code, by whoever ' +
    'receives the e-mail. It gives no role: whoever signs up is a customer.',
})
export class SignUpInput {
  @Field(() => EmailAddressScalar, { description: EMAIL })
  readonly email!: string;
}

@Auth({ always: VISITORS })
@InputType({ description: 'The code that proves the e-mail address, and the password of the new account.' })
export class ConfirmSignUpInput {
  @Field(() => EmailAddressScalar, { description: EMAIL })
  readonly email!: string;

  @IsCode()
  @Field(() => String, { description: MAILED_CODE })
  readonly code!: string;

  @IsPassword()
  @Field(() => String, { description: NEW_PASSWORD })
  readonly password!: string;
}

@Auth({ always: VISITORS })
@InputType({ description: 'For which account to send the code again.' })
export class ResendConfirmationCodeInput {
  @Field(() => EmailAddressScalar, { description: EMAIL })
  readonly email!: string;
}

@Auth({ always: VISITORS })
@InputType({ description: 'For which account the password is lost.' })
export class ForgotPasswordInput {
  @Field(() => EmailAddressScalar, { description: EMAIL })
  readonly email!: string;
}

@Auth({ always: VISITORS })
@InputType({ description: 'The code that proves the e-mail address, and the new password.' })
export class ConfirmForgotPasswordInput {
  @Field(() => EmailAddressScalar, { description: EMAIL })
  readonly email!: string;

  @IsCode()
  @Field(() => String, { description: MAILED_CODE })
  readonly code!: string;

  @IsPassword()
  @Field(() => String, { description: NEW_PASSWORD })
  readonly newPassword!: string;
}

@Auth({ always: SIGNED_IN })
@InputType({ description: 'The present password of the caller, and the new one.' })
export class ChangePasswordInput {
  @IsToken()
  @Field(() => String, { description: ACCESS_TOKEN })
  readonly accessToken!: string;

  @IsPassword()
  @Field(() => String, { description: 'The password that the caller has now.' })
  readonly currentPassword!: string;

  @IsPassword()
  @Field(() => String, { description: NEW_PASSWORD })
  readonly newPassword!: string;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      'Whether to end all sessions of the caller, on every device. This one ends as well, and the result has a new one, ' +
      'or a challenge for it.',
  })
  readonly endOtherSessions!: boolean;
}
