import { readVariables } from '../configuration/configuration';
import { isSet, type Environment } from './environment';

/**
 * Whether a deployment is meant and not the local stack, so that what is read is never somebody's local data instead. `FIELDGATE_MODE` says
 * it (`production` or `local`; throws a `ConfigurationError` for anything else). Where that is not set, one of `names` says it: the variables that name
 * a place elsewhere.
 */
export function isDeploymentMeant(env: Environment, names: readonly string[]): boolean {
  if (isSet(env, 'FIELDGATE_MODE')) return readVariables(env, ['FIELDGATE_MODE']).FIELDGATE_MODE === 'production';
  return names.some((name) => isSet(env, name));
}
