import type { SignInPayload } from '../../schema/accountPayloads';
import type { AnswerSignInChallengeInput } from '../../schema/inputs/accountInputs';
import { usernameOf, type Tokens } from '../../src/identity/userPool/UserPool';
import type { FieldgateContext } from '../Services';
import { answerTo, CODE_NOT_ACCEPTED, SESSION_ENDED, type Answers } from './refusals';
import { endGuestSession, sessionWithRole } from './session';
import { NOT_SIGNED_IN } from './signIn';
import { stepUpFor } from './stepUp';

const ANSWERS: Answers = {
  'code not accepted': CODE_NOT_ACCEPTED,
  // The challenge is answered already, too old, or not this user's: back to the password.
  'credentials not accepted': SESSION_ENDED,
  'not possible': SESSION_ENDED,
};

/** Ends a sign-in by a code of the authenticator; the second factor then counts as proved for a while. */
export async function answerSignInChallenge(
  context: FieldgateContext,
  { challenge, code }: AnswerSignInChallengeInput,
): Promise<SignInPayload> {
  const { services, attempts, signal } = context;
  await attempts.count('answerSignInChallenge', usernameOf(challenge));
  const work = async () =>
    services.userPool.answerChallenge(challenge, code, signal).then(
      async (tokens) => payloadOf(context, tokens),
      (cause: unknown) => ({ ...NOT_SIGNED_IN, userErrors: answerTo(cause, ANSWERS) }),
    );
  return services.pace.keep(work, signal);
}

async function payloadOf(context: FieldgateContext, given: Tokens): Promise<SignInPayload> {
  const { identity, tokens } = await sessionWithRole(context, given);
  const stepUp = await stepUpFor(context, identity);
  return { ...NOT_SIGNED_IN, tokens, stepUp, guestSessionToken: await endGuestSession(context), userErrors: [] };
}
