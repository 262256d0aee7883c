import type { AccountPayload } from '../../schema/accountPayloads';
import type { SignOutInput } from '../../schema/inputs/accountInputs';
import type { FieldgateContext } from '../Services';
import { errorsOf, type Answers } from './refusals';

/** Whatever the token was good for, it is not any more. */
const ANSWERS: Answers = { 'credentials not accepted': 'done', 'not possible': 'done' };

/** Ends the sign-in that the refresh token is of: holding it is all that it takes. ID tokens that are out live until they expire. */
export async function signOut(
  { services: { userPool }, attempts, signal }: FieldgateContext,
  { refreshToken }: SignOutInput,
): Promise<AccountPayload> {
  await attempts.count('signOut');
  return { userErrors: await errorsOf(userPool.revoke(refreshToken, signal), ANSWERS) };
}
