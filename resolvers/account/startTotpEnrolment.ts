import type { TotpEnrolmentPayload } from '../../schema/accountPayloads';
import type { StartTotpEnrolmentInput } from '../../schema/inputs/secondFactorInputs';
import type { UserError } from '../../schema/UserError';
import { PublicError } from '../../src/response/errors';
import type { FieldgateContext } from '../Services';
import { endProofs } from './endSessions';
import { counted } from './limits';
import { assertOwnAccessToken, subjectOf } from './ownTokens';
import { answerTo, OTHER_PROOFS_GO_ON, SESSION_ENDED, type Answers } from './refusals';

/** What authenticator apps show above the code. */
const ISSUER = 'Fieldgate';
const ANSWERS: Answers = { 'credentials not accepted': SESSION_ENDED, 'session over': SESSION_ENDED };

/** Begins to set up an authenticator. Where there is one already, Cognito forgets it at once: that takes the second factor itself. */
export async function startTotpEnrolment(
  context: FieldgateContext,
  { accessToken }: StartTotpEnrolmentInput,
): Promise<TotpEnrolmentPayload> {
  const attempt = await context.attempts.count('startTotpEnrolment');
  const work = async () => {
    await assertOwnAccessToken(context, accessToken);
    return newSecret(context, accessToken).then(
      ({ secret, notEnded }) => ({ secret, otpauthUri: otpauthUri(secret, labelOf(context)), userErrors: notEnded }),
      (cause: unknown) => ({ secret: null, otpauthUri: null, userErrors: answerTo(cause, ANSWERS) }),
    );
  };
  return counted(context, attempt, work, ({ secret }) => secret === null);
}

interface NewSecret {
  readonly secret: string;
  readonly notEnded: readonly UserError[];
}

async function newSecret(context: FieldgateContext, accessToken: string): Promise<NewSecret> {
  const { services, callerFacts, signal } = context;
  const isReplacing = await services.userPool.hasTotp(accessToken, signal);
  if (isReplacing && !callerFacts.caller.hasSecondFactor) {
    throw new PublicError(
      'FORBIDDEN',
      'You have an authenticator already. To replace it, prove your second factor first (stepUp).',
      {
        secondFactor: 'REQUIRED',
      },
    );
  }
  // Whatever the one before has proved ends with it: before, since it must not outlive it, and after, since it may prove something in between.
  const subject = subjectOf(context);
  await services.secondFactors.endProofs(subject, { forgiving: false });
  const secret = await services.userPool.startTotp(accessToken, signal);
  return { secret, notEnded: await endProofs(context, subject, OTHER_PROOFS_GO_ON) };
}

function labelOf({ callerFacts: { caller } }: FieldgateContext): string {
  return caller.email ?? caller.subject ?? '';
}

/** As authenticator apps read it; digits, period and algorithm are those that they take for granted. */
function otpauthUri(secret: string, account: string): string {
  const label = `${encodeURIComponent(ISSUER)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(ISSUER)}`;
}
