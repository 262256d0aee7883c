import type { z } from 'zod';
import { accessConfiguration } from '../../schema';
import type { IdentityProvider, KeySet } from '../identity/IdentityTokens';
import type { KeyRing } from '../identity/signingKeys';
import type { UserPoolAddress } from '../identity/userPool/UserPool';
import { readManifest } from './readManifest';
import { problemOf } from './telemetryDestinations';
import { unencryptedAddresses, unsafeInProduction } from './productionSafety';
import { readKeySet } from './readKeySet';
import type { Variable } from './variable';
import { KEY_RING } from './variableKinds';
import { VARIABLES, type VariableName } from './variables';

/** A variable of the environment has a value that the server cannot start with. The message is for people. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

type Variables = typeof VARIABLES;
type Environment = { readonly [Name in keyof Variables]: z.output<Variables[Name]['schema']> };

/** The environment, checked, with what follows from it. */
export interface Configuration extends Environment {
  readonly identityProvider: IdentityProvider;
  /** Where accounts are kept. */
  readonly userPool: UserPoolAddress;
  /** How a second factor is proved; `null` where none is asked for. */
  readonly stepUp: { readonly keys: KeyRing; readonly lifetimeSeconds: number } | null;
  /** The documents that clients may name by their ids, by the digests of their texts; `null` where the deployment publishes none. */
  readonly documentManifest: ReadonlyMap<string, string> | null;
  /** How people are told of news outside of the API; `null` where they are not. */
  readonly notifications: Notifications | null;
}

type Notifications =
  | { readonly kind: 'files'; readonly folder: string }
  | { readonly kind: 'aws'; readonly region: string; readonly sender: string; readonly topicArn: string };

type Given = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks some of the variables and looks at no others, for a command that needs no more. Throws a {@link ConfigurationError} that
 * names every bad one.
 */
export function readVariables<Name extends VariableName>(env: Given, names: readonly Name[]): Pick<Environment, Name> {
  const problems: string[] = [];
  const entries = names.map((name) => [name, readVariable(name, VARIABLES[name], env[name], problems)]);
  assertNone(problems);
  return Object.fromEntries(entries) as Pick<Environment, Name>;
}

/** What sending a notification takes, apart from the server. */
export const SENDING_VARIABLES = [
  ...(['FIELDGATE_MODE', 'AWS_REGION', 'TABLE_NAME', 'CHANGES_TABLE_NAME', 'DYNAMODB_ENDPOINT'] as const),
  ...(['DYNAMODB_CONNECTION_TIMEOUT_MS', 'DYNAMODB_REQUEST_TIMEOUT_MS'] as const),
  ...(['COGNITO_USER_POOL_ID', 'COGNITO_ENDPOINT', 'COGNITO_JWKS_URI'] as const),
  ...(['COGNITO_CONNECTION_TIMEOUT_MS', 'COGNITO_REQUEST_TIMEOUT_MS'] as const),
  ...(['NOTIFICATIONS', 'NOTIFICATIONS_FOLDER', 'NOTIFICATIONS_SENDER', 'NOTIFICATIONS_TOPIC_ARN'] as const),
] as const;
type Sending = Pick<Environment, (typeof SENDING_VARIABLES)[number]>;

/** Of a {@link Configuration} what sending a notification takes; the other variables are not looked at. Throws a {@link ConfigurationError}. */
export function readSending(env: Given): Sending & Pick<Configuration, 'notifications' | 'userPool'> {
  const environment = readVariables(env, SENDING_VARIABLES);
  return {
    ...environment,
    notifications: notifications(environment), // Of the pool an operator asks, who is no app.
    userPool: userPool({ ...environment, COGNITO_CLIENT_ID: '' }),
  };
}

/** Reads and checks the whole environment. Throws a {@link ConfigurationError} that names every bad variable. */
export function readConfiguration(env: Given): Configuration {
  const environment: Environment = readVariables(env, Object.keys(VARIABLES) as VariableName[]);
  if (environment.FIELDGATE_MODE === 'production')
    assertNone([...unsafeInProduction(environment), ...unencryptedAddresses(env)]);
  assertSecureOrigins(environment);
  assertCollector(environment);
  assertRoles(environment);
  assertExplainedToKnown(environment);
  return {
    ...environment,
    identityProvider: identityProvider(environment),
    userPool: userPool(environment),
    stepUp: stepUp(environment),
    documentManifest: documentManifest(environment),
    notifications: notifications(environment),
  };
}

