import type { AccountPayload } from '../../schema/accountPayloads';
import type { ConfirmForgotPasswordInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { PASSWORD_RESETS } from './passwordReset';
import { weaknessOf } from './passwords';
import { CODE_NOT_ACCEPTED, errorsOf, passwordTooWeak, type Answers } from './refusals';

const ANSWERS: Answers = {
  'code not accepted': CODE_NOT_ACCEPTED,
  'credentials not accepted': CODE_NOT_ACCEPTED,
  'not possible': CODE_NOT_ACCEPTED,
  'password too weak': passwordTooWeak('newPassword'),
};

/** Sets a new password by the code of forgotPassword. */
export async function confirmForgotPassword(
  { services: { userPool, pace }, attempts, signal }: FieldgateContext,
  { email, code, newPassword }: ConfirmForgotPasswordInput,
): Promise<AccountPayload> {
  const account = accountOf(email);
  await attempts.count('confirmForgotPassword', account);
  const weakness = weaknessOf(newPassword, 'newPassword');
  if (weakness.length > 0) return { userErrors: weakness };
  await attempts.countWithin(PASSWORD_RESETS, account);
  const work = async () => errorsOf(userPool.confirmForgotPassword(account, code, newPassword, signal), ANSWERS);
  return { userErrors: await pace.keep(work, signal) };
}
