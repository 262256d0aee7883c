import type { AccountPayload } from '../../schema/accountPayloads';
import type { ConfirmSignUpInput } from '../../schema/inputs/accountInputs';
import { CUSTOMERS_GROUP } from '../../schema/roles';
import type { UserError } from '../../schema/UserError';
import { UserPoolUnavailableError } from '../../src/identity/userPool/refusals';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { counted, hasErrors, takeTry } from './limits';
import { weaknessOf } from './passwords';
import { CODE_NOT_ACCEPTED, errorsOf, isOfUserPool, PASSWORD_NOT_SET, type Answers } from './refusals';

const ANSWERS: Answers = {
  'code not accepted': CODE_NOT_ACCEPTED,
  // No such account, or confirmed already.
  'credentials not accepted': CODE_NOT_ACCEPTED,
  'account exists': CODE_NOT_ACCEPTED,
  'account limited': CODE_NOT_ACCEPTED,
  'not possible': CODE_NOT_ACCEPTED,
};

/**
 * Confirms the address by the code that was sent there, gives the account the password of whoever has the code, and makes its owner a customer.
 * Whatever password it had before, perhaps a stranger's who signed up with the address at the identity provider itself, is gone, and so are the
 * sessions that it may have opened in between.
 */
export async function confirmSignUp(
  context: FieldgateContext,
  { email, code, password }: ConfirmSignUpInput,
): Promise<AccountPayload> {
  const account = accountOf(email);
  const weakness = weaknessOf(password, 'password');
  if (weakness.length > 0) return { userErrors: weakness };
  const { services, signal } = context;
  const attempt = await takeTry(context, 'code by mail', { account });
  const work = async () => {
    const errors = await errorsOf(services.userPool.confirmSignUp(account, code, signal), ANSWERS);
    return { userErrors: errors, isConfirmed: errors.length === 0 };
  };
  const confirmed = async () => {
    const outcome = await counted(attempt, work, hasErrors);
    return outcome.isConfirmed ? { userErrors: await setUp(context, account, password) } : outcome;
  };
  return services.pace.keep(confirmed, signal);
}

/** The code is used up, so that asking again is no way out: what is missing is told, or made good by signing in. */
async function setUp({ services }: FieldgateContext, account: string, password: string): Promise<readonly UserError[]> {
  const { userPool } = services;
  try {
    await userPool.setPassword(account, password);
    await userPool.signOutEverywhere(account);
  } catch (cause) {
    if (isOfUserPool(cause)) return [PASSWORD_NOT_SET];
    throw cause;
  }
  await userPool.addToGroup(account, CUSTOMERS_GROUP).catch((cause: unknown) => {
    if (!(cause instanceof UserPoolUnavailableError)) throw cause;
  });
  return [];
}
