import type { AccountPayload } from '../../schema/accountPayloads';
import type { ConfirmForgotPasswordInput } from '../../schema/inputs/accountInputs';
import type { UserError } from '../../schema/UserError';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { endSessions } from './endSessions';
import { counted, takeTry } from './limits';
import { passwordSet } from './passwordSet';
import { weaknessOf } from './passwords';
import {
  answerTo,
  CODE_NOT_ACCEPTED,
  PASSWORD_MAY_BE_SET,
  PASSWORD_USED_BEFORE,
  passwordTooWeak,
  unjudged,
  type Answers,
} from './refusals';

const ANSWERS: Answers = {
  'code not accepted': CODE_NOT_ACCEPTED,
  'credentials not accepted': CODE_NOT_ACCEPTED,
  'account limited': unjudged(CODE_NOT_ACCEPTED),
  'not possible': CODE_NOT_ACCEPTED,
  'password too weak': passwordTooWeak('newPassword'),
  'password used before': PASSWORD_USED_BEFORE,
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
  const work = async () => {
    const errors = await counted(
      context,
      attempt,
      async () => reset(context, account, code, newPassword),
      (all) => all.includes(CODE_NOT_ACCEPTED),
    );
    if (errors.length > 0) return { userErrors: errors };
    return { userErrors: await endSessions(context, account, { forgiving: true }) };
  };
  return services.fixedTimeResponse.keep(work, signal);
}

/** Without the request's signal: who hangs up would leave open what the password before has opened. */
async function reset(
  context: FieldgateContext,
  account: string,
  code: string,
  password: string,
): Promise<readonly UserError[]> {
  const setting = context.services.userPool.confirmForgotPassword(account, code, password);
  return passwordSet(context, account, password, setting).then(
    (outcome) => (outcome === 'set' ? [] : [PASSWORD_MAY_BE_SET]),
    (cause: unknown) => answerTo(cause, ANSWERS),
  );
}
