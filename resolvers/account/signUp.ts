import { randomBytes } from 'node:crypto';
import type { AccountPayload } from '../../schema/accountPayloads';
import type { SignUpInput } from '../../schema/inputs/accountInputs';
import type { UserError } from '../../schema/UserError';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { takeMail } from './limits';
import { errorsOf, NOTHING_TO_SEND, type Answers } from './refusals';

const ANSWERS: Answers = { 'account exists': 'done', 'account limited': 'done', 'code not delivered': 'done' };

const PASSWORD_BYTES = 48;
/** Of each kind that a password policy may ask for. */
const EACH_KIND = 'aA1!';

/**
 * Makes an account, to be confirmed by the code that goes to its address. Its password is a random one that nobody has: whoever signs up has
 * proved nothing, so the password comes with the code. It has no role: nothing that is sent along could give one.
 */
export async function signUp(context: FieldgateContext, { email }: SignUpInput): Promise<AccountPayload> {
  const { services, signal } = context;
  const account = accountOf(email);
  await takeMail(context, account);
  const work = async () => sendCode(context, account, 'make');
  return { userErrors: await services.fixedTimeResponse.keep(work, signal) };
}

/**
 * Sends a code for an account that is not confirmed yet; `make`: also where there is none. One that was made elsewhere, at the user pool itself, has a
 * password that whoever made it knows: it is replaced. For somebody who is registered nothing is sent, and nobody is told.
 */
export async function sendCode(
  context: FieldgateContext,
  account: string,
  whereNone: 'make' | 'leave',
): Promise<readonly UserError[]> {
  const { services, signal } = context;
  const { userPool, signUpMarks } = services;
  const known = await userPool.find(account, signal);
  if (known?.isConfirmed === true || (!known && whereNone === 'leave')) return [];
  if (known && (await signUpMarks.isOurs(known.mark, account)))
    return errorsOf(userPool.resendConfirmationCode(account, signal), NOTHING_TO_SEND);
  if (known) await userPool.remove(account, signal);
  const password = `${randomBytes(PASSWORD_BYTES).toString('base64url')}${EACH_KIND}`;
  return errorsOf(userPool.signUp(account, password, await signUpMarks.issue(account), signal), ANSWERS);
}
