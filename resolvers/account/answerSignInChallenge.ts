import type { SignInPayload } from '../../schema/accountPayloads';
import type { AnswerSignInChallengeInput } from '../../schema/inputs/signInInputs';
import { usernameOf, type Tokens } from '../../src/identity/userPool/UserPool';
import { afterEffect } from '../../src/response/afterEffect';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { rememberDevice } from './device';
import { answerTo, SESSION_ENDED, TOTP_NOT_ACCEPTED, type Answers } from './refusals';
import { tryCode, type CodeOutcome } from './secondFactor';
import { endGuestSession, sessionWithRole } from './session';
import { NOT_SIGNED_IN } from './signIn';
import { proofsOf, stepUpFor } from './stepUp';

const ANSWERS: Answers = {
  'code not accepted': TOTP_NOT_ACCEPTED,
  // The challenge is answered already, too old, or not this user's: back to the password.
  'credentials not accepted': SESSION_ENDED,
  'account limited': SESSION_ENDED,
  'not possible': SESSION_ENDED,
};

/** Ends a sign-in by a code of the authenticator; the second factor then counts as proved for a while. */
export async function answerSignInChallenge(
  context: FieldgateContext,
  { challenge, code }: AnswerSignInChallengeInput,
): Promise<SignInPayload> {
  const { services, attempts, signal } = context;
  const opened = await services.signInChallenges.open(challenge);
  if (opened === null) {
    await attempts.count('answerSignInChallenge');
    return { ...NOT_SIGNED_IN, userErrors: [SESSION_ENDED] };
  }
  const username = usernameOf(opened.challenge);
  const proofs = await proofsOf(context, username);
  if (proofs.serial !== opened.serial) return { ...NOT_SIGNED_IN, userErrors: [SESSION_ENDED] };
  const work = async () => {
    const answered = async (): Promise<CodeOutcome<Tokens>> =>
      services.userPool.answerChallenge(opened.challenge, code, signal).then(
        (value) => ({ value, userErrors: [] }),
        (cause: unknown) => ({ value: null, userErrors: answerTo(cause, ANSWERS) }),
      );
    const { value, userErrors } = await tryCode(context, username, answered);
    return value ? payloadOf(context, value, proofs) : { ...NOT_SIGNED_IN, userErrors };
  };
  return services.fixedTimeResponse.keep(work, signal);
}

async function payloadOf(
  context: FieldgateContext,
  given: Tokens,
  proofs: Awaited<ReturnType<typeof proofsOf>>,
): Promise<SignInPayload> {
  const { identity, tokens } = await sessionWithRole(context, given);
  const { subject, email } = identity;
  // The code is used up, and so is the challenge: who is signed in can prove the second factor once more (stepUp).
  const stepUp = await afterEffect(context, async () => stepUpFor(context, identity, proofs));
  const deviceToken = await rememberDevice(context, { account: accountOf(email ?? subject), subject });
  const guestSessionToken = await endGuestSession(context);
  return { ...NOT_SIGNED_IN, tokens, stepUp, deviceToken, guestSessionToken, userErrors: [] };
}
