import type { AccountPayload } from '../../schema/accountPayloads';
import type { ConfirmForgotPasswordInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { endSessions } from './endSessions';
import { counted, hasErrors, takeTry } from './limits';
import { weaknessOf } from './passwords';
import { CODE_NOT_ACCEPTED, errorsOf, passwordTooWeak, type Answers } from './refusals';

const ANSWERS: Answers = {
  'code not accepted': CODE_NOT_ACCEPTED,
  'credentials not accepted': CODE_NOT_ACCEPTED,
  'account limited': CODE_NOT_ACCEPTED,
  'not possible': CODE_NOT_ACCEPTED,
  'password too weak': passwordTooWeak('newPassword'),
};

/** Sets a new password by the code of forgotPassword, and ends every session that the one before had opened. */
export async function confirmForgotPassword(
  context: FieldgateContext,
  { email, code, newPassword }: ConfirmForgotPasswordInput,
): Promise<AccountPayload> {
  const account = accountOf(email);
  const weakness = weaknessOf(newPassword, 'newPassword');
  if (weakness.length > 0) return { userErrors: weakness };
  const { services, signal } = context;
  const attempt = await takeTry(context, 'code by mail', { account });
  const work = async () => ({
    userErrors: await errorsOf(services.userPool.confirmForgotPassword(account, code, newPassword, signal), ANSWERS),
  });
  const reset = async () => {
    const outcome = await counted(attempt, work, hasErrors);
    return hasErrors(outcome) ? outcome : { userErrors: await endSessions(context, account) };
  };
  return services.pace.keep(reset, signal);
}
