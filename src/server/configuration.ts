import { z } from 'zod';
import { parseNetwork, type Network } from '../network/Address';
import { roleBook } from '../../schema';
import type { IdentityProvider, KeySet } from '../identity/IdentityTokens';
import { parseKeyRing, type KeyRing } from '../identity/signingKeys';
import type { UserPoolAddress } from '../identity/userPool/UserPool';
import { CALLER_QUESTION } from './accessPage/callerQuestion';
import { readManifest } from './documents/readManifest';
import { digestOf, TrustedDocuments } from './documents/TrustedDocuments';
import { parsePerRole, type PerRole } from './limits/perRole';
import { problemOf } from './observe/telemetry/destinations';
import { OTEL_VARIABLES } from './observe/telemetry/variables';
import { unsafeInProduction } from './productionSafety';
import { readKeySet } from './readKeySet';
import { variable, type Variable } from './variable';

/** A variable of the environment has a value that the server cannot start with. The message is for people. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max));

const keyRing = z.string().transform((text, context): KeyRing => {
  try {
    return parseKeyRing(text);
  } catch (cause) {
    context.addIssue({ code: 'custom', message: (cause as Error).message });
    return z.NEVER;
  }
});

const roleNames = roleBook.roles.map(({ name }) => name);

/** A number for every role, and others for some: `5000,GUEST=1000`. */
const numberPerRole = z.string().transform((text, context): PerRole => {
  try {
    return parsePerRole(text, roleNames);
  } catch (cause) {
    context.addIssue({ code: 'custom', message: (cause as Error).message });
    return z.NEVER;
  }
});

/** `all`, the word for none of them, or some of the roles. */
const someRoles = (none: string) =>
  z.string().transform((text, context): readonly string[] => {
    if (text === 'all') return roleNames;
    if (text === none) return [];
    const named = text.split(',').map((each) => each.trim());
    if (named.some((name) => !roleNames.includes(name))) context.addIssue({ code: 'custom', message: 'no such role' });
    return named;
  });

/** Addresses and networks of load balancers, whose word about the client's address is taken. */
const networks = z.string().transform((text, context): readonly Network[] => {
  const list = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map(parseNetwork);
  const known = list.filter((each) => each !== null);
  if (known.length < list.length) context.addIssue({ code: 'custom', message: 'not an address or network' });
  return known;
});

const origins = z.string().transform((text, context) => {
  const list = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const bad = list.find((each) => !isExactOrigin(each));
  if (bad !== undefined) context.addIssue({ code: 'custom', message: 'not an exact origin' });
  return list;
});

const perRole = (fallback: string) =>
  variable(
    numberPerRole,
    'a whole number from 0 to 999999999 for every role, then others by role, such as 5000,GUEST=1000',
    { fallback },
  );
/** Its bounds are told, whoever set it higher is to learn how high it may be. */
const number = (min: number, max: number, what: string, fallback: string) =>
  variable(integer(min, max), `a whole number of ${what} from ${String(min)} to ${String(max)}`, { fallback });
const url = z.url({ protocol: /^https?$/ });
const seconds = (fallback: string) =>
  variable(integer(1, 31_536_000), 'a whole number of seconds from 1 to 31536000', { fallback });
const milliseconds = (fallback: string) =>
  variable(integer(1, 600_000), 'a whole number of milliseconds from 1 to 600000', { fallback });
