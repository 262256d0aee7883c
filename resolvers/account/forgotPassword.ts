import type { AccountPayload } from '../../schema/accountPayloads';
import type { ForgotPasswordInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { PASSWORD_RESETS } from './passwordReset';
import { errorsOf, type Answers } from './refusals';

/** No such account, or none that a code could be sent to: nobody is told. */
const ANSWERS: Answers = { 'credentials not accepted': 'done', 'not possible': 'done', 'code not delivered': 'done' };

/** Sends a code to the address, for confirmForgotPassword; both are limited together by account. */
export async function forgotPassword(
  { services: { userPool, pace }, attempts, signal }: FieldgateContext,
  { email }: ForgotPasswordInput,
): Promise<AccountPayload> {
  const account = accountOf(email);
  await attempts.count('forgotPassword', account);
  await attempts.countWithin(PASSWORD_RESETS, account);
  const work = async () => errorsOf(userPool.forgotPassword(account, signal), ANSWERS);
  return { userErrors: await pace.keep(work, signal) };
}
