import type { AccountPayload } from '../../schema/accountPayloads';
import type { SignUpInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { weaknessOf } from './passwords';
import { errorsOf, passwordTooWeak, type Answers } from './refusals';

const ANSWERS: Answers = {
  // A registered address answers like a new one; its owner gets no code, and can sign in or ask for a new password.
  'account exists': 'done',
  'code not delivered': 'done',
  'password too weak': passwordTooWeak('password'),
};

/** Makes an account, to be confirmed by the code that goes to its address. It has no role: nothing that is sent along could give one. */
export async function signUp(
  { services: { userPool, pace }, attempts, signal }: FieldgateContext,
  { email, password }: SignUpInput,
): Promise<AccountPayload> {
  const account = accountOf(email);
  await attempts.count('signUp', account);
  const weakness = weaknessOf(password, 'password');
  if (weakness.length > 0) return { userErrors: weakness };
  const work = async () => errorsOf(userPool.signUp(account, password, signal), ANSWERS);
  return { userErrors: await pace.keep(work, signal) };
}
