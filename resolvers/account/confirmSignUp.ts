import type { AccountPayload } from '../../schema/accountPayloads';
import type { ConfirmSignUpInput } from '../../schema/inputs/accountInputs';
import { CUSTOMERS_GROUP } from '../../schema/roles';
import type { UserError } from '../../schema/UserError';
import { UserPoolRefusal } from '../../src/identity/userPool/refusals';
import { afterEffect } from '../../src/response/afterEffect';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { counted, takeTry } from './limits';
import { weaknessOf } from './passwords';
import { CODE_NOT_ACCEPTED, errorsOf, PASSWORD_NOT_SET, type Answers } from './refusals';
import { untilTaken } from './untilTaken';

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
 * Only an account that was made here is confirmed: its password until then is nobody's, so that there is no moment at which a stranger could
 * sign in.
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
    const errors = await counted(
      context,
      attempt,
      async () => confirm(context, account, code),
      (all) => all.length > 0,
    );
    return { userErrors: errors.length > 0 ? errors : await setUp(context, account, password) };
  };
  return services.fixedTimeResponse.keep(work, signal);
}

async function confirm(context: FieldgateContext, account: string, code: string): Promise<readonly UserError[]> {
  const { userPool, signUpMarks } = context.services;
  const known = await userPool.find(account, context.signal);
  const isStrangers = known?.isConfirmed === false && !(await signUpMarks.isOurs(known.mark, account));
  if (isStrangers) return [CODE_NOT_ACCEPTED];
  // From here on without the request's signal: who hangs up would leave behind an account that is confirmed and has no password.
  const confirming = userPool.confirmSignUp(account, code).catch(async (cause: unknown) => {
    if (cause instanceof UserPoolRefusal) throw cause;
    // The answer was lost, or a function of the pool's failed after it: what has become of the account tells whether it was done, unless
    // it was so before. Else whoever has no code would give somebody's account a password, whenever the pool does not answer.
    if (known?.isConfirmed !== false || (await userPool.find(account))?.isConfirmed !== true) throw cause;
  });
  return errorsOf(confirming, ANSWERS);
}

/** The code is used up, so that asking again is no way out: what is missing is told, or made good by signing in. */
async function setUp(context: FieldgateContext, account: string, password: string): Promise<readonly UserError[]> {
  const { userPool } = context.services;
  const isSet = await afterEffect(context, async () => {
    await untilTaken(async (signal) => userPool.setPassword(account, password, signal));
    return true;
  });
  if (isSet === null) return [PASSWORD_NOT_SET];
  await afterEffect(context, async () => userPool.addToGroup(account, CUSTOMERS_GROUP));
  return [];
}
