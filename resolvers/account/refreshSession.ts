import type { RefreshSessionPayload } from '../../schema/accountPayloads';
import type { RefreshSessionInput } from '../../schema/inputs/signInInputs';
import type { FieldgateContext } from '../Services';
import { counted, hasErrors } from './limits';
import { answerTo, SESSION_ENDED, type Answers } from './refusals';
import { sessionOf } from './session';

const ANSWERS: Answers = { 'credentials not accepted': SESSION_ENDED, 'not possible': SESSION_ENDED };

/** New tokens of the same sign-in, with the groups of this moment. */
export async function refreshSession(
  context: FieldgateContext,
  { refreshToken }: RefreshSessionInput,
): Promise<RefreshSessionPayload> {
  const { services, attempts, signal } = context;
  const attempt = await attempts.count('refreshSession');
  const work = async (): Promise<RefreshSessionPayload> =>
    services.userPool.refresh(refreshToken, signal).then(
      async (given) => ({ tokens: (await sessionOf(context, given)).tokens, userErrors: [] }),
      (cause: unknown) => ({ tokens: null, userErrors: answerTo(cause, ANSWERS) }),
    );
  return counted(context, attempt, work, hasErrors);
}
