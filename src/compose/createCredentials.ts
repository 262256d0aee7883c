import { accessConfiguration } from '../../schema';
import type { Credentials, RoleNames } from '../identity/authenticate';
import { DeviceTokens } from '../identity/DeviceTokens';
import { GuestSessions } from '../identity/GuestSessions';
import { IdentityTokens } from '../identity/IdentityTokens';
import { StepUpTokens, type ProofSerials } from '../identity/StepUpTokens';
import { VisitTokens } from '../identity/VisitTokens';
import type { Configuration } from '../configuration/configuration';
import type { Cookies } from '../identity/cookies';

/** What proves who is asking, each kind with keys of its own. */
export function createCredentials(configuration: Configuration, cookies: Cookies, serials: ProofSerials): Credentials {
  const { GUEST_SESSION_KEYS, GUEST_SESSION_SECONDS, VISIT_TOKEN_KEYS, VISIT_TOKEN_SECONDS, stepUp } = configuration;
  return {
    identityTokens: new IdentityTokens(configuration.identityProvider),
    guestSessions: new GuestSessions({
      keys: GUEST_SESSION_KEYS,
      lifetimeSeconds: GUEST_SESSION_SECONDS,
      renewableSeconds: configuration.GUEST_SESSION_RENEWABLE_SECONDS,
    }),
    visitTokens: new VisitTokens({ keys: VISIT_TOKEN_KEYS, lifetimeSeconds: VISIT_TOKEN_SECONDS }),
    secondFactor: stepUp ? new StepUpTokens(stepUp, serials) : 'not required',
    deviceTokens: new DeviceTokens({
      keys: configuration.SIGN_IN_KEYS,
      lifetimeSeconds: configuration.DEVICE_TOKEN_SECONDS,
    }),
    guestCookieName: cookies.guest.name,
    deviceCookieName: cookies.device.name,
    roles: roleNames(),
  };
}

function roleNames(): RoleNames {
  const guest = accessConfiguration.roles.find(({ cognitoGroup }) => cognitoGroup === null)?.name;
  if (guest === undefined) throw new TypeError('expected one role without a Cognito group, for visitors');
  const byGroup = accessConfiguration.roles.flatMap(({ name, cognitoGroup }) =>
    cognitoGroup === null ? [] : [[cognitoGroup, name] as const],
  );
  return { guest, byGroup: new Map(byGroup) };
}
