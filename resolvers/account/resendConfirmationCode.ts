import type { AccountPayload } from '../../schema/accountPayloads';
import type { ResendConfirmationCodeInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { takeMail } from './limits';
import { sendCode } from './signUp';

/** Sends the code of signUp again. */
export async function resendConfirmationCode(
  context: FieldgateContext,
  { email }: ResendConfirmationCodeInput,
): Promise<AccountPayload> {
  const { services, signal } = context;
  const account = accountOf(email);
  await takeMail(context, account);
  return { userErrors: await services.fixedTimeResponse.keep(async () => sendCode(context, account, 'leave'), signal) };
}
