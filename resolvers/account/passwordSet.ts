import { UserPoolRefusal, UserPoolUnavailableError } from '../../src/identity/userPool/refusals';
import type { FieldgateContext } from '../Services';

/**
 * Waits for a password to be set. Where the answer was lost, signing in with it tells; `not known` where even that was not answered. Rejects where it
 * was certainly not set.
 */
export async function passwordSet(
  context: FieldgateContext,
  username: string,
  password: string,
  setting: Promise<void>,
): Promise<'set' | 'not known'> {
  try {
    await setting;
    return 'set';
  } catch (cause) {
    if (!(cause instanceof UserPoolUnavailableError)) throw cause;
    const isSet = await isPasswordOf(context, username, password);
    if (isSet === false) throw cause;
    return isSet === true ? 'set' : 'not known';
  }
}

/** `null` where the user pool does not say. The session that this may open is ended. */
async function isPasswordOf(
  { services: { userPool } }: FieldgateContext,
  username: string,
  password: string,
): Promise<boolean | null> {
  try {
    const step = await userPool.signIn(username, password);
    if (step.kind === 'signed in' && step.tokens.refreshToken !== null) await userPool.revoke(step.tokens.refreshToken);
    return true;
  } catch (cause) {
    return cause instanceof UserPoolRefusal && cause.reason === 'credentials not accepted' ? false : null;
  }
}
