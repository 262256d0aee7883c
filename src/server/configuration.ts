import { z } from 'zod';
import type { IdentityProvider } from '../identity/IdentityTokens';
import { parseKeyRing, type KeyRing } from '../identity/signingKeys';

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

const origins = z.string().transform((text, context) => {
  const list = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const bad = list.find((each) => !isExactOrigin(each));
  if (bad !== undefined) context.addIssue({ code: 'custom', message: 'not an exact origin' });
  return list;
});

interface Variable<T extends z.ZodType> {
  readonly schema: T;
  /** What a good value looks like, for the error message and the README. */
  readonly expected: string;
  readonly fallback?: string;
  readonly secret?: boolean;
}

function variable<T extends z.ZodType>(
  schema: T,
  expected: string,
  options: { fallback?: string; secret?: boolean } = {},
): Variable<T> {
  return { schema, expected, ...options };
}

const url = z.url({ protocol: /^https?$/ });
const seconds = (fallback: string) =>
  variable(integer(1, 31_536_000), 'a whole number of seconds from 1 to 31536000', { fallback });
const milliseconds = (fallback: string) =>
  variable(integer(1, 600_000), 'a whole number of milliseconds from 1 to 600000', { fallback });
const keys = () =>
  variable(keyRing, 'base64url keys of 32 bytes, the newest first, separated by commas', { secret: true });

/** Every variable that the server reads: what it takes, and what it is unless set. The one list; the README's table is made of it. */
export const VARIABLES = {
  FIELDGATE_MODE: variable(z.enum(['local', 'production']), 'local or production', { fallback: 'production' }),
  HOST: variable(z.string().min(1), 'an address to listen on', { fallback: '127.0.0.1' }),
  PORT: variable(integer(0, 65_535), 'a port from 0 to 65535', { fallback: '4000' }),
  LOG_LEVEL: variable(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'a pino level', {
    fallback: 'info',
  }),
  AWS_REGION: variable(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/), 'an AWS region such as eu-central-1', {
    fallback: 'eu-central-1',
  }),
  TABLE_NAME: variable(z.string().regex(/^[\w.-]{3,255}$/), 'a DynamoDB table name', { fallback: 'fieldgate' }),
  DYNAMODB_ENDPOINT: variable(url.optional(), 'a URL such as http://127.0.0.1:8000'),
  DYNAMODB_CONNECTION_TIMEOUT_MS: milliseconds('1000'),
  DYNAMODB_REQUEST_TIMEOUT_MS: milliseconds('3000'),
  REQUEST_DEADLINE_MS: milliseconds('10000'),
  COGNITO_USER_POOL_ID: variable(z.string().regex(/^[\w-]+_\w+$/), 'a user pool id such as eu-central-1_AbCdEf'),
  COGNITO_CLIENT_ID: variable(z.string().min(1), 'the app client’s id'),
  COGNITO_ISSUER: variable(url.optional(), 'the local Cognito’s issuer URL; local mode only'),
  COGNITO_JWKS_URI: variable(url.optional(), 'the local Cognito’s key set URL; local mode only'),
  GUEST_SESSION_KEYS: keys(),
  GUEST_SESSION_SECONDS: seconds('86400'),
  VISIT_TOKEN_KEYS: keys(),
  VISIT_TOKEN_SECONDS: seconds('2592000'),
  CURSOR_KEYS: keys(),
  OWNERSHIP_CACHE_SECONDS: variable(integer(0, 300), 'a whole number of seconds from 0 to 300', { fallback: '5' }),
  STATISTICS_MIN_GROUP: variable(integer(0, 1_000_000), 'a whole number from 0', { fallback: '3' }),
  CORS_ORIGINS: variable(origins, 'exact origins such as https://app.example.com, separated by commas; no wildcard', {
    fallback: '',
  }),
} as const;

type Variables = typeof VARIABLES;
type Environment = { readonly [Name in keyof Variables]: z.output<Variables[Name]['schema']> };

/** The environment, checked, with what follows from it. */
export interface Configuration extends Environment {
  readonly identityProvider: IdentityProvider;
}

/** Reads and checks the whole environment. Throws a {@link ConfigurationError} that names every bad variable. */
export function readConfiguration(env: Readonly<Record<string, string | undefined>>): Configuration {
  const problems: string[] = [];
  const entries = Object.entries(VARIABLES).map(([name, each]) => [
    name,
    readVariable(name, each, env[name], problems),
  ]);
  assertNone(problems);
  const environment = Object.fromEntries(entries) as Environment;
  return { ...environment, identityProvider: identityProvider(environment) };
}

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
        : JSON.stringify(given);
  problems.push(`${name}: expected ${expected}; got ${came}.`);
  return undefined;
}

function assertNone(problems: readonly string[]): void {
  if (problems.length > 0)
    throw new ConfigurationError(`The configuration cannot be used:\n  ${problems.join('\n  ')}`);
}

/** The local Cognito's signing key is public, so nothing but local mode may trust it, or any issuer without TLS. */
function identityProvider(environment: Environment): IdentityProvider {
  const { FIELDGATE_MODE, COGNITO_ISSUER, COGNITO_JWKS_URI, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID } = environment;
  if (COGNITO_ISSUER === undefined && COGNITO_JWKS_URI === undefined) {
    assertRealPool(COGNITO_USER_POOL_ID);
    return { kind: 'cognito', userPoolId: COGNITO_USER_POOL_ID, clientId: COGNITO_CLIENT_ID };
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
