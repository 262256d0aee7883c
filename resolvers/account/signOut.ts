import type { AccountPayload } from '../../schema/accountPayloads';
import type { SignOutInput } from '../../schema/inputs/accountInputs';
import { UserPoolRefusal } from '../../src/identity/userPool/refusals';
import type { FieldgateContext } from '../Services';
import { counted } from './limits';
import { errorsOf, type Answers } from './refusals';

/** Whatever the token was good for, it is not any more. */
const ANSWERS: Answers = { 'credentials not accepted': 'done', 'not possible': 'done' };

/**
 * Ends the sign-in that the refresh token is of, and what its second factor has proved: holding the token is all that it takes. ID tokens that are
 * out live until they expire.
 */
export async function signOut(context: FieldgateContext, { refreshToken }: SignOutInput): Promise<AccountPayload> {
  const { services, attempts, signal } = context;
  const attempt = await attempts.count('signOut');
  const work = async () => {
    const subject = await personOf(context, refreshToken);
    if (subject !== null) await services.secondFactors.endProofs(subject, { forgiving: false });
    const userErrors = await errorsOf(services.userPool.revoke(refreshToken, signal), ANSWERS);
    return { userErrors, isOfNobody: subject === null };
  };
  return counted(attempt, work, ({ isOfNobody }) => isOfNobody);
}

/** A refresh token tells nothing by itself, and there are proofs of a second factor only where they are asked for. `null`: it is of nobody. */
async function personOf({ services, signal }: FieldgateContext, refreshToken: string): Promise<string | null> {
  const { userPool, identityTokens } = services;
  return userPool.refresh(refreshToken, signal).then(
    async ({ idToken }) => (await identityTokens.verify(idToken)).subject,
    (cause: unknown) => {
      if (cause instanceof UserPoolRefusal) return null;
      throw cause;
    },
  );
}
