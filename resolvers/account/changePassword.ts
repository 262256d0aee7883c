import type { AccountPayload } from '../../schema/accountPayloads';
import type { ChangePasswordInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { assertOwnAccessToken, subjectOf } from './ownTokens';
import { weaknessOf } from './passwords';
import { errorsOf, passwordNotAccepted, passwordTooWeak, type Answers } from './refusals';

const ANSWERS: Answers = {
  'credentials not accepted': passwordNotAccepted('currentPassword'),
  'not possible': passwordNotAccepted('currentPassword'),
  'password too weak': passwordTooWeak('newPassword'),
};

/** Changes the caller's password, who knows the one before. */
export async function changePassword(
  context: FieldgateContext,
  { accessToken, currentPassword, newPassword }: ChangePasswordInput,
): Promise<AccountPayload> {
  const { services, attempts, signal } = context;
  await attempts.count('changePassword', subjectOf(context));
  await assertOwnAccessToken(context, accessToken);
  const weakness = weaknessOf(newPassword, 'newPassword');
  if (weakness.length > 0) return { userErrors: weakness };
  const change = services.userPool.changePassword(accessToken, currentPassword, newPassword, signal);
  return { userErrors: await errorsOf(change, ANSWERS) };
}