const KEY_RING = 'base64url keys of 32 bytes, separated by commas, the one that signs first (signing,next,previous)';
const keys = () => variable(keyRing, KEY_RING, { secret: true });
/** Of a web site, or of an editor that takes such links. Anything else, such as a script, is no place to read a file. */
const sourceUrl = z
  .string()
  .regex(/^(https?|vscode|vscodium|cursor|idea|zed):\/\/[^\s"<>]+$/)
  .includes('{path}');
const flag = z.enum(['on', 'off']).transform((word) => word === 'on');

/** Every variable that the server reads: what it takes, and what it is unless set. The one list; docs/configuration.md is made of it. */
export const VARIABLES = {
  FIELDGATE_MODE: variable(z.enum(['local', 'production']), 'local or production', { fallback: 'production' }),
  HOST: variable(z.string().min(1), 'an address to listen on', { fallback: '127.0.0.1' }),
  PORT: variable(integer(0, 65_535), 'a port from 0 to 65535', { fallback: '4000' }),
  LOG_LEVEL: variable(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'a pino level', {
    fallback: 'info',
  }),
  TELEMETRY: variable(z.enum(['off', 'otlp', 'prometheus']), 'off, otlp (traces and metrics) or prometheus (metrics)', {
    fallback: 'off',
  }),
  OTLP_ENDPOINT: variable(url.optional(), 'the collector’s URL such as http://127.0.0.1:4318, where TELEMETRY is otlp'),
  PROMETHEUS_PORT: variable(integer(1, 65_535), 'a port from 1 to 65535, on HOST, where TELEMETRY is prometheus', {
    fallback: '9464',
  }),
  TRACE_SAMPLE_PERCENT: variable(integer(0, 100), 'how many of a hundred requests are traced, from 0 to 100', {
    fallback: '10',
  }),
  ...OTEL_VARIABLES,
  AWS_REGION: variable(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/), 'an AWS region such as eu-central-1', {
    fallback: 'eu-central-1',
  }),
  TABLE_NAME: variable(z.string().regex(/^[\w.-]{3,255}$/), 'a DynamoDB table name', { fallback: 'fieldgate' }),
  DYNAMODB_ENDPOINT: variable(url.optional(), 'a URL such as http://127.0.0.1:8000'),
  ASSUME_ROLE_PER_ROLE: variable(
    flag,
    'on or off (each caller’s items are read and written in the name of their role)',
    {
      fallback: 'off',
    },
  ),
  ROLE_ARN_PREFIX: variable(
    z
      .string()
      .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/)
      .optional(),
    'what stands before the names of these roles, such as arn:aws:iam::123456789012:role/fieldgate-prod-; needed where ASSUME_ROLE_PER_ROLE is on',
  ),
  STS_ENDPOINT: variable(url.optional(), 'another URL than AWS’s for these roles; local mode only'),
  DYNAMODB_CONNECTION_TIMEOUT_MS: milliseconds('1000'),
  DYNAMODB_REQUEST_TIMEOUT_MS: milliseconds('3000'),
  REQUEST_DEADLINE_MS: milliseconds('10000'),
  MAX_EVENT_LOOP_DELAY_MS: variable(integer(0, 60_000), 'a whole number of milliseconds from 0 (never) to 60000', {
    fallback: '1000',
  }),
  MAX_EVENT_LOOP_STALL_SECONDS: variable(integer(0, 3600), 'a whole number of seconds from 0 (never) to 3600', {
    fallback: '10',
  }),
  SHUTDOWN_GRACE_SECONDS: variable(integer(0, 300), 'a whole number of seconds from 0 to 300', { fallback: '5' }),
  COGNITO_USER_POOL_ID: variable(z.string().regex(/^[A-Za-z0-9-]+_\w+$/), 'a user pool id such as eu-central-1_AbCdEf'),
  COGNITO_CLIENT_ID: variable(z.string().min(1), 'the app client’s id'),
  COGNITO_ISSUER: variable(url.optional(), 'the local Cognito’s issuer URL; local mode only'),
  COGNITO_JWKS_URI: variable(url.optional(), 'the local Cognito’s key set URL; local mode only'),
  COGNITO_JWKS_FILE: variable(
    z.string().min(1).optional(),
    'the path of the pool’s key set as it was when this was deployed; production only; fetched at the start unless set',
  ),
  COGNITO_CONNECTION_TIMEOUT_MS: milliseconds('1000'),
  COGNITO_REQUEST_TIMEOUT_MS: milliseconds('5000'),
  COGNITO_ENDPOINT: variable(url.optional(), 'the local Cognito’s URL; local mode only'),
  ACCOUNT_ANSWER_MS: variable(
    integer(0, 10_000),
    'a whole number of milliseconds from 0, in production from 250, to 10000',
    {
      fallback: '1000',
    },
  ),
  REQUIRE_MFA: variable(flag, 'on or off', { fallback: 'off' }),
  STEP_UP_KEYS: variable(keyRing.optional(), `${KEY_RING}; needed where REQUIRE_MFA is on`, { secret: true }),
  STEP_UP_SECONDS: seconds('300'),
  GUEST_SESSION_KEYS: keys(),
  GUEST_SESSION_SECONDS: seconds('86400'),
  GUEST_SESSION_RENEWABLE_SECONDS: seconds('2592000'),
  VISIT_TOKEN_KEYS: keys(),
  VISIT_TOKEN_SECONDS: seconds('2592000'),
  CURSOR_KEYS: keys(),
  SIGN_IN_KEYS: keys(),
  DEVICE_TOKEN_SECONDS: seconds('5184000'),
  ACCOUNT_FAILURES: number(
    1,
    1_000_000,
    'wrong passwords or codes in 15 minutes, of one account from one address,',
    '5',
  ),
  ACCOUNT_MAILS_PER_DAY: number(1, 1_000_000, 'messages a day to one address', '10'),
  OWNERSHIP_CACHE_SECONDS: variable(integer(0, 300), 'a whole number of seconds from 0 to 300', { fallback: '5' }),
  EXECUTOR: variable(
    z.enum(['levels', 'graphql-js']),
    'levels or graphql-js (who executes queries and mutations; both answer the same, and subscriptions take levels)',
    {
      fallback: 'levels',
    },
  ),
  MAX_LINE_QUANTITY: variable(integer(1, 999), 'a whole number from 1 to 999', { fallback: '20' }),
  STATISTICS_MIN_GROUP: variable(integer(0, 1_000_000), 'a whole number from 0, in production from 2, to 1000000', {
    fallback: '3',
  }),
  EXPLORER: variable(flag, 'on or off (the offline explorer at /explore)', { fallback: 'off' }),
  ACCESS_PAGE: variable(flag, 'on or off (the rules of every role at /access)', { fallback: 'off' }),
  SOURCE_URL: variable(
    sourceUrl.optional(),
    'where /access links to the source of a rule, a URL with {path} and perhaps {line} in it, such as https://git.example.com/fieldgate/blob/main/{path}#L{line}; no links unless set',
  ),
  REFERENCE: variable(flag, 'on or off (the reference of the schema at /docs)', { fallback: 'off' }),
  SCHEMA_PAGE: variable(flag, 'on or off (the schema as a file at /schema.graphql)', { fallback: 'off' }),
  DASHBOARD: variable(flag, 'on or off (charts at /dashboard for those who may see the figures)', { fallback: 'off' }),
  INTROSPECTION: variable(someRoles('none'), 'all, none, or roles separated by commas', { fallback: 'none' }),
  EXPLAIN: variable(
    someRoles('none'),
    'all, none, or roles separated by commas, to which header x-explain explains answers; in production never visitors',
    { fallback: 'none' },
  ),
  TRUSTED_DOCUMENTS: variable(
    someRoles('off'),
    'off, all, or the roles from which only trusted documents are taken, separated by commas',
    { fallback: 'off' },
  ),
  TRUSTED_DOCUMENTS_FILE: variable(
    z.string().min(1).optional(),
    'the path of a manifest that `npm run documents` wrote, or of several, separated by commas; needed unless TRUSTED_DOCUMENTS is off',
  ),
  MAX_DOCUMENT_TOKENS: perRole('4000'),
  MAX_DEPTH: perRole('12'),
  MAX_ALIASES: perRole('30'),
  MAX_DIRECTIVES: perRole('30'),
  MAX_FIELDS: perRole('400'),
  MAX_RECURSION: perRole('3'),
  MAX_QUERY_COST: perRole('10000'),
  MAX_TEXT_LENGTH: perRole('16384'),
  RATE_LIMIT_WINDOW_SECONDS: variable(integer(1, 3600), 'a whole number of seconds from 1 to 3600', { fallback: '10' }),
  RATE_LIMIT_POINTS: perRole('50000'),
  RATE_LIMIT_ADDRESS_POINTS: number(1, 999_999_999, 'cost points', '250000'),
  RATE_LIMIT_ADDRESS_REQUESTS: number(1, 999_999_999, 'requests', '10000'),
  RATE_LIMIT_ATTEMPTS: number(1, 1_000_000, 'tries of one sensitive operation', '10'),
  RATE_LIMIT_ATTEMPTS_WINDOW_SECONDS: seconds('60'),
  RATE_LIMIT_STORE: variable(
    z.enum(['memory', 'dynamodb']),
    'memory (each instance counts) or dynamodb (they count together)',
    {
      fallback: 'memory',
    },
  ),
  RATE_LIMIT_TABLE_NAME: variable(z.string().regex(/^[\w.-]{3,255}$/), 'a DynamoDB table name', {
    fallback: 'fieldgate-rate-limits',
  }),
  TRUSTED_PROXIES: variable(
    networks,
    'addresses or networks of your own load balancers such as 10.0.0.0/8, separated by commas; never all addresses',
    {
      fallback: '',
    },
  ),
  MAX_BODY_BYTES: variable(integer(1, 10_000_000), 'a whole number of bytes from 1 to 10000000', {
    fallback: '262144',
  }),
  REQUEST_READ_TIMEOUT_MS: milliseconds('15000'),
  KEEP_ALIVE_TIMEOUT_MS: milliseconds('72000'),
  CHANGES_POLL_MS: variable(integer(50, 60_000), 'a whole number of milliseconds from 50 to 60000', {
    fallback: '250',
  }),
  CHANGES_TABLE_NAME: variable(z.string().regex(/^[\w.-]{3,255}$/), 'a DynamoDB table name', {
    fallback: 'fieldgate-changes',
  }),
  CHANGES_LEASE_MS: variable(integer(500, 600_000), 'a whole number of milliseconds from 500 to 600000', {
    fallback: '10000',
  }),
  REALTIME_REDIS_URL: variable(
    z.url({ protocol: /^rediss?$/ }).optional(),
    'a URL such as rediss://redis.example.com:6379, where several instances serve subscriptions',
    { secret: true },
  ),
  NOTIFICATIONS: variable(
    z.enum(['off', 'files', 'aws']),
    'off, files (in NOTIFICATIONS_FOLDER) or aws (e-mail by SES, news for operators by SNS)',
    { fallback: 'off' },
  ),
  NOTIFICATIONS_FOLDER: variable(z.string().min(1).optional(), 'the path of a folder, where NOTIFICATIONS is files'),
  NOTIFICATIONS_SENDER: variable(z.email().optional(), 'the e-mail address to send from, where NOTIFICATIONS is aws'),
  NOTIFICATIONS_TOPIC_ARN: variable(
    z
      .string()
      .regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/)
      .optional(),
    'the ARN of the topic at which operators listen, where NOTIFICATIONS is aws',
  ),
  SOCKETS_PER_CALLER: number(1, 1_000_000, 'connections', '20'),
  SOCKETS_PER_ADDRESS: number(1, 1_000_000, 'connections', '1000'),
  SUBSCRIPTIONS_PER_SOCKET: number(1, 10_000, 'subscriptions', '20'),
  SOCKET_MESSAGE_BYTES: variable(integer(1024, 10_000_000), 'a whole number of bytes from 1024 to 10000000', {
    fallback: '65536',
  }),
  SOCKET_BUFFER_BYTES: variable(integer(1024, 100_000_000), 'a whole number of bytes from 1024 to 100000000', {
    fallback: '1048576',
  }),
  SOCKET_INIT_TIMEOUT_MS: milliseconds('5000'),
  SOCKET_PING_SECONDS: variable(integer(1, 3600), 'a whole number of seconds from 1 to 3600', { fallback: '25' }),
  COMPRESSION: variable(
    flag,
    'on or off (whether JSON answers of /graphql are compressed; the length of a compressed answer can tell of a secret in it, which is called BREACH: see docs/contract.md)',
    { fallback: 'off' },
  ),
  GUEST_COOKIE: variable(
    z.enum(['same-site', 'cross-site']),
    'same-site or cross-site (cross-site: browsers keep the cookies of guest sessions and devices also for pages of other sites, which must be in CORS_ORIGINS)',
    { fallback: 'same-site' },
  ),
  CORS_ORIGINS: variable(origins, 'exact origins such as https://app.example.com, separated by commas; no wildcard', {
    fallback: '',
  }),
} as const;

