import type { AccountPayload } from '../../schema/accountPayloads';
import type { ForgotPasswordInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { takeMail } from './limits';
import { errorsOf, NOTHING_TO_SEND } from './refusals';

/** Sends a code to the address, for confirmForgotPassword. */
export async function forgotPassword(
  context: FieldgateContext,
  { email }: ForgotPasswordInput,
): Promise<AccountPayload> {
  const { services, signal } = context;
  const account = accountOf(email);
  await takeMail(context, account);
  const work = async () => errorsOf(services.userPool.forgotPassword(account, signal), NOTHING_TO_SEND);
  return { userErrors: await services.fixedTimeResponse.keep(work, signal) };
}
