import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { AccountPayload, RefreshSessionPayload, SignInPayload } from '../schema/accountPayloads';
import {
  AnswerSignInChallengeInput,
  RefreshSessionInput,
  SignInInput,
  SignOutInput,
} from '../schema/inputs/accountInputs';
import { EVERYONE, VISITORS } from '../schema/roles';
import { Auth } from '../src/model/annotations';
import { answerSignInChallenge } from './account/answerSignInChallenge';
import { refreshSession } from './account/refreshSession';
import { signIn } from './account/signIn';
import { signOut } from './account/signOut';
import type { FieldgateContext } from './Services';

@Resolver()
export class SignInMutations {
  @Auth({ always: VISITORS })
  @Mutation(() => SignInPayload, {
    nullable: true,
    description: 'Signs in by a password: tokens, or a challenge where the account has an authenticator.',
  })
  async signIn(
    @Arg('input', () => SignInInput) input: SignInInput,
    @Ctx() context: FieldgateContext,
  ): Promise<SignInPayload> {
    return signIn(context, input);
  }

  @Auth({ always: VISITORS })
  @Mutation(() => SignInPayload, {
    nullable: true,
    description: 'Ends a sign-in by a code of the authenticator. The second factor then counts as proved for a while.',
  })
  async answerSignInChallenge(
    @Arg('input', () => AnswerSignInChallengeInput) input: AnswerSignInChallengeInput,
    @Ctx() context: FieldgateContext,
  ): Promise<SignInPayload> {
    return answerSignInChallenge(context, input);
  }

  @Auth({ always: EVERYONE })
  @Mutation(() => RefreshSessionPayload, {
    nullable: true,
    description: 'New tokens of the same sign-in, with the roles of this moment. Send it without the expired ID token.',
  })
  async refreshSession(
    @Arg('input', () => RefreshSessionInput) input: RefreshSessionInput,
    @Ctx() context: FieldgateContext,
  ): Promise<RefreshSessionPayload> {
    return refreshSession(context, input);
  }

  @Auth({ always: EVERYONE })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description: 'Ends the sign-in that the refresh token is of. ID tokens that are out live until they expire.',
  })
  async signOut(
    @Arg('input', () => SignOutInput) input: SignOutInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return signOut(context, input);
  }
}
