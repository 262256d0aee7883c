import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { AccountPayload, StepUpPayload, TotpEnrolmentPayload } from '../schema/accountPayloads';
import { ConfirmTotpEnrolmentInput, StartTotpEnrolmentInput, StepUpInput } from '../schema/inputs/secondFactorInputs';
import { SIGNED_IN } from '../schema/roles';
import { Auth } from '../src/model/annotations';
import { confirmTotpEnrolment } from './account/confirmTotpEnrolment';
import { startTotpEnrolment } from './account/startTotpEnrolment';
import { stepUp } from './account/stepUp';
import type { FieldgateContext } from './Services';

@Resolver()
export class SecondFactorMutations {
  @Auth({ always: SIGNED_IN })
  @Mutation(() => TotpEnrolmentPayload, {
    nullable: true,
    description:
      'Begins to set up an authenticator app, and returns its secret. Go on with `confirmTotpEnrolment`.\n\n' +
      'Each call makes a new secret, and the authenticator before it is forgotten at once. To replace one, the caller ' +
      'must have proved the second factor.\n\n' +
      'User errors: `SESSION_ENDED`, `SESSIONS_NOT_ENDED`. Errors: `FORBIDDEN` if an authenticator would be replaced ' +
      'without a second factor; `BAD_USER_INPUT` if the access token is not the caller’s.',
  })
  async startTotpEnrolment(
    @Arg('input', () => StartTotpEnrolmentInput, { description: 'The access token of the caller.' })
    input: StartTotpEnrolmentInput,
    @Ctx() context: FieldgateContext,
  ): Promise<TotpEnrolmentPayload> {
    return startTotpEnrolment(context, input);
  }

  @Auth({ always: SIGNED_IN })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Completes the setting up of an authenticator with its first code. From then on, signing in asks for a code.\n\n' +
      'It does not prove the second factor yet: use `stepUp` for that.\n\n' +
      'User errors: `CODE_NOT_ACCEPTED`, `SECOND_FACTOR_NOT_SET_UP`, `SESSION_ENDED`, `SESSIONS_NOT_ENDED`. Errors: ' +
      '`BAD_USER_INPUT` if the access token is not the caller’s.',
  })
  async confirmTotpEnrolment(
    @Arg('input', () => ConfirmTotpEnrolmentInput, { description: 'The access token of the caller, and the code.' })
    input: ConfirmTotpEnrolmentInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return confirmTotpEnrolment(context, input);
  }

  @Auth({ always: SIGNED_IN })
  @Mutation(() => StepUpPayload, {
    nullable: true,
    description:
      'Proves the second factor again, for fields and mutations that need it, without a new sign-in.\n\n' +
      'Each code works once.\n\n' +
      'User errors: `CREDENTIALS_NOT_ACCEPTED`, `CODE_NOT_ACCEPTED`, `SECOND_FACTOR_NOT_SET_UP`, ' +
      '`SECOND_FACTOR_LOCKED`, `SESSION_ENDED`. Errors: `RATE_LIMITED` after too many wrong passwords or codes.',
  })
  async stepUp(
    @Arg('input', () => StepUpInput, { description: 'The password of the caller, and the code.' }) input: StepUpInput,
    @Ctx() context: FieldgateContext,
  ): Promise<StepUpPayload> {
    return stepUp(context, input);
  }
}
