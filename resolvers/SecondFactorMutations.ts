import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { AccountPayload, StepUpPayload, TotpEnrolmentPayload } from '../schema/accountPayloads';
import { ConfirmTotpEnrolmentInput, StartTotpEnrolmentInput, StepUpInput } from '../schema/inputs/accountInputs';
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
    description: 'Begins to set up an authenticator app; one that was set up before is forgotten.',
  })
  async startTotpEnrolment(
    @Arg('input', () => StartTotpEnrolmentInput) input: StartTotpEnrolmentInput,
    @Ctx() context: FieldgateContext,
  ): Promise<TotpEnrolmentPayload> {
    return startTotpEnrolment(context, input);
  }

  @Auth({ always: SIGNED_IN })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description: 'Ends setting it up by its first code: from now on signing in asks for one.',
  })
  async confirmTotpEnrolment(
    @Arg('input', () => ConfirmTotpEnrolmentInput) input: ConfirmTotpEnrolmentInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return confirmTotpEnrolment(context, input);
  }

  @Auth({ always: SIGNED_IN })
  @Mutation(() => StepUpPayload, {
    nullable: true,
    description: 'Proves the second factor again, for what asks for it, without leaving the sign-in.',
  })
  async stepUp(
    @Arg('input', () => StepUpInput) input: StepUpInput,
    @Ctx() context: FieldgateContext,
  ): Promise<StepUpPayload> {
    return stepUp(context, input);
  }
}
