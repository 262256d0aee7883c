import type { Services } from '../../resolvers';
import type { Credentials } from '../identity/authenticate';
import type { ItemChanges } from '../loading/ItemChanges';
import { UserPool } from '../identity/userPool/UserPool';
import { Pace } from '../response/Pace';
import type { Configuration } from './configuration';
import type { GuestCookie } from './http/guestCookie';

/** What the resolvers use beside the reader. */
export function createServices(
  configuration: Configuration,
  { guestSessions, visitTokens, identityTokens, secondFactor }: Credentials,
  guestCookie: GuestCookie,
  changes: ItemChanges,
): Services {
  return {
    guestSessions,
    visitTokens,
    guestCookie,
    changes,
    identityTokens,
    userPool: new UserPool(configuration.userPool, {
      connectionTimeoutMs: configuration.COGNITO_CONNECTION_TIMEOUT_MS,
      requestTimeoutMs: configuration.COGNITO_REQUEST_TIMEOUT_MS,
    }),
    stepUpTokens: secondFactor === 'not required' ? null : secondFactor,
    pace: new Pace(configuration.ACCOUNT_ANSWER_MS),
    statisticsMinGroup: configuration.STATISTICS_MIN_GROUP,
  };
}
