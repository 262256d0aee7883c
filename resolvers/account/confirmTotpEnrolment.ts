import type { AccountPayload } from '../../schema/accountPayloads';
import type { ConfirmTotpEnrolmentInput } from '../../schema/inputs/secondFactorInputs';
import type { FieldgateContext } from '../Services';
import { endProofs } from './endSessions';
import { counted, hasErrors } from './limits';
import { assertOwnAccessToken, subjectOf } from './ownTokens';
import {
  OTHER_PROOFS_GO_ON,
  TOTP_NOT_ACCEPTED,
  errorsOf,
  SECOND_FACTOR_NOT_SET_UP,
  SESSION_ENDED,
  type Answers,
} from './refusals';

const ANSWERS: Answers = {
  'code not accepted': TOTP_NOT_ACCEPTED,
  'credentials not accepted': SESSION_ENDED,
  'session over': SESSION_ENDED,
  'not possible': SECOND_FACTOR_NOT_SET_UP,
};

/**
 * Ends setting up an authenticator with its first code: from now on signing in asks for one. That proves no second factor yet: the secret was
 * given to whoever has the access token, a moment ago.
 */
export async function confirmTotpEnrolment(
  context: FieldgateContext,
  { accessToken, code }: ConfirmTotpEnrolmentInput,
): Promise<AccountPayload> {
  const { services, attempts, signal } = context;
  const attempt = await attempts.count('confirmTotpEnrolment');
  const work = async () => {
    await assertOwnAccessToken(context, accessToken);
    // Whatever another authenticator has proved ends with it; also where nobody knows whether this one has taken its place.
    const end = async () => endProofs(context, subjectOf(context), OTHER_PROOFS_GO_ON);
    const userErrors = await errorsOf(services.userPool.confirmTotp(accessToken, code, signal), ANSWERS).catch(
      async (cause: unknown) => {
        await end();
        throw cause;
      },
    );
    return { userErrors: userErrors.length === 0 ? await end() : userErrors };
  };
  return counted(
    context,
    attempt,
    work,
    (payload) => hasErrors(payload) && !payload.userErrors.includes(OTHER_PROOFS_GO_ON),
  );
}
