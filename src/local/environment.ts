import { existsSync } from 'node:fs';
import type { Cognito } from './cognito';
import { LOCAL_CLIENT_ID, LOCAL_ISSUER, LOCAL_USER_POOL_ID } from './cognitoDatabase';
import type { LocalKeys } from './localFolder';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the environment has a value of its own (an empty one counts as none). */
export function isSet(environment: Environment, name: string): boolean {
  return (environment[name] ?? '') !== '';
}

/** Whether to start a local Cognito: not where the environment names a user pool or an issuer. */
export function wantsLocalCognito(environment: Environment): boolean {
  return !['COGNITO_USER_POOL_ID', 'COGNITO_ISSUER', 'COGNITO_JWKS_URI'].some((name) => isSet(environment, name));
}

/** Which of the signing keys the environment gives. */
export function keysGiven(environment: Environment, keys: LocalKeys): string[] {
  return Object.keys(keys).filter((name) => isSet(environment, name));
}

/** Tests, benches and explorers all ask from one address, some as one person; limits stay on, so that they are met early. */
const RATES_OF_ONE_DEVELOPER = {
  RATE_LIMIT_POINTS: '200000',
  RATE_LIMIT_ADDRESS_POINTS: '2000000',
  RATE_LIMIT_ADDRESS_REQUESTS: '50000',
  RATE_LIMIT_ATTEMPTS: '30',
} satisfies Environment;

/** The clients' operations, so that these can be worked on as they will run: by the ids of their documents. Nobody is held to them here. */
const TRUSTED_DOCUMENTS_FILE = 'schema/trusted-documents.json';

/** The environment of the local API: what was set stays, the rest points to what was started here. */
export function localEnvironment(
  given: Environment,
  local: {
    keys: LocalKeys;
    engineEndpoint: string | null;
    cognito: Pick<Cognito, 'url' | 'jwksUri'> | null;
    notificationsFolder: string;
  },
): Environment {
  const defaults = {
    FIELDGATE_MODE: 'local',
    LOG_LEVEL: 'warn',
    INTROSPECTION: 'all',
    EXPLORER: 'on',
    ACCESS_PAGE: 'on',
    REFERENCE: 'on',
    SCHEMA_PAGE: 'on',
    DASHBOARD: 'on',
    EXPLAIN: 'all',
    SHUTDOWN_GRACE_SECONDS: '0',
    NOTIFICATIONS: 'files',
    NOTIFICATIONS_FOLDER: local.notificationsFolder,
    ...(existsSync(TRUSTED_DOCUMENTS_FILE) && { TRUSTED_DOCUMENTS_FILE }),
    ...RATES_OF_ONE_DEVELOPER,
    ...local.keys,
    ...(local.engineEndpoint !== null && { DYNAMODB_ENDPOINT: local.engineEndpoint }),
    ...(local.cognito && cognitoVariables(local.cognito)),
  };
  return { ...defaults, ...withoutEmpty(given) };
}

function cognitoVariables({ url, jwksUri }: Pick<Cognito, 'url' | 'jwksUri'>): Environment {
  return {
    COGNITO_ENDPOINT: url,
    COGNITO_USER_POOL_ID: LOCAL_USER_POOL_ID,
    COGNITO_CLIENT_ID: LOCAL_CLIENT_ID,
    COGNITO_ISSUER: LOCAL_ISSUER,
    COGNITO_JWKS_URI: jwksUri,
  };
}

function withoutEmpty(given: Environment): Environment {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => (value ?? '') !== ''));
}
