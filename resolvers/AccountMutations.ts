import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { AccountPayload, SignInPayload } from '../schema/accountPayloads';
import {
  ChangePasswordInput,
  ConfirmForgotPasswordInput,
  ConfirmSignUpInput,
  ForgotPasswordInput,
  ResendConfirmationCodeInput,
  SignUpInput,
} from '../schema/inputs/accountInputs';
import { SIGNED_IN, VISITORS } from '../schema/roles';
import { Auth } from '../src/model/annotations';
import { changePassword } from './account/changePassword';
import { confirmForgotPassword } from './account/confirmForgotPassword';
import { confirmSignUp } from './account/confirmSignUp';
import { forgotPassword } from './account/forgotPassword';
import { resendConfirmationCode } from './account/resendConfirmationCode';
import { signUp } from './account/signUp';
import type { FieldgateContext } from './Services';

@Resolver()
export class AccountMutations {
  @Auth({ always: VISITORS })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Creates an account without a password, and sends a code of six digits to its e-mail address. Go on with ' +
      '`confirmSignUp`.\n\n' +
      'The answer is the same if the address is registered already; then nothing is sent. If the address was never ' +
      'confirmed, it gets a new code. It is safe to send this again.\n\n' +
      'User errors: none. Errors: `RATE_LIMITED` if too many messages were asked for.',
  })
  async signUp(
    @Arg('input', () => SignUpInput, { description: 'For whom to create an account.' }) input: SignUpInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return signUp(context, input);
  }

  @Auth({ always: VISITORS })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Confirms the e-mail address by the code of `signUp`, and sets the password. From then on the person can sign in, ' +
      'as a customer.\n\n' +
      'Each code works once. After `PASSWORD_NOT_SET`, go on with `forgotPassword`.\n\n' +
      'User errors: `PASSWORD_TOO_WEAK`, `CODE_NOT_ACCEPTED`, `PASSWORD_NOT_SET`. Errors: `RATE_LIMITED` after too many ' +
      'wrong codes.',
  })
  async confirmSignUp(
    @Arg('input', () => ConfirmSignUpInput, { description: 'The address, the code and the password.' })
    input: ConfirmSignUpInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return confirmSignUp(context, input);
  }

  @Auth({ always: VISITORS })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Sends a new code for `confirmSignUp`, if the account exists and is not confirmed yet. The answer is always the ' +
      'same.\n\n' +
      'User errors: none. Errors: `RATE_LIMITED` if too many messages were asked for.',
  })
  async resendConfirmationCode(
    @Arg('input', () => ResendConfirmationCodeInput, { description: 'For which account to send it.' })
    input: ResendConfirmationCodeInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return resendConfirmationCode(context, input);
  }

  @Auth({ always: VISITORS })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Sends a code of six digits for `confirmForgotPassword` to the e-mail address, if it is registered. The answer is ' +
      'always the same.\n\n' +
      'User errors: none. Errors: `RATE_LIMITED` if too many messages were asked for.',
  })
  async forgotPassword(
    @Arg('input', () => ForgotPasswordInput, { description: 'For which account the password is lost.' })
    input: ForgotPasswordInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return forgotPassword(context, input);
  }

  @Auth({ always: VISITORS })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Sets a new password by the code of `forgotPassword`, and ends all sessions of the account. ID tokens that were ' +
      'given out before stay valid until they expire, at most 15 minutes as deployed.\n\n' +
      'Each code works once.\n\n' +
      'User errors: `PASSWORD_TOO_WEAK`, `CODE_NOT_ACCEPTED`, `PASSWORD_MAY_BE_SET`, `SESSIONS_NOT_ENDED`. Errors: ' +
      '`RATE_LIMITED` after too many wrong codes.',
  })
  async confirmForgotPassword(
    @Arg('input', () => ConfirmForgotPasswordInput, { description: 'The address, the code and the password.' })
    input: ConfirmForgotPasswordInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return confirmForgotPassword(context, input);
  }

  @Auth({ always: SIGNED_IN })
  @Mutation(() => SignInPayload, {
    nullable: true,
    description:
      'Changes the password of the caller, and ends all their sessions unless `endOtherSessions` is false. ID tokens ' +
      'that were given out before stay valid until they expire.\n\n' +
      'The result has the tokens of a new session, or a challenge for it. It is not safe to send this again: the ' +
      'present password is another one then.\n\n' +
      'User errors: `PASSWORD_TOO_WEAK`, `CREDENTIALS_NOT_ACCEPTED`, `SESSION_ENDED`, `PASSWORD_MAY_BE_SET`, ' +
      '`SESSIONS_NOT_ENDED`. Errors: `BAD_USER_INPUT` if the access token is not the caller’s; `RATE_LIMITED` after too ' +
      'many wrong passwords.',
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'The present password and the new one.' })
    input: ChangePasswordInput,
    @Ctx() context: FieldgateContext,
  ): Promise<SignInPayload> {
    return changePassword(context, input);
  }
}
