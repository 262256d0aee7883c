import type { Model } from '../model/Model';
import type { StoreClient } from '../storage/client';
import { RoleSessions, stsSessions } from '../storage/roles/RoleSessions';
import type { Configuration } from '../configuration/configuration';
import { IamPrincipals } from '../iam/IamPrincipals';
import { RoleTables } from '../iam/RoleTables';
import { storeRules } from './storeRules';

/** A token service that hangs is asked once more before nobody is kept waiting for it any longer. */
const STS_ATTEMPTS = 2;

/** Each caller's way to the table; `null` where the server's own is everybody's. */
export function createRoleTables(configuration: Configuration, client: StoreClient, model: Model): RoleTables | null {
  const { ASSUME_ROLE_PER_ROLE, ROLE_ARN_PREFIX, TABLE_NAME } = configuration;
  if (!ASSUME_ROLE_PER_ROLE || ROLE_ARN_PREFIX === undefined) return null;
  const timeouts = {
    connectionTimeoutMs: configuration.DYNAMODB_CONNECTION_TIMEOUT_MS,
    requestTimeoutMs: configuration.DYNAMODB_REQUEST_TIMEOUT_MS,
  };
  const source = stsSessions({
    region: configuration.AWS_REGION,
    endpoint: configuration.STS_ENDPOINT,
    isLocal: configuration.FIELDGATE_MODE === 'local',
    ...timeouts,
  });
  const withinMs = STS_ATTEMPTS * (timeouts.connectionTimeoutMs + timeouts.requestTimeoutMs);
  const sessions = new RoleSessions({ client, tableName: TABLE_NAME, source, withinMs });
  return new RoleTables(sessions, new IamPrincipals(storeRules(model)), ROLE_ARN_PREFIX);
}
