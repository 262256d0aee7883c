import type { Services } from '../../resolvers';
import type { Credentials } from '../identity/authenticate';
import type { ItemChanges } from '../loading/ItemChanges';
import type { SecondFactors } from '../loading/SecondFactors';
import { SignInChallenges } from '../identity/SignInChallenges';
import { SignUpMarks } from '../identity/SignUpMarks';
import { UserPool } from '../identity/userPool/UserPool';
import { FixedTimeResponse } from '../../resolvers/account/FixedTimeResponse';
import type { Configuration } from '../configuration/configuration';
import type { Cookies } from '../identity/cookies';

/** As long as the user pool keeps a sign-in open (its `AuthSessionValidity`, unless told otherwise). */
const CHALLENGE_SECONDS = 180;

/** What the resolvers use beside the reader. */
export function createServices(
  configuration: Configuration,
  { guestSessions, visitTokens, identityTokens, deviceTokens, secondFactor }: Credentials,
  { guest: guestCookie, device: deviceCookie }: Cookies,
  { secondFactors, changes }: { readonly secondFactors: SecondFactors; readonly changes: ItemChanges },
): Services {
  return {
    guestSessions,
    visitTokens,
    guestCookie,
    changes,
    deviceTokens,
    deviceCookie,
    signInChallenges: new SignInChallenges({
      keys: configuration.SIGN_IN_KEYS,
      lifetimeSeconds: CHALLENGE_SECONDS,
    }),
    signUpMarks: new SignUpMarks({ keys: configuration.SIGN_IN_KEYS }),
    secondFactors,
    accountLimits: { failures: configuration.ACCOUNT_FAILURES, mailsPerDay: configuration.ACCOUNT_MAILS_PER_DAY },
    identityTokens,
    userPool: new UserPool(configuration.userPool, {
      connectionTimeoutMs: configuration.COGNITO_CONNECTION_TIMEOUT_MS,
      requestTimeoutMs: configuration.COGNITO_REQUEST_TIMEOUT_MS,
    }),
    stepUpTokens: secondFactor === 'not required' ? null : secondFactor,
    fixedTimeResponse: new FixedTimeResponse(configuration.ACCOUNT_ANSWER_MS),
    maxLineQuantity: configuration.MAX_LINE_QUANTITY,
    statisticsMinGroup: configuration.STATISTICS_MIN_GROUP,
  };
}
