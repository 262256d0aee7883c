import { randomBytes } from 'node:crypto';
import type { AccountPayload } from '../../schema/accountPayloads';
import type { SignUpInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { counted, takeMail } from './limits';
import { errorsOf, type Answers } from './refusals';

/** Somebody is registered already, or nothing could be sent there: nobody is told. */
const ANSWERS: Answers = { 'account exists': 'done', 'account limited': 'done', 'code not delivered': 'done' };
const RESENT: Answers = { ...ANSWERS, 'credentials not accepted': 'done', 'not possible': 'done' };

const PASSWORD_BYTES = 48;
/** Of each kind that a password policy may ask for. */
const EACH_KIND = 'aA1!';

/**
 * Makes an account, to be confirmed by the code that goes to its address. Its password is a random one that nobody has: whoever signs up has
 * proved nothing, so the password comes with the code. It has no role: nothing that is sent along could give one. Whoever signs up again before
 * confirming gets a new code.
 */
export async function signUp(context: FieldgateContext, { email }: SignUpInput): Promise<AccountPayload> {
  const { services, signal } = context;
  const account = accountOf(email);
  const mail = await takeMail(context, account);
  const work = async () => ({ userErrors: await signUpAt(services.userPool, account, signal) });
  return counted(
    mail,
    async () => services.pace.keep(work, signal),
    () => true,
  );
}

/** First as somebody who had begun before, then as somebody new: one of them sends one code, and both look the same for everybody. */
async function signUpAt(userPool: FieldgateContext['services']['userPool'], account: string, signal: AbortSignal) {
  const resent = await errorsOf(userPool.resendConfirmationCode(account, signal), RESENT);
  if (resent.length > 0) return resent;
  const password = `${randomBytes(PASSWORD_BYTES).toString('base64url')}${EACH_KIND}`;
  return errorsOf(userPool.signUp(account, password, signal), ANSWERS);
}
