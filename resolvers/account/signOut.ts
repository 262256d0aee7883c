import type { AccountPayload } from '../../schema/accountPayloads';
import type { SignOutInput } from '../../schema/inputs/signInInputs';
import type { UserError } from '../../schema/UserError';
import { UserPoolRefusal } from '../../src/identity/userPool/refusals';
import type { FieldgateContext } from '../Services';
import { endProofs } from './endSessions';
import { counted } from './limits';
import { errorsOf, PROOFS_GO_ON, type Answers } from './refusals';

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
    return { userErrors: [...userErrors, ...(await proofsEnded(context, person))], isOfNobody };
  };
  return counted(context, attempt, work, ({ isOfNobody }) => isOfNobody);
}

/** Whose proofs nobody could say go on. */
async function proofsEnded(
  context: FieldgateContext,
  person: PromiseSettledResult<string | null>,
): Promise<readonly UserError[]> {
  if (person.status === 'fulfilled') return person.value === null ? [] : endProofs(context, person.value, PROOFS_GO_ON);
  context.report(person.reason);
  return [PROOFS_GO_ON];
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