/** A password may stand in a URL, where nobody takes it for a secret. */
const USER_IN_URL = /\/\/[^/@\s:]*:[^/@\s]*@/g;

function readVariable(
  name: string,
  { schema, expected, fallback, secret }: Variable<z.ZodType>,
  value: string | undefined,
  problems: string[],
): unknown {
  const given = value === '' ? undefined : value;
  const result = schema.safeParse(given ?? fallback);
  if (result.success) return result.data;
  const came =
    given === undefined
      ? 'nothing'
      : secret === true
        ? (result.error.issues[0]?.message ?? 'something else')
        : JSON.stringify(given.replace(USER_IN_URL, '//…@'));
  problems.push(`${name}: expected ${expected}; got ${came}.`);
  return undefined;
}

/** For a command that reads some of the variables. Throws a {@link ConfigurationError}. */
export function assertEncrypted({ FIELDGATE_MODE }: Pick<Environment, 'FIELDGATE_MODE'>, env: Given): void {
  if (FIELDGATE_MODE === 'production') assertNone(unencryptedAddresses(env));
}

function assertNone(problems: readonly string[]): void {
  if (problems.length > 0)
    throw new ConfigurationError(`The configuration cannot be used:\n  ${problems.join('\n  ')}`);
}

function assertCollector(environment: Environment): void {
  const problem = problemOf(environment);
  if (problem !== null) throw new ConfigurationError(problem);
}

/** Anybody may be a visitor, and what an answer took is for those who work on it. */
function assertExplainedToKnown({ FIELDGATE_MODE, EXPLAIN }: Environment): void {
  const visitors = accessConfiguration.roles.find(
    ({ name, cognitoGroup }) => cognitoGroup === null && EXPLAIN.includes(name),
  );
  if (FIELDGATE_MODE !== 'production' || visitors === undefined) return;
  throw new ConfigurationError(
    `EXPLAIN: expected roles of people who sign in, in production; got ${EXPLAIN.join(',')}, where ${visitors.name} is ${visitors.title}.`,
  );
}

function assertRoles({ FIELDGATE_MODE, ASSUME_ROLE_PER_ROLE, ROLE_ARN_PREFIX, STS_ENDPOINT }: Environment): void {
  if (ASSUME_ROLE_PER_ROLE && ROLE_ARN_PREFIX === undefined)
    throw new ConfigurationError(
      'ROLE_ARN_PREFIX: expected what stands before the names of the roles, since ASSUME_ROLE_PER_ROLE is on; got nothing.',
    );
  if (STS_ENDPOINT !== undefined && FIELDGATE_MODE !== 'local')
    throw new ConfigurationError(
      'STS_ENDPOINT: expected nothing in production; whoever answers there gives credentials.',
    );
}

/** Whoever stands between a browser and a page without TLS writes that page, and would read answers as it. */
function assertSecureOrigins({ FIELDGATE_MODE, CORS_ORIGINS }: Environment): void {
  const insecure = CORS_ORIGINS.find((origin) => !origin.startsWith('https://'));
  if (FIELDGATE_MODE !== 'production' || insecure === undefined) return;
  throw new ConfigurationError(
    `CORS_ORIGINS: expected https origins in production, since anyone on the way can change a page without TLS; got ${JSON.stringify(insecure)}.`,
  );
}

/** The local Cognito's signing key is public, so nothing but local mode may trust it, or any issuer without TLS. */
function identityProvider(environment: Environment): IdentityProvider {
  const { FIELDGATE_MODE, COGNITO_ISSUER, COGNITO_JWKS_URI, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID } = environment;
  if (COGNITO_ISSUER === undefined && COGNITO_JWKS_URI === undefined) {
    assertRealPool(COGNITO_USER_POOL_ID);
    const keySet = keySetIn(environment);
    return { kind: 'cognito', userPoolId: COGNITO_USER_POOL_ID, clientId: COGNITO_CLIENT_ID, keySet };
  }
  if (FIELDGATE_MODE !== 'local') {
    throw new ConfigurationError(
      'COGNITO_ISSUER, COGNITO_JWKS_URI: expected neither in production, where the issuer follows from COGNITO_USER_POOL_ID; ' +
        'the local Cognito’s signing key is public.',
    );
  }
  if (COGNITO_ISSUER === undefined || COGNITO_JWKS_URI === undefined) {
    throw new ConfigurationError('COGNITO_ISSUER, COGNITO_JWKS_URI: expected both or neither; got one.');
  }
  return { kind: 'local', issuer: COGNITO_ISSUER, jwksUri: COGNITO_JWKS_URI, clientId: COGNITO_CLIENT_ID };
}

