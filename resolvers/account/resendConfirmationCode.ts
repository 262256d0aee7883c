import type { AccountPayload } from '../../schema/accountPayloads';
import type { ResendConfirmationCodeInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { counted, takeMail } from './limits';
import { errorsOf, NOTHING_TO_SEND } from './refusals';

/** Sends the code of signUp again. */
export async function resendConfirmationCode(
  context: FieldgateContext,
  { email }: ResendConfirmationCodeInput,
): Promise<AccountPayload> {
  const { services, signal } = context;
  const account = accountOf(email);
  const mail = await takeMail(context, account);
  const work = async () => errorsOf(services.userPool.resendConfirmationCode(account, signal), NOTHING_TO_SEND);
  return counted(
    mail,
    async () => ({ userErrors: await services.pace.keep(work, signal) }),
    () => true,
  );
}
