import type { SignInPayload } from '../../schema/accountPayloads';
import type { ChangePasswordInput } from '../../schema/inputs/accountInputs';
import type { UserError } from '../../schema/UserError';
import { afterEffect } from '../../src/response/afterEffect';
import type { FieldgateContext } from '../Services';
import { ownAccount } from './account';
import { endProofs, endSessions } from './endSessions';
import { counted, takeTry } from './limits';
import { assertOwnAccessToken } from './ownTokens';
import { passwordSet } from './passwordSet';
import { weaknessOf } from './passwords';
import {
  answerTo,
  PASSWORD_MAY_BE_SET,
  PASSWORD_USED_BEFORE,
  passwordNotAccepted,
  passwordTooWeak,
  SESSION_ENDED,
  SIGN_IN_WITH_NEW_PASSWORD,
  type Answers,
} from './refusals';
import { NOT_SIGNED_IN, signInAs } from './signIn';

const PASSWORD_NOT_ACCEPTED = passwordNotAccepted('currentPassword');
const ANSWERS: Answers = {
  'credentials not accepted': PASSWORD_NOT_ACCEPTED,
  'not possible': PASSWORD_NOT_ACCEPTED,
  'session over': SESSION_ENDED,
  'password too weak': passwordTooWeak('newPassword'),
  'password used before': PASSWORD_USED_BEFORE,
};

/**
 * Changes the caller's password, who knows the one before. Ends every session, unless that is not wanted; the caller's own is among them, so that
 * they get a new one, by the new password: tokens, or a challenge where they have an authenticator.
 */
export async function changePassword(context: FieldgateContext, input: ChangePasswordInput): Promise<SignInPayload> {
  await assertOwnAccessToken(context, input.accessToken);
  const weakness = weaknessOf(input.newPassword, 'newPassword');
  if (weakness.length > 0) return { ...NOT_SIGNED_IN, userErrors: weakness };
  const attempt = await takeTry(context, 'password', ownAccount(context));
  const errors = await counted(
    context,
    attempt,
    async () => change(context, input),
    (all) => all.includes(PASSWORD_NOT_ACCEPTED),
  );
  if (errors.length > 0) return { ...NOT_SIGNED_IN, userErrors: errors };
  const { subject } = ownAccount(context);
  if (!input.endOtherSessions) return { ...NOT_SIGNED_IN, userErrors: await endProofs(context, subject) };
  const notEnded = await endSessions(context, subject, { forgiving: false });
  const { tokens, challenge, deviceToken, userErrors } = await newSession(context, input.newPassword);
  return { ...NOT_SIGNED_IN, tokens, challenge, deviceToken, userErrors: [...notEnded, ...userErrors] };
}

/** Without the request's signal: who hangs up would leave open what the password before has opened. */
async function change(
  context: FieldgateContext,
  { accessToken, currentPassword, newPassword }: ChangePasswordInput,
): Promise<readonly UserError[]> {
  const { subject } = ownAccount(context);
  const setting = context.services.userPool.changePassword(accessToken, currentPassword, newPassword);
  try {
    const outcome = await passwordSet(context, subject, newPassword, setting);
    if (outcome === 'set') return [];
  } catch (cause) {
    return answerTo(cause, ANSWERS);
  }
  // It is the caller's own, so that to end too much harms nobody.
  return [PASSWORD_MAY_BE_SET, ...(await endSessions(context, subject, { forgiving: false }))];
}

/** The password is changed, whatever comes of the new session. */
async function newSession(context: FieldgateContext, password: string): Promise<SignInPayload> {
  const own = await afterEffect(context, async () => signInAs(context, ownAccount(context), password));
  return own?.userErrors.length === 0 ? own : { ...NOT_SIGNED_IN, userErrors: [SIGN_IN_WITH_NEW_PASSWORD] };
}
