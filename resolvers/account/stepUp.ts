import type { StepUp, StepUpPayload } from '../../schema/accountPayloads';
import type { StepUpInput } from '../../schema/inputs/accountInputs';
import type { UserError } from '../../schema/UserError';
import { PublicError } from '../../src/response/errors';
import type { FieldgateContext } from '../Services';
import { accountOf } from './account';
import { subjectOf } from './ownTokens';
import {
  answerTo,
  CODE_NOT_ACCEPTED,
  passwordNotAccepted,
  SECOND_FACTOR_NOT_SET_UP,
  SESSION_ENDED,
  type Answers,
} from './refusals';

const PASSWORD_ANSWERS: Answers = {
  'credentials not accepted': passwordNotAccepted('password'),
  'not possible': passwordNotAccepted('password'),
};
const CODE_ANSWERS: Answers = {
  'code not accepted': CODE_NOT_ACCEPTED,
  'credentials not accepted': SESSION_ENDED,
  'not possible': SESSION_ENDED,
};

/**
 * Proves the second factor for the sign-in that the request came with: by a second sign-in beside it, of which nothing is kept. Cognito could
 * check a code by the access token alone, but by the same token anybody can have it take another authenticator first; the password is what
 * a thief of tokens does not have.
 */
export async function stepUp(context: FieldgateContext, { password, code }: StepUpInput): Promise<StepUpPayload> {
  const subject = subjectOf(context);
  await context.attempts.count('stepUp', subject);
  if (!context.services.stepUpTokens) return { stepUp: null, userErrors: [] };
  const challenge = await challengeFor(context, password).catch(toErrors(PASSWORD_ANSWERS));
  if (typeof challenge !== 'string') return { stepUp: null, userErrors: challenge };
  const errors = await proveCode(context, subject, challenge, code).then(() => [], toErrors(CODE_ANSWERS));
  if (errors.length > 0) return { stepUp: null, userErrors: errors };
  return { stepUp: await stepUpFor(context, { subject, signIn: context.callerFacts.caller.signIn }), userErrors: [] };
}

/** To be called only where Cognito has just accepted a code of this person. `null` where no second factors are asked for. */
export async function stepUpFor(
  { services: { stepUpTokens } }: FieldgateContext,
  { subject, signIn }: { readonly subject: string; readonly signIn: string | null },
): Promise<StepUp | null> {
  if (!stepUpTokens) return null;
  if (signIn === null) throw new TypeError('expected the identity token to tell its sign-in');
  return stepUpTokens.issue({ subject, signIn });
}

async function challengeFor(context: FieldgateContext, password: string): Promise<string | readonly UserError[]> {
  const { services, callerFacts, signal } = context;
  const { userPool } = services;
  const { email } = callerFacts.caller;
  const step = await userPool.signIn(email === null ? subjectOf(context) : accountOf(email), password, signal);
  if (step.kind === 'code asked') return step.challenge;
  if (step.kind === 'signed in') await userPool.revoke(step.tokens.refreshToken ?? '', signal).catch(leaveBehind);
  return [SECOND_FACTOR_NOT_SET_UP];
}

async function proveCode(
  { services: { userPool, identityTokens }, signal }: FieldgateContext,
  subject: string,
  challenge: string,
  code: string,
): Promise<void> {
  const { idToken, refreshToken } = await userPool.answerChallenge(challenge, code, signal);
  const proved = await identityTokens.verify(idToken);
  if (refreshToken !== null) await userPool.revoke(refreshToken, signal).catch(leaveBehind);
  if (proved.subject !== subject) throw new PublicError('FORBIDDEN', 'The second factor is another person’s.');
}

function toErrors(answers: Answers) {
  return (cause: unknown): readonly UserError[] => answerTo(cause, answers);
}

/** Nobody has this refresh token, and nobody will: that it lives on is no reason to say no. */
function leaveBehind(): undefined {
  return undefined;
}
