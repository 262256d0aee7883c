import type { SignInPayload } from '../../schema/accountPayloads';
import type { SignInInput } from '../../schema/inputs/accountInputs';
import type { UserError } from '../../schema/UserError';
import type { SignInStep } from '../../src/identity/userPool/UserPool';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { answerTo, SIGN_IN_NOT_ACCEPTED, SIGN_IN_NOT_SUPPORTED, type Answers } from './refusals';
import { endGuestSession, sessionWithRole } from './session';

const ANSWERS: Answers = { 'credentials not accepted': SIGN_IN_NOT_ACCEPTED, 'not possible': SIGN_IN_NOT_ACCEPTED };

export const NOT_SIGNED_IN = { tokens: null, challenge: null, stepUp: null, guestSessionToken: null };

/** Signs in by a password: tokens, or a challenge where the account has an authenticator. */
export async function signIn(context: FieldgateContext, { email, password }: SignInInput): Promise<SignInPayload> {
  const { services, attempts, signal } = context;
  const account = accountOf(email);
  await attempts.count('signIn', account);
  const work = async () =>
    services.userPool.signIn(account, password, signal).then(
      async (step) => payloadOf(context, step),
      (cause: unknown) => refused(answerTo(cause, ANSWERS)),
    );
  return services.pace.keep(work, signal);
}

async function payloadOf(context: FieldgateContext, step: SignInStep): Promise<SignInPayload> {
  if (step.kind === 'not supported') return refused([SIGN_IN_NOT_SUPPORTED]);
  if (step.kind === 'code asked') return { ...NOT_SIGNED_IN, challenge: step.challenge, userErrors: [] };
  const { tokens } = await sessionWithRole(context, step.tokens);
  return { ...NOT_SIGNED_IN, tokens, guestSessionToken: await endGuestSession(context), userErrors: [] };
}

function refused(userErrors: readonly UserError[]): SignInPayload {
  return { ...NOT_SIGNED_IN, userErrors };
}
