import type { Quota } from '../../src/response/Context';

/**
 * The user pool itself lets a code be asked for or entered from 5 to 20 times an hour, by what it thinks of the risk, for both together
 * ("Forgot password behavior", https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-recover-a-user-account.html). It counts for
 * people whom it knows: a refusal of its own would tell that somebody has an account, so ours comes first, for everybody alike.
 */
export const PASSWORD_RESETS: Quota = { name: 'passwordReset', tries: 5, seconds: 3600 };