type Variables = typeof VARIABLES;
type Environment = { readonly [Name in keyof Variables]: z.output<Variables[Name]['schema']> };

/** The environment, checked, with what follows from it. */
export interface Configuration extends Environment {
  readonly identityProvider: IdentityProvider;
  /** Where accounts are kept. */
  readonly userPool: UserPoolAddress;
  /** How a second factor is proved; `null` where none is asked for. */
  readonly stepUp: { readonly keys: KeyRing; readonly lifetimeSeconds: number } | null;
  /** The documents that clients may name by their ids; `null` where the deployment publishes none. */
  readonly trustedDocuments: TrustedDocuments | null;
  /** How people are told of news outside of the API; `null` where they are not. */
  readonly notices: Notices | null;
}

type Notices =
  | { readonly kind: 'files'; readonly folder: string }
  | { readonly kind: 'aws'; readonly region: string; readonly sender: string; readonly topicArn: string };

type Given = Readonly<Record<string, string | undefined>>;
export type VariableName = keyof Variables;

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

/** What sending a notice takes, apart from the server. */
export const SENDING_VARIABLES = [
  ...(['FIELDGATE_MODE', 'AWS_REGION', 'TABLE_NAME', 'CHANGES_TABLE_NAME', 'DYNAMODB_ENDPOINT'] as const),
  ...(['DYNAMODB_CONNECTION_TIMEOUT_MS', 'DYNAMODB_REQUEST_TIMEOUT_MS'] as const),
  ...(['COGNITO_USER_POOL_ID', 'COGNITO_ENDPOINT', 'COGNITO_JWKS_URI'] as const),
  ...(['COGNITO_CONNECTION_TIMEOUT_MS', 'COGNITO_REQUEST_TIMEOUT_MS'] as const),
  ...(['NOTIFICATIONS', 'NOTIFICATIONS_FOLDER', 'NOTIFICATIONS_SENDER', 'NOTIFICATIONS_TOPIC_ARN'] as const),
] as const;
type Sending = Pick<Environment, (typeof SENDING_VARIABLES)[number]>;

