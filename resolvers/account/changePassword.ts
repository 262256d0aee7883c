import type { SignInPayload } from '../../schema/accountPayloads';
import type { ChangePasswordInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { endProofs, endSessions } from './endSessions';
import { counted, takeTry } from './limits';
import { assertOwnAccessToken, subjectOf } from './ownTokens';
import { weaknessOf } from './passwords';
import { errorsOf, isOfUserPool, passwordNotAccepted, passwordTooWeak, SESSION_ENDED, type Answers } from './refusals';
import { NOT_SIGNED_IN, signInAs } from './signIn';

const PASSWORD_NOT_ACCEPTED = passwordNotAccepted('currentPassword');
const ANSWERS: Answers = {
  'credentials not accepted': PASSWORD_NOT_ACCEPTED,
  'not possible': PASSWORD_NOT_ACCEPTED,
  'password too weak': passwordTooWeak('newPassword'),
};

/**
 * Changes the caller's password, who knows the one before. Ends every session, unless that is not wanted; the caller's own is among them, so that
 * they get a new one, by the new password: tokens, or a challenge where they have an authenticator.
 */
export async function changePassword(
  context: FieldgateContext,
  { accessToken, currentPassword, newPassword, endOtherSessions }: ChangePasswordInput,
): Promise<SignInPayload> {
  const { services, signal } = context;
  await assertOwnAccessToken(context, accessToken);
  const weakness = weaknessOf(newPassword, 'newPassword');
  if (weakness.length > 0) return { ...NOT_SIGNED_IN, userErrors: weakness };
  const subject = subjectOf(context);
  const { email } = context.callerFacts.caller;
  const account = email === null ? subject : accountOf(email);
  const attempt = await takeTry(context, 'password', { account, subject });
  const work = async () =>
    errorsOf(services.userPool.changePassword(accessToken, currentPassword, newPassword, signal), ANSWERS);
  const errors = await counted(attempt, work, (all) => all.includes(PASSWORD_NOT_ACCEPTED));
  if (errors.length > 0) return { ...NOT_SIGNED_IN, userErrors: errors };
  if (!endOtherSessions) return { ...NOT_SIGNED_IN, userErrors: await endProofs(context, subject) };
  const notEnded = await endSessions(context, account);
  // The password is changed, whatever comes of the new session.
  const own: SignInPayload = await signInAs(context, account, newPassword).catch((cause: unknown) => {
    if (!isOfUserPool(cause)) throw cause;
    return { ...NOT_SIGNED_IN, userErrors: [SESSION_ENDED] };
  });
  const { tokens, challenge, stepUp, guestSessionToken, deviceToken, userErrors } = own;
  return { tokens, challenge, stepUp, guestSessionToken, deviceToken, userErrors: [...notEnded, ...userErrors] };
}
