import type { SignInPayload } from '../../schema/accountPayloads';
import type { SignInInput } from '../../schema/inputs/signInInputs';
import type { UserError } from '../../schema/UserError';
import type { DeviceOwner } from '../../src/identity/DeviceTokens';
import { usernameOf, type SignInStep } from '../../src/identity/userPool/UserPool';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { rememberDevice } from './device';
import { counted, takeTry } from './limits';
import { answerTo, SIGN_IN_NOT_ACCEPTED, SIGN_IN_NOT_SUPPORTED, unjudged, type Answers } from './refusals';
import { endGuestSession, sessionWithRole } from './session';

const ANSWERS: Answers = {
  'credentials not accepted': SIGN_IN_NOT_ACCEPTED,
  'account limited': unjudged(SIGN_IN_NOT_ACCEPTED),
  'not possible': SIGN_IN_NOT_ACCEPTED,
};

export const NOT_SIGNED_IN = {
  tokens: null,
  challenge: null,
  stepUp: null,
  guestSessionToken: null,
  deviceToken: null,
};

/** Signs in by a password: tokens, or a challenge where the account has an authenticator. */
export async function signIn(context: FieldgateContext, { email, password }: SignInInput): Promise<SignInPayload> {
  const { services, signal } = context;
  const account = accountOf(email);
  const attempt = await takeTry(context, 'password', { account });
  const work = async () => signInAs(context, { account, subject: account }, password);
  return services.fixedTimeResponse.keep(
    async () => counted(context, attempt, work, ({ userErrors }) => userErrors.includes(SIGN_IN_NOT_ACCEPTED)),
    signal,
  );
}

/** The same without counting it. `subject`: what the user pool is asked by. */
export async function signInAs(
  context: FieldgateContext,
  { account, subject }: DeviceOwner,
  password: string,
): Promise<SignInPayload> {
  const { services, signal } = context;
  return services.userPool.signIn(subject, password, signal).then(
    async (step) => payloadOf(context, account, step),
    (cause: unknown) => refused(answerTo(cause, ANSWERS)),
  );
}

async function payloadOf(context: FieldgateContext, account: string, step: SignInStep): Promise<SignInPayload> {
  if (step.kind === 'not supported') return refused([SIGN_IN_NOT_SUPPORTED]);
  if (step.kind === 'code asked') {
    const challenge = await sealed(context, step.challenge);
    return { ...NOT_SIGNED_IN, challenge, userErrors: [] };
  }
  const { identity, tokens } = await sessionWithRole(context, step.tokens);
  const deviceToken = await rememberDevice(context, { account, subject: identity.subject });
  return { ...NOT_SIGNED_IN, tokens, deviceToken, guestSessionToken: await endGuestSession(context), userErrors: [] };
}

/** With the serial of now: what ends proofs of the second factor before it is answered, such as a new password, ends it as well. */
async function sealed({ services, signal }: FieldgateContext, challenge: string): Promise<string> {
  const serial = await services.secondFactors.serialOf(usernameOf(challenge), signal);
  return services.signInChallenges.seal({ challenge, serial });
}

function refused(userErrors: readonly UserError[]): SignInPayload {
  return { ...NOT_SIGNED_IN, userErrors };
}
