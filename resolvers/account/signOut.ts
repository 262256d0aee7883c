import type { AccountPayload } from '../../schema/accountPayloads';
import type { SignOutInput } from '../../schema/inputs/accountInputs';
import { UserPoolRefusal } from '../../src/identity/userPool/refusals';
import { afterEffect } from '../../src/response/afterEffect';
import type { FieldgateContext } from '../Services';
import { counted } from './limits';
import { errorsOf, PROOFS_GO_ON, type Answers } from './refusals';
import { untilTaken } from './untilTaken';

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
    // Whose it is can be asked as long as it is good. That nobody says so now is no reason to leave the session open.
    const [person] = await Promise.allSettled([personOf(context, refreshToken)]);
    const userErrors = await errorsOf(services.userPool.revoke(refreshToken, signal), ANSWERS);
    const isOfNobody = person.status === 'fulfilled' && person.value === null;
    const areEnded = await afterEffect(context, async () => {
      if (person.status === 'rejected') throw person.reason;
      const subject = person.value;
      if (subject !== null)
        await untilTaken(async (each) => services.secondFactors.endProofs(subject, { forgiving: false }, each));
      return true;
    });
    return { userErrors: areEnded === null ? [...userErrors, PROOFS_GO_ON] : userErrors, isOfNobody };
  };
  return counted(context, attempt, work, ({ isOfNobody }) => isOfNobody);
}

/** A refresh token tells nothing by itself. `null`: it is of nobody, or revoked. */
async function personOf({ services, signal }: FieldgateContext, refreshToken: string): Promise<string | null> {
  const { userPool, identityTokens } = services;
  return userPool.refresh(refreshToken, signal).then(
    async ({ idToken }) => (await identityTokens.verify(idToken)).subject,
    (cause: unknown) => {
      if (cause instanceof UserPoolRefusal && cause.reason in ANSWERS) return null;
      throw cause;
    },
  );
}
