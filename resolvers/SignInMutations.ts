import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { AccountPayload, RefreshSessionPayload, SignInPayload } from '../schema/accountPayloads';
import {
  AnswerSignInChallengeInput,
  RefreshSessionInput,
  SignInInput,
  SignOutInput,
} from '../schema/inputs/signInInputs';
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
    description:
      'Signs in with an e-mail address and a password. The result has tokens, or a challenge if the account has an ' +
      'authenticator.\n\n' +
      'Each call opens another session.\n\n' +
      'User errors: `CREDENTIALS_NOT_ACCEPTED`, `SIGN_IN_NOT_SUPPORTED`. Errors: `RATE_LIMITED` after too many wrong ' +
      'passwords.',
  })
  async signIn(
    @Arg('input', () => SignInInput, { description: 'Who signs in, and by which password.' }) input: SignInInput,
    @Ctx() context: FieldgateContext,
  ): Promise<SignInPayload> {
    return signIn(context, input);
  }

  @Auth({ always: VISITORS })
  @Mutation(() => SignInPayload, {
    nullable: true,
    description:
      'Completes a sign-in with a code of the authenticator. For some minutes after it, the second factor counts as ' +
      'proved.\n\n' +
      'Each challenge and each code works once.\n\n' +
      'User errors: `CODE_NOT_ACCEPTED`, `SESSION_ENDED`, `SECOND_FACTOR_LOCKED`. Errors: `RATE_LIMITED` after too many ' +
      'wrong codes.',
  })
  async answerSignInChallenge(
    @Arg('input', () => AnswerSignInChallengeInput, { description: 'The challenge and the code.' })
    input: AnswerSignInChallengeInput,
    @Ctx() context: FieldgateContext,
  ): Promise<SignInPayload> {
    return answerSignInChallenge(context, input);
  }

  @Auth({ always: EVERYONE })
  @Mutation(() => RefreshSessionPayload, {
    nullable: true,
    description:
      'Returns new tokens of the same sign-in, with the roles that the person has now. Send it without an expired ID ' +
      'token: that would be refused.\n\n' +
      'It is safe to send this again.\n\n' +
      'User errors: `SESSION_ENDED`. Errors: `RATE_LIMITED` after too many wrong tokens.',
  })
  async refreshSession(
    @Arg('input', () => RefreshSessionInput, { description: 'The refresh token of the sign-in.' })
    input: RefreshSessionInput,
    @Ctx() context: FieldgateContext,
  ): Promise<RefreshSessionPayload> {
    return refreshSession(context, input);
  }

  @Auth({ always: EVERYONE })
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Ends the sign-in to which the refresh token belongs, and its proofs of a second factor. ID tokens stay valid ' +
      'until they expire: forget them.\n\n' +
      'It is safe to send this again: a token that is not valid any more gives the same answer.\n\n' +
      'User errors: `SESSIONS_NOT_ENDED`. Errors: `RATE_LIMITED` after too many wrong tokens.',
  })
  async signOut(
    @Arg('input', () => SignOutInput, { description: 'The refresh token of the sign-in.' }) input: SignOutInput,
    @Ctx() context: FieldgateContext,
  ): Promise<AccountPayload> {
    return signOut(context, input);
  }
}
