import { z } from 'zod';
import { OTEL_VARIABLES } from './telemetryVariables';
import { variable } from './variable';
import {
  integer,
  keyRing,
  someRoles,
  networks,
  origins,
  perRole,
  number,
  url,
  seconds,
  milliseconds,
  KEY_RING,
  keys,
  sourceUrl,
  flag,
  edgeKey,
  EDGE_KEY,
} from './variableKinds';

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
  DYNAMODB_STREAMS_ENDPOINT: variable(
    url.optional(),
    'a URL such as http://127.0.0.1:8000; in local mode DYNAMODB_ENDPOINT, unless told',
  ),
  STORE_CLIENT: variable(z.enum(['wire', 'sdk']), 'wire or sdk (which client sends reads; both answer the same)', {
    fallback: 'wire',
  }),
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
  MAX_EVENT_LOOP_DELAY_MS: variable(integer(0, 60_000), 'an integer number of milliseconds from 0 (never) to 60000', {
    fallback: '1000',
  }),
  MAX_EVENT_LOOP_STALL_SECONDS: variable(integer(0, 3600), 'an integer number of seconds from 0 (never) to 3600', {
    fallback: '10',
  }),
  SHUTDOWN_GRACE_SECONDS: variable(integer(0, 300), 'an integer number of seconds from 0 to 300', { fallback: '5' }),
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
    'an integer number of milliseconds from 0, in production from 250, to 10000',
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
  OWNERSHIP_CACHE_SECONDS: variable(integer(0, 300), 'an integer number of seconds from 0 to 300', { fallback: '5' }),
  MAX_LINE_QUANTITY: variable(integer(1, 999), 'an integer from 1 to 999', { fallback: '20' }),
  STATISTICS_MIN_GROUP: variable(integer(0, 1_000_000), 'an integer from 0, in production from 2, to 1000000', {
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
  MAX_ANSWER_BYTES: number(10_000, 100_000_000, 'bytes', '4000000'),
  RATE_LIMIT_WINDOW_SECONDS: variable(integer(1, 3600), 'an integer number of seconds from 1 to 3600', {
    fallback: '10',
  }),
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
  RATE_LIMIT_TIMEOUT_MS: variable(integer(10, 10_000), 'an integer number of milliseconds from 10 to 10000', {
    fallback: '250',
  }),
  RATE_LIMIT_WHEN_AWAY: variable(
    z.enum(['open', 'closed']),
    'open (callers are let in, each instance counts for itself) or closed (they are refused with TRY_AGAIN)',
    { fallback: 'open' },
  ),
  TRUSTED_PROXIES: variable(
    networks,
    'addresses or networks of your own load balancers such as 10.0.0.0/8, separated by commas; never all addresses',
    {
      fallback: '',
    },
  ),
  EDGE_KEY: variable(edgeKey, `${EDGE_KEY}; without it in a header, requests are refused`, { secret: true }),
  EDGE_KEY_BEFORE: variable(edgeKey, `${EDGE_KEY}, the one of before while it is replaced`, { secret: true }),
  MAX_BODY_BYTES: variable(integer(1, 10_000_000), 'an integer number of bytes from 1 to 10000000', {
    fallback: '262144',
  }),
  REQUEST_READ_TIMEOUT_MS: milliseconds('15000'),
  KEEP_ALIVE_TIMEOUT_MS: milliseconds('72000'),
  CHANGES_POLL_MS: variable(integer(50, 60_000), 'an integer number of milliseconds from 50 to 60000', {
    fallback: '250',
  }),
  CHANGES_TABLE_NAME: variable(z.string().regex(/^[\w.-]{3,255}$/), 'a DynamoDB table name', {
    fallback: 'fieldgate-changes',
  }),
  CHANGES_LEASE_MS: variable(integer(500, 600_000), 'an integer number of milliseconds from 500 to 600000', {
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
  SOCKET_MESSAGE_BYTES: variable(integer(1024, 10_000_000), 'an integer number of bytes from 1024 to 10000000', {
    fallback: '65536',
  }),
  SOCKET_BUFFER_BYTES: variable(integer(1024, 100_000_000), 'an integer number of bytes from 1024 to 100000000', {
    fallback: '1048576',
  }),
  SOCKET_INIT_TIMEOUT_MS: milliseconds('5000'),
  SOCKET_PING_SECONDS: variable(integer(1, 3600), 'an integer number of seconds from 1 to 3600', { fallback: '25' }),
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

export type VariableName = keyof typeof VARIABLES;