function keySetIn({ COGNITO_JWKS_FILE }: Environment): KeySet | undefined {
  try {
    return COGNITO_JWKS_FILE === undefined ? undefined : readKeySet(COGNITO_JWKS_FILE);
  } catch (cause) {
    throw new ConfigurationError(`COGNITO_JWKS_FILE: ${(cause as Error).message}`);
  }
}

/** The pool's region is in its id. The local Cognito answers where its key set is, unless told. */
function userPool(environment: Sending & Pick<Environment, 'COGNITO_CLIENT_ID'>): UserPoolAddress {
  const { FIELDGATE_MODE, COGNITO_ENDPOINT, COGNITO_JWKS_URI, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID } = environment;
  if (COGNITO_ENDPOINT !== undefined && FIELDGATE_MODE !== 'local') {
    throw new ConfigurationError(
      'COGNITO_ENDPOINT: expected nothing in production, where Cognito’s own address follows from COGNITO_USER_POOL_ID; ' +
        'passwords go there.',
    );
  }
  const pool = { userPoolId: COGNITO_USER_POOL_ID, clientId: COGNITO_CLIENT_ID };
  const endpoint = COGNITO_ENDPOINT ?? (COGNITO_JWKS_URI !== undefined ? new URL(COGNITO_JWKS_URI).origin : undefined);
  const isLocal = FIELDGATE_MODE === 'local';
  return { ...pool, endpoint, isLocal, region: COGNITO_USER_POOL_ID.split('_')[0] ?? '' };
}

function stepUp({ REQUIRE_MFA, STEP_UP_KEYS, STEP_UP_SECONDS }: Environment): Configuration['stepUp'] {
  if (!REQUIRE_MFA) return null;
  if (STEP_UP_KEYS === undefined)
    throw new ConfigurationError(`STEP_UP_KEYS: expected ${KEY_RING}, since REQUIRE_MFA is on; got nothing.`);
  return { keys: STEP_UP_KEYS, lifetimeSeconds: STEP_UP_SECONDS };
}

function notifications(environment: Sending): Notifications | null {
  const { NOTIFICATIONS, NOTIFICATIONS_FOLDER: folder, AWS_REGION: region } = environment;
  const { NOTIFICATIONS_SENDER: sender, NOTIFICATIONS_TOPIC_ARN: topicArn } = environment;
  if (NOTIFICATIONS === 'off') return null;
  if (NOTIFICATIONS === 'files') {
    if (folder !== undefined) return { kind: 'files', folder };
    throw new ConfigurationError('NOTIFICATIONS_FOLDER: expected a path, since NOTIFICATIONS is files; got nothing.');
  }
  if (sender !== undefined && topicArn !== undefined) return { kind: 'aws', region, sender, topicArn };
  throw new ConfigurationError(
    'NOTIFICATIONS_SENDER, NOTIFICATIONS_TOPIC_ARN: expected both, since NOTIFICATIONS is aws; got one or none.',
  );
}

function documentManifest({
  TRUSTED_DOCUMENTS,
  TRUSTED_DOCUMENTS_FILE,
}: Environment): Configuration['documentManifest'] {
  if (TRUSTED_DOCUMENTS_FILE !== undefined) return documentsIn(TRUSTED_DOCUMENTS_FILE);
  if (TRUSTED_DOCUMENTS.length === 0) return null;
  throw new ConfigurationError(
    'TRUSTED_DOCUMENTS_FILE: expected the path of a manifest, since TRUSTED_DOCUMENTS is not off; got nothing.',
  );
}

/** Several, since clients of more than one release are out there. */
function documentsIn(paths: string): ReadonlyMap<string, string> {
  try {
    return new Map(paths.split(',').flatMap((path) => [...readManifest(path.trim())]));
  } catch (cause) {
    throw new ConfigurationError(`TRUSTED_DOCUMENTS_FILE: ${(cause as Error).message}`);
  }
}

function assertRealPool(id: string): void {
  if (/^[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]+$/.test(id)) return;
  throw new ConfigurationError(
    `COGNITO_USER_POOL_ID: expected a user pool id such as eu-central-1_AbCdEf (the region, then the pool); got ${JSON.stringify(id)}.`,
  );
}
