import type { StepUp, StepUpPayload } from '../../schema/accountPayloads';
import type { StepUpInput } from '../../schema/inputs/secondFactorInputs';
import type { UserError } from '../../schema/UserError';
import { PublicError } from '../../src/response/errors';
import type { FieldgateContext } from '../Services';
import { ownAccount } from './account';
import { counted, takeTry } from './limits';
import { subjectOf } from './ownTokens';
import {
  answerTo,
  passwordNotAccepted,
  SECOND_FACTOR_NOT_SET_UP,
  SESSION_ENDED,
  TOTP_NOT_ACCEPTED,
  unjudged,
  type Answers,
} from './refusals';
import { tryCode, type CodeOutcome } from './secondFactor';

const PASSWORD_NOT_ACCEPTED = passwordNotAccepted('password');
const PASSWORD_ANSWERS: Answers = {
  'credentials not accepted': PASSWORD_NOT_ACCEPTED,
  'account limited': unjudged(PASSWORD_NOT_ACCEPTED),
  'not possible': PASSWORD_NOT_ACCEPTED,
};
const CODE_ANSWERS: Answers = {
  'code not accepted': TOTP_NOT_ACCEPTED,
  'credentials not accepted': SESSION_ENDED,
  'account limited': SESSION_ENDED,
  'not possible': SESSION_ENDED,
};

/** Which proofs of a person were good before one was made. */
export interface Proofs {
  readonly subject: string;
  readonly serial: number;
}

/** To be asked before the password or a code is tried: what ends proofs from then on ends the new one as well. */
export async function proofsOf({ services, signal }: FieldgateContext, subject: string): Promise<Proofs> {
  return { subject, serial: await services.secondFactors.serialOf(subject, signal) };
}

/**
 * Proves the second factor for the sign-in that the request came with: by a second sign-in beside it, of which nothing is kept. Cognito could
 * check a code by the access token alone, but by the same token anybody can have it take another authenticator first; the password is what
 * a thief of tokens does not have.
 */
export async function stepUp(context: FieldgateContext, { password, code }: StepUpInput): Promise<StepUpPayload> {
  const subject = subjectOf(context);
  if (!context.services.stepUpTokens) return { stepUp: null, userErrors: [] };
  const proofs = await proofsOf(context, subject);
  const { value: challenge, userErrors } = await challengeFor(context, password);
  if (challenge === null) return { stepUp: null, userErrors };
  const proved = await tryCode(context, subject, async () => proveCode(context, subject, challenge, code));
  if (proved.userErrors.length > 0) return { stepUp: null, userErrors: proved.userErrors };
  const { signIn } = context.callerFacts.caller;
  return { stepUp: await stepUpFor(context, { subject, signIn }, proofs), userErrors: [] };
}

/** To be called only where Cognito has just accepted a code of this person. `null` where no second factors are asked for. */
export async function stepUpFor(
  context: FieldgateContext,
  { subject, signIn }: { readonly subject: string; readonly signIn: string | null },
  proofs: Proofs,
): Promise<StepUp | null> {
  const { stepUpTokens } = context.services;
  if (!stepUpTokens) return null;
  if (signIn === null) throw new TypeError('expected the identity token to tell its sign-in');
  const { serial } = proofs.subject === subject ? proofs : await proofsOf(context, subject);
  return stepUpTokens.issue({ subject, signIn }, serial);
}

interface Challenge {
  readonly value: string | null;
  readonly userErrors: readonly UserError[];
}

/** The password is the one that signIn asks for: tries at it count together. */
async function challengeFor(context: FieldgateContext, password: string): Promise<Challenge> {
  const own = ownAccount(context);
  const attempt = await takeTry(context, 'password', own);
  const work = async () =>
    challengeBy(context, own.subject, password).catch((cause: unknown) => ({
      value: null,
      userErrors: answerTo(cause, PASSWORD_ANSWERS),
    }));
  return counted(context, attempt, work, ({ userErrors }) => userErrors.includes(PASSWORD_NOT_ACCEPTED));
}

async function challengeBy(
  { services, signal }: FieldgateContext,
  username: string,
  password: string,
): Promise<Challenge> {
  const { userPool } = services;
  const step = await userPool.signIn(username, password, signal);
  if (step.kind === 'code asked') return { value: step.challenge, userErrors: [] };
  if (step.kind === 'signed in') await userPool.revoke(step.tokens.refreshToken ?? '', signal).catch(leaveBehind);
  return { value: null, userErrors: [SECOND_FACTOR_NOT_SET_UP] };
}

async function proveCode(
  { services: { userPool, identityTokens }, signal }: FieldgateContext,
  subject: string,
  challenge: string,
  code: string,
): Promise<CodeOutcome<true>> {
  try {
    const { idToken, refreshToken } = await userPool.answerChallenge(challenge, code, signal);
    const proved = await identityTokens.verify(idToken);
    if (refreshToken !== null) await userPool.revoke(refreshToken, signal).catch(leaveBehind);
    if (proved.subject !== subject) throw new PublicError('FORBIDDEN', 'The code belongs to another person.');
    return { value: true, userErrors: [] };
  } catch (cause) {
    return { value: null, userErrors: answerTo(cause, CODE_ANSWERS) };
  }
}

/** Nobody has this refresh token, and nobody will: that it lives on is no reason to say no. */
function leaveBehind(): undefined {
  return undefined;
}
