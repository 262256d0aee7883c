import type { AccountPayload } from '../../schema/accountPayloads';
import type { ResendConfirmationCodeInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { errorsOf, type Answers } from './refusals';

/** No such account, or confirmed already: there is nothing to send, and nobody is told. */
const ANSWERS: Answers = { 'credentials not accepted': 'done', 'not possible': 'done', 'code not delivered': 'done' };

/** Sends the code of signUp again. */
export async function resendConfirmationCode(
  { services: { userPool, pace }, attempts, signal }: FieldgateContext,
  { email }: ResendConfirmationCodeInput,
): Promise<AccountPayload> {
  const account = accountOf(email);
  await attempts.count('resendConfirmationCode', account);
  const work = async () => errorsOf(userPool.resendConfirmationCode(account, signal), ANSWERS);
  return { userErrors: await pace.keep(work, signal) };
}