/** Of a {@link Configuration} what sending a notice takes; the other variables are not looked at. Throws a {@link ConfigurationError}. */
export function readSending(env: Given): Sending & Pick<Configuration, 'notices' | 'userPool'> {
  const environment = readVariables(env, SENDING_VARIABLES);
  return {
    ...environment,
    notices: notices(environment), // Of the pool an operator asks, who is no app.
    userPool: userPool({ ...environment, COGNITO_CLIENT_ID: '' }),
  };
}

/** Reads and checks the whole environment. Throws a {@link ConfigurationError} that names every bad variable. */
export function readConfiguration(env: Given): Configuration {
  const environment: Environment = readVariables(env, Object.keys(VARIABLES) as VariableName[]);
  if (environment.FIELDGATE_MODE === 'production') assertNone(unsafeInProduction(environment));
  assertSecureOrigins(environment);
  assertCollector(environment);
  assertRoles(environment);
  assertExplainedToKnown(environment);
  return {
    ...environment,
    identityProvider: identityProvider(environment),
    userPool: userPool(environment),
    stepUp: stepUp(environment),
    trustedDocuments: trustedDocuments(environment),
    notices: notices(environment),
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
  const visitors = roleBook.roles.find(({ name, cognitoGroup }) => cognitoGroup === null && EXPLAIN.includes(name));
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
  return { ...pool, endpoint, region: COGNITO_USER_POOL_ID.split('_')[0] ?? '' };
}

function stepUp({ REQUIRE_MFA, STEP_UP_KEYS, STEP_UP_SECONDS }: Environment): Configuration['stepUp'] {
  if (!REQUIRE_MFA) return null;
  if (STEP_UP_KEYS === undefined)
    throw new ConfigurationError(`STEP_UP_KEYS: expected ${KEY_RING}, since REQUIRE_MFA is on; got nothing.`);
  return { keys: STEP_UP_KEYS, lifetimeSeconds: STEP_UP_SECONDS };
}

function notices(environment: Sending): Notices | null {
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

function trustedDocuments(environment: Environment): TrustedDocuments | null {
  const { TRUSTED_DOCUMENTS, TRUSTED_DOCUMENTS_FILE, ACCESS_PAGE } = environment;
  if (TRUSTED_DOCUMENTS_FILE !== undefined) {
    // A page that is switched on is a client of this deployment, too.
    const ofPages = ACCESS_PAGE ? [[digestOf(CALLER_QUESTION), CALLER_QUESTION] as const] : [];
    return new TrustedDocuments(new Map([...documentsIn(TRUSTED_DOCUMENTS_FILE), ...ofPages]), TRUSTED_DOCUMENTS);
  }
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

function isExactOrigin(text: string): boolean {
  try {
    const { origin, protocol } = new URL(text);
    return origin === text && /^https?:$/.test(protocol) && !text.includes('*');
  } catch {
    return false;
  }
}
