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
      'Makes an account without a password, and sends a code to its address. An address that is registered already answers the same; one that was never confirmed gets a new code.',
  })
  async signUp(
    @Arg('input', () => SignUpInput) input: SignUpInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return signUp(context, input);
  }

  @Auth({ always: VISITORS })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Confirms the address by that code, and sets the password. From then on its owner can sign in, as a customer. Where the password could not be set (`PASSWORD_NOT_SET`), go on with forgotPassword.',
  })
  async confirmSignUp(
    @Arg('input', () => ConfirmSignUpInput) input: ConfirmSignUpInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return confirmSignUp(context, input);
  }

  @Auth({ always: VISITORS })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description: 'Sends the code of signUp again, where there is something to confirm.',
  })
  async resendConfirmationCode(
    @Arg('input', () => ResendConfirmationCodeInput) input: ResendConfirmationCodeInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return resendConfirmationCode(context, input);
  }

  @Auth({ always: VISITORS })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description: 'Sends a code to the address, where it is registered, for confirmForgotPassword.',
  })
  async forgotPassword(
    @Arg('input', () => ForgotPasswordInput) input: ForgotPasswordInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return forgotPassword(context, input);
  }

  @Auth({ always: VISITORS })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Sets a new password by that code, and ends every session. ID tokens that are out live until they expire (`expiresAt`), at most 15 minutes as deployed.',
  })
  async confirmForgotPassword(
    @Arg('input', () => ConfirmForgotPasswordInput) input: ConfirmForgotPasswordInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return confirmForgotPassword(context, input);
  }

  @Auth({ always: SIGNED_IN })
  @Mutation(() => SignInPayload, {
    nullable: true,
    description:
      'Changes the password of the caller, who knows the one before, and ends every session unless that is not wanted. ID tokens that are out live until they expire.',
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput) input: ChangePasswordInput,
    @Ctx() context: FieldgateContext,
  ): Promise<SignInPayload> {
    return changePassword(context, input);
  }
}
