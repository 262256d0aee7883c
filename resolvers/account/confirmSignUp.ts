import type { AccountPayload } from '../../schema/accountPayloads';
import type { ConfirmSignUpInput } from '../../schema/inputs/accountInputs';
import { CUSTOMERS_GROUP } from '../../schema/roles';
import { UserPoolUnavailableError } from '../../src/identity/userPool/refusals';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { CODE_NOT_ACCEPTED, errorsOf, type Answers } from './refusals';

const ANSWERS: Answers = {
  'code not accepted': CODE_NOT_ACCEPTED,
  // No such account, or confirmed already.
  'credentials not accepted': CODE_NOT_ACCEPTED,
  'account exists': CODE_NOT_ACCEPTED,
  'not possible': CODE_NOT_ACCEPTED,
};

/** Confirms the address by the code that was sent there, and makes its owner a customer. */
export async function confirmSignUp(
  context: FieldgateContext,
  { email, code }: ConfirmSignUpInput,
): Promise<AccountPayload> {
  const account = accountOf(email);
  const { services, attempts, signal } = context;
  await attempts.count('confirmSignUp', account);
  const work = async () => errorsOf(confirm(context, account, code), ANSWERS);
  return { userErrors: await services.pace.keep(work, signal) };
}

async function confirm({ services: { userPool }, signal }: FieldgateContext, account: string, code: string) {
  await userPool.confirmSignUp(account, code, signal);
  await userPool.addToGroup(account, CUSTOMERS_GROUP, signal).catch(leaveToSignIn);
}

/** The code is used up, so that asking again is no way out: signing in makes good what is missing. */
function leaveToSignIn(cause: unknown): void {
  if (!(cause instanceof UserPoolUnavailableError)) throw cause;
}
