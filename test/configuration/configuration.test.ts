import { randomBytes } from 'node:crypto';
import { hasPattern, parseKeyRing } from '../../src/identity/signingKeys';
import { ConfigurationError, readConfiguration, readVariables } from '../../src/configuration/configuration';
import { VARIABLES } from '../../src/configuration/variables';
import { keyText, randomKeyText } from '../identity/keyRings';

type Environment = Readonly<Record<string, string | undefined>>;

const production: Environment = {
  COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123',
  COGNITO_CLIENT_ID: 'client',
  GUEST_SESSION_KEYS: randomKeyText(1),
  VISIT_TOKEN_KEYS: randomKeyText(2),
  CURSOR_KEYS: randomKeyText(3),
  SIGN_IN_KEYS: randomKeyText(4),
};
const local: Environment = {
  ...production,
  FIELDGATE_MODE: 'local',
  COGNITO_USER_POOL_ID: 'local_pool',
  COGNITO_ISSUER: 'http://127.0.0.1:9229/local_pool',
  COGNITO_JWKS_URI: 'http://127.0.0.1:9229/local_pool/.well-known/jwks.json',
};

const SECRETS = ['GUEST_SESSION_KEYS', 'VISIT_TOKEN_KEYS', 'CURSOR_KEYS', 'STEP_UP_KEYS', 'SIGN_IN_KEYS'];

const EDGE_KEYS = ['EDGE_KEY', 'EDGE_KEY_BEFORE'];

const HEADERS_OF_COLLECTOR = ['', 'TRACES_', 'METRICS_'].map((signal) => `OTEL_EXPORTER_OTLP_${signal}HEADERS`);

/** The sentence with which the configuration is refused. */
function refusal(environment: Environment): string {
  try {
    readConfiguration(environment);
  } catch (cause) {
    if (cause instanceof ConfigurationError) return cause.message;
    throw cause;
  }
  throw new Error('expected the configuration to be refused');
}

describe('a good configuration', () => {
  test('needs nothing more than keys and the user pool', () => {
    expect(readConfiguration(production)).toMatchObject({
      FIELDGATE_MODE: 'production',
      HOST: '127.0.0.1',
      PORT: 4000,
      TABLE_NAME: 'fieldgate',
      AWS_REGION: 'eu-central-1',
      DYNAMODB_ENDPOINT: undefined,
      GUEST_SESSION_SECONDS: 86_400,
      VISIT_TOKEN_SECONDS: 2_592_000,
      STORE_CLIENT: 'wire',
      OWNERSHIP_CACHE_SECONDS: 5,
      STATISTICS_MIN_GROUP: 3,
      CORS_ORIGINS: [],
      GUEST_COOKIE: 'same-site',
      COMPRESSION: false,
      LOG_LEVEL: 'info',
      identityProvider: { kind: 'cognito', userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client' },
    });
  });

  test('is production unless told, whatever NODE_ENV says', () => {
    for (const NODE_ENV of ['development', 'production', 'test', undefined])
      expect(readConfiguration({ ...production, NODE_ENV }).FIELDGATE_MODE).toBe('production');
  });

  test('of the local mode may name the local Cognito', () => {
    expect(readConfiguration(local).identityProvider).toEqual({
      kind: 'local',
      issuer: local.COGNITO_ISSUER,
      jwksUri: local.COGNITO_JWKS_URI,
      clientId: 'client',
    });
  });

  test('takes an empty variable for one that is not set', () => {
    const empty = Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, '']));
    expect(readConfiguration({ ...empty, ...production })).toEqual(readConfiguration(production));
  });

  test('takes the ends of each range', () => {
    const ends = {
      PORT: '65535',
      STORE_CLIENT: 'sdk',
      OWNERSHIP_CACHE_SECONDS: '0',
      STATISTICS_MIN_GROUP: '0',
      GUEST_SESSION_SECONDS: '1',
    };
    expect(readConfiguration({ ...local, ...ends })).toMatchObject({
      PORT: 65_535,
      STORE_CLIENT: 'sdk',
      OWNERSHIP_CACHE_SECONDS: 0,
      STATISTICS_MIN_GROUP: 0,
      GUEST_SESSION_SECONDS: 1,
    });
  });

  test('keeps rings of keys in order, the one that signs first', () => {
    const { CURSOR_KEYS } = readConfiguration({ ...local, CURSOR_KEYS: `${keyText(9)}, ${keyText(3)}` });
    expect(CURSOR_KEYS.map(({ secret }) => secret[0])).toEqual([9, 3]);
  });
});

describe('a bad value stops the start with a sentence', () => {
  const seconds = 'an integer number of seconds from 1 to 31536000';
  const milliseconds = 'an integer number of milliseconds from 1 to 600000';
  const perRole = 'an integer from 0 to 999999999 for every role, then others by role, such as 5000,GUEST=1000';
  const explained =
    'all, none, or roles separated by commas, to which header x-explain explains answers; in production never visitors';
  const sources =
    'where /access links to the source of a rule, a URL with {path} and perhaps {line} in it, such as https://git.example.com/fieldgate/blob/main/{path}#L{line}; no links unless set';
  const trustedRoles = 'off, all, or the roles from which only trusted documents are taken, separated by commas';
  const bad: readonly [string, string, string][] = [
    ['FIELDGATE_MODE', 'dev', 'local or production'],
    ['FIELDGATE_MODE', 'Production', 'local or production'],
    ['PORT', '65536', 'a port from 0 to 65535'],
    ['PORT', '-1', 'a port from 0 to 65535'],
    ['PORT', '4e3', 'a port from 0 to 65535'],
    ['PORT', '0x10', 'a port from 0 to 65535'],
    ['PORT', ' 4000', 'a port from 0 to 65535'],
    ['PORT', '4000.0', 'a port from 0 to 65535'],
    ['PORT', '٤٠٠٠', 'a port from 0 to 65535'],
    ['PORT', '99999999999999999999', 'a port from 0 to 65535'],
    ['LOG_LEVEL', 'verbose', 'a pino level'],
    ['TELEMETRY', 'on', 'off, otlp (traces and metrics) or prometheus (metrics)'],
    ['OTLP_ENDPOINT', 'collector:4318', 'the collector’s URL such as http://127.0.0.1:4318, where TELEMETRY is otlp'],
    ['PROMETHEUS_PORT', '0', 'a port from 1 to 65535, on HOST, where TELEMETRY is prometheus'],
    ['TRACE_SAMPLE_PERCENT', '101', 'how many of a hundred requests are traced, from 0 to 100'],
    ['OTEL_SDK_DISABLED', 'yes', 'true (TELEMETRY is off, whatever it says) or false'],
    [
      'OTEL_SERVICE_NAME',
      'x'.repeat(256),
      'a name of at most 255 characters; fieldgate unless set here or as service.name in OTEL_RESOURCE_ATTRIBUTES',
    ],
    ...['prod', 'a=1,b', '=1', 'a=%zz', 'a=', 'a b=1'].map((value): [string, string, string] => [
      'OTEL_RESOURCE_ATTRIBUTES',
      value,
      'name=value pairs, separated by commas, such as deployment.environment.name=prod',
    ]),
    ['OTEL_TRACES_EXPORTER', 'zipkin', 'otlp or none; follows from TELEMETRY unless set'],
    ['OTEL_METRICS_EXPORTER', 'console', 'otlp, prometheus or none; follows from TELEMETRY unless set'],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'collector:4318',
      'the collector’s URL such as http://127.0.0.1:4318; the same as OTLP_ENDPOINT',
    ],
    ...['traces', 'metrics'].map((signal): [string, string, string] => [
      `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`,
      'grpc://collector:4317',
      `the URL to which ${signal} are sent, as it is, such as http://127.0.0.1:4318/v1/${signal}`,
    ]),
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'http/json, the only protocol that the server speaks to a collector'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '0', `${milliseconds}, after which a delivery is given up`],
    ...['traces', 'metrics'].map((signal): [string, string, string] => [
      `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_TIMEOUT`,
      '2s',
      `${milliseconds}, for ${signal}; OTEL_EXPORTER_OTLP_TIMEOUT unless set`,
    ]),
    ['OTEL_METRIC_EXPORT_INTERVAL', '600001', `${milliseconds} between two deliveries of metrics`],
    ['OTEL_METRIC_EXPORT_TIMEOUT', '-1', `${milliseconds} that collecting and sending metrics may take`],
    [
      'OTEL_TRACES_SAMPLER',
      'jaeger_remote',
      'always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio; TRACE_SAMPLE_PERCENT counts unless set',
    ],
    ...['1.5', '10', '-0.1', '1e-3', '.'].map((value): [string, string, string] => [
      'OTEL_TRACES_SAMPLER_ARG',
      value,
      'a number from 0 to 1, for the samplers by ratio; 1 unless set',
    ]),
    ['AWS_REGION', 'frankfurt', 'an AWS region such as eu-central-1'],
    ['AWS_REGION', 'eu-central-1\n', 'an AWS region such as eu-central-1'],
    ['TABLE_NAME', 'ab', 'a DynamoDB table name'],
    ['TABLE_NAME', 'field gate', 'a DynamoDB table name'],
    ['DYNAMODB_ENDPOINT', 'localhost:8000', 'a URL such as http://127.0.0.1:8000'],
    [
      'DYNAMODB_STREAMS_ENDPOINT',
      'localhost:8000',
      'a URL such as http://127.0.0.1:8000; in local mode DYNAMODB_ENDPOINT, unless told',
    ],
    ['DYNAMODB_ENDPOINT', 'ftp://127.0.0.1', 'a URL such as http://127.0.0.1:8000'],
    ['DYNAMODB_ENDPOINT', 'file:///etc/passwd', 'a URL such as http://127.0.0.1:8000'],
    ['ASSUME_ROLE_PER_ROLE', 'true', 'on or off (each caller’s items are read and written in the name of their role)'],
    [
      'ROLE_ARN_PREFIX',
      'fieldgate-',
      'what stands before the names of these roles, such as arn:aws:iam::123456789012:role/fieldgate-prod-; needed where ASSUME_ROLE_PER_ROLE is on',
    ],
    ['STS_ENDPOINT', 'localhost', 'another URL than AWS’s for these roles; local mode only'],
    ['DYNAMODB_CONNECTION_TIMEOUT_MS', '0', milliseconds],
    ['DYNAMODB_REQUEST_TIMEOUT_MS', 'soon', milliseconds],
    ['REQUEST_DEADLINE_MS', '600001', milliseconds],
    ['COGNITO_USER_POOL_ID', 'pool', 'a user pool id such as eu-central-1_AbCdEf'],
    ['COGNITO_ISSUER', 'not a url', 'the local Cognito’s issuer URL; local mode only'],
    ['COGNITO_JWKS_URI', 'jwks.json', 'the local Cognito’s key set URL; local mode only'],
    ['COGNITO_CONNECTION_TIMEOUT_MS', '0', milliseconds],
    ['COGNITO_REQUEST_TIMEOUT_MS', 'soon', milliseconds],
    ['COGNITO_ENDPOINT', 'localhost:9339', 'the local Cognito’s URL; local mode only'],
    ['ACCOUNT_ANSWER_MS', '-1', 'an integer number of milliseconds from 0, in production from 250, to 10000'],
    ['REQUIRE_MFA', 'yes', 'on or off'],
    ['REQUIRE_MFA', 'ON', 'on or off'],
    ['STEP_UP_SECONDS', '0', seconds],
    ['GUEST_SESSION_RENEWABLE_SECONDS', '0', seconds],
    ['GUEST_SESSION_SECONDS', '0', seconds],
    ['GUEST_SESSION_SECONDS', '1.5', seconds],
    ['VISIT_TOKEN_SECONDS', '31536001', seconds],
    ['STORE_CLIENT', 'aws', 'wire or sdk (which client sends reads; both answer the same)'],
    ['OWNERSHIP_CACHE_SECONDS', '301', 'an integer number of seconds from 0 to 300'],
    ['MAX_LINE_QUANTITY', '0', 'an integer from 1 to 999'],
    ['MAX_LINE_QUANTITY', '1000', 'an integer from 1 to 999'],
    ['STATISTICS_MIN_GROUP', '-3', 'an integer from 0, in production from 2, to 1000000'],
    ['MAX_ANSWER_BYTES', '9999', 'an integer number of bytes from 10000 to 100000000'],
    ['MAX_ANSWER_BYTES', '4mb', 'an integer number of bytes from 10000 to 100000000'],
    ['MAX_BODY_BYTES', '0', 'an integer number of bytes from 1 to 10000000'],
    ['MAX_BODY_BYTES', '256kb', 'an integer number of bytes from 1 to 10000000'],
    ['REQUEST_READ_TIMEOUT_MS', '0', milliseconds],
    ['KEEP_ALIVE_TIMEOUT_MS', '72s', milliseconds],
    ['TELEMETRY', 'on', 'off, otlp (traces and metrics) or prometheus (metrics)'],
    ['OTLP_ENDPOINT', 'collector', 'the collector’s URL such as http://127.0.0.1:4318, where TELEMETRY is otlp'],
    ['PROMETHEUS_PORT', '0', 'a port from 1 to 65535, on HOST, where TELEMETRY is prometheus'],
    ['TRACE_SAMPLE_PERCENT', '101', 'how many of a hundred requests are traced, from 0 to 100'],
    ['MAX_EVENT_LOOP_DELAY_MS', '60001', 'an integer number of milliseconds from 0 (never) to 60000'],
    ['SHUTDOWN_GRACE_SECONDS', '301', 'an integer number of seconds from 0 to 300'],
    ['COGNITO_CONNECTION_TIMEOUT_MS', '0', milliseconds],
    ['COGNITO_REQUEST_TIMEOUT_MS', '0', milliseconds],
    ['COGNITO_ENDPOINT', 'cognito', 'the local Cognito’s URL; local mode only'],
    ['ACCOUNT_ANSWER_MS', '10001', 'an integer number of milliseconds from 0, in production from 250, to 10000'],
    ['REQUIRE_MFA', 'yes', 'on or off'],
    ['STEP_UP_SECONDS', '0', seconds],
    ['GUEST_SESSION_RENEWABLE_SECONDS', '0', seconds],
    [
      'COMPRESSION',
      'gzip',
      'on or off (whether JSON answers of /graphql are compressed; the length of a compressed answer can tell of a secret in it, which is called BREACH: see docs/contract.md)',
    ],
    [
      'GUEST_COOKIE',
      'none',
      'same-site or cross-site (cross-site: browsers keep the cookies of guest sessions and devices also for pages of other sites, which must be in CORS_ORIGINS)',
    ],
    ['EXPLORER', 'true', 'on or off (the offline explorer at /explore)'],
    ['ACCESS_PAGE', 'true', 'on or off (the rules of every role at /access)'],
    ['SOURCE_URL', 'https://git.example.com/fieldgate/blob/main/', sources],
    ['SOURCE_URL', 'javascript:alert(1)//{path}', sources],
    ['SOURCE_URL', 'data://text/html,{path}', sources],
    ['SOURCE_URL', 'https://git.example.com/{path}">', sources],
    ['REFERENCE', 'yes', 'on or off (the reference of the schema at /docs)'],
    ['SCHEMA_PAGE', '1', 'on or off (the schema as a file at /schema.graphql)'],
    ['DASHBOARD', 'true', 'on or off (charts at /dashboard for those who may see the figures)'],
    ['INTROSPECTION', 'some', 'all, none, or roles separated by commas'],
    ['INTROSPECTION', 'GUEST,EVERYONE', 'all, none, or roles separated by commas'],
    ['EXPLAIN', 'on', explained],
    ['EXPLAIN', 'SHOP_OWNER,GUESTS', explained],
    ['TRUSTED_DOCUMENTS', 'none', trustedRoles],
    ['TRUSTED_DOCUMENTS', 'GUEST,VISITOR', trustedRoles],
    ['MAX_DOCUMENT_TOKENS', '-1', perRole],
    ['MAX_DEPTH', 'deep', perRole],
    ['MAX_ALIASES', 'GUEST=5', perRole],
    ['MAX_DIRECTIVES', '30,VISITOR=5', perRole],
    ['MAX_FIELDS', '30,GUEST=5,GUEST=6', perRole],
    ['MAX_RECURSION', '3,GUEST', perRole],
    ['MAX_QUERY_COST', '1e4', perRole],
    ['MAX_TEXT_LENGTH', 'long', perRole],
    ['MAX_EVENT_LOOP_STALL_SECONDS', '-1', 'an integer number of seconds from 0 (never) to 3600'],
    ['RATE_LIMIT_POINTS', '0x10', perRole],
    ['RATE_LIMIT_WINDOW_SECONDS', '0', 'an integer number of seconds from 1 to 3600'],
    ['RATE_LIMIT_ADDRESS_POINTS', '0', 'an integer number of cost points from 1 to 999999999'],
    ['RATE_LIMIT_ADDRESS_REQUESTS', '1.5', 'an integer number of requests from 1 to 999999999'],
    ['RATE_LIMIT_ATTEMPTS', '0', 'an integer number of tries of one sensitive operation from 1 to 1000000'],
    ['RATE_LIMIT_ATTEMPTS_WINDOW_SECONDS', '0', seconds],
    ['DEVICE_TOKEN_SECONDS', '0', seconds],
    [
      'ACCOUNT_FAILURES',
      '0',
      'an integer number of wrong passwords or codes in 15 minutes, of one account from one address, from 1 to 1000000',
    ],
    ['ACCOUNT_MAILS_PER_DAY', '0', 'an integer number of messages a day to one address from 1 to 1000000'],
    ['RATE_LIMIT_STORE', 'redis', 'memory (each instance counts) or dynamodb (they count together)'],
    ['RATE_LIMIT_TABLE_NAME', 'a b', 'a DynamoDB table name'],
    ['RATE_LIMIT_TIMEOUT_MS', '9', 'an integer number of milliseconds from 10 to 10000'],
    [
      'RATE_LIMIT_WHEN_AWAY',
      'memory',
      'open (callers are let in, each instance counts for itself) or closed (they are refused with TRY_AGAIN)',
    ],
    ['CHANGES_POLL_MS', '10', 'an integer number of milliseconds from 50 to 60000'],
    ['CHANGES_TABLE_NAME', 'a b', 'a DynamoDB table name'],
    ['CHANGES_LEASE_MS', '100', 'an integer number of milliseconds from 500 to 600000'],
    ['NOTIFICATIONS', 'on', 'off, files (in NOTIFICATIONS_FOLDER) or aws (e-mail by SES, news for operators by SNS)'],
    ['NOTIFICATIONS_SENDER', 'nobody', 'the e-mail address to send from, where NOTIFICATIONS is aws'],
    ['NOTIFICATIONS_TOPIC_ARN', 'topic', 'the ARN of the topic at which operators listen, where NOTIFICATIONS is aws'],
    ['SOCKETS_PER_CALLER', '0', 'an integer number of connections from 1 to 1000000'],
    ['SOCKETS_PER_ADDRESS', '0', 'an integer number of connections from 1 to 1000000'],
    ['SUBSCRIPTIONS_PER_SOCKET', '0', 'an integer number of subscriptions from 1 to 10000'],
    ['SOCKET_MESSAGE_BYTES', '1', 'an integer number of bytes from 1024 to 10000000'],
    ['SOCKET_BUFFER_BYTES', '1', 'an integer number of bytes from 1024 to 100000000'],
    ['SOCKET_INIT_TIMEOUT_MS', '0', 'an integer number of milliseconds from 1 to 600000'],
    ['SOCKET_PING_SECONDS', '0', 'an integer number of seconds from 1 to 3600'],
    ...[
      'everyone',
      '10.0.0.0/33',
      '0.0.0.0/0',
      '::/0',
      '::ffff:0:0/96',
      '10.0.0.0/8,0.0.0.0/0',
      '10.0.0.0/08',
      '10.0.0.0/',
      'fe80::1%eth0',
    ].map((value): [string, string, string] => [
      'TRUSTED_PROXIES',
      value,
      'addresses or networks of your own load balancers such as 10.0.0.0/8, separated by commas; never all addresses',
    ]),
  ];

  test.each(bad)('%s = %j', (name, value, expected) => {
    expect(refusal({ ...local, [name]: value })).toBe(
      `The configuration cannot be used:\n  ${name}: expected ${expected}; got ${JSON.stringify(value)}.`,
    );
  });

  test('a number is told its bounds, and takes them', () => {
    const isNumber = (value: unknown) =>
      typeof value === 'number' || (typeof value === 'object' && value !== null && 'general' in value);
    const told = Object.entries(VARIABLES).flatMap(([name, { schema, expected }]) => {
      if (!['1', '500', '1024'].some((text) => isNumber(schema.safeParse(text).data))) return [];
      const [, low, high] = /from (\d+).*? to (\d+)/.exec(expected) ?? [];
      return [[name, low, high] as const];
    });
    expect(told.length).toBeGreaterThan(40);
    for (const [name, low = 'none', high = 'none'] of told) {
      const { schema } = VARIABLES[name as keyof typeof VARIABLES];
      const takes = (value: number) => schema.safeParse(String(value)).success;
      expect([name, takes(Number(low)), takes(Number(low) - 1)]).toEqual([name, true, false]);
      expect([name, takes(Number(high)), takes(Number(high) + 1)]).toEqual([name, true, false]);
    }
  });

  test('some variables are read without a look at the others', () => {
    expect(readVariables({ PORT: 'x', TABLE_NAME: 'mine' }, ['TABLE_NAME'])).toEqual({ TABLE_NAME: 'mine' });
    expect(() => readVariables({ TABLE_NAME: '!' }, ['TABLE_NAME'])).toThrow(
      /TABLE_NAME: expected a DynamoDB table name/,
    );
  });

  test('a Redis is named by a URL, which may carry a password and is not echoed', () => {
    const words = refusal({ ...local, REALTIME_REDIS_URL: 'http://:canary-password@redis' });
    expect(words).toContain('REALTIME_REDIS_URL: expected a URL such as rediss://redis.example.com:6379');
    expect(words).not.toContain('canary-password');
  });

  test.each(HEADERS_OF_COLLECTOR)('%s may hold secrets, and is not echoed', (name) => {
    for (const value of [
      'canary-key',
      'authorization=',
      'a=%zzcanary-key',
      'x y=canary-key',
      'a=canary-key%0d%0ab: c',
    ]) {
      const words = refusal({ ...local, [name]: value });
      expect(words).toMatch(new RegExp(`${name}: expected name=value pairs, .+; got something else\\.$`));
      expect(words).not.toContain('canary-key');
    }
  });

  test.each(EDGE_KEYS)('%s takes what nobody guesses and every header can carry, and is not echoed', (name) => {
    for (const value of ['canary', `${'canary'.repeat(6)} `, `${'canary'.repeat(6)},x`, 'canary'.repeat(22)]) {
      const words = refusal({ ...production, [name]: value });
      expect(words).toMatch(new RegExp(`${name}: expected what the edge .+; got something else\\.$`));
      expect(words).not.toContain('canary');
    }
    const good = 'Az09_-'.repeat(6);
    expect(readConfiguration({ ...production, [name]: good })).toMatchObject({ [name]: good });
  });

  const required = [
    'COGNITO_USER_POOL_ID',
    'COGNITO_CLIENT_ID',
    'GUEST_SESSION_KEYS',
    'VISIT_TOKEN_KEYS',
    'CURSOR_KEYS',
    'SIGN_IN_KEYS',
  ];

  test.each(required)('%s is missing', (name) => {
    for (const value of [undefined, ''])
      expect(refusal({ ...production, [name]: value })).toMatch(
        new RegExp(`^The configuration cannot be used:\\n {2}${name}: expected .+; got nothing\\.$`),
      );
  });

  test('every variable that takes more than any text is among these', () => {
    const tried = new Set([
      ...bad.map(([name]) => name),
      ...required,
      ...SECRETS,
      ...EDGE_KEYS,
      ...HEADERS_OF_COLLECTOR,
      'CORS_ORIGINS',
      'REALTIME_REDIS_URL',
      'NOTIFICATIONS_FOLDER',
      'COGNITO_JWKS_FILE',
      'TRUSTED_DOCUMENTS_FILE',
    ]);
    expect(Object.keys(VARIABLES).filter((name) => !tried.has(name))).toEqual(['HOST']);
  });

  test('roles of callers take the names of roles, and in production no service but AWS’s gives their credentials', () => {
    expect(refusal({ ...production, ASSUME_ROLE_PER_ROLE: 'on' })).toMatch(
      /^ROLE_ARN_PREFIX: expected .+; got nothing\.$/,
    );
    expect(refusal({ ...production, STS_ENDPOINT: 'https://sts.example.com' })).toMatch(
      /^STS_ENDPOINT: expected nothing in production/,
    );
    const prefix = 'arn:aws:iam::123456789012:role/fieldgate-prod-';
    const roles = { ASSUME_ROLE_PER_ROLE: 'on', ROLE_ARN_PREFIX: prefix };
    expect(readConfiguration({ ...production, ...roles })).toMatchObject({
      ASSUME_ROLE_PER_ROLE: true,
      ROLE_ARN_PREFIX: prefix,
    });
  });

  test('a key set that cannot be read stops the start', () => {
    expect(refusal({ ...production, COGNITO_JWKS_FILE: '/nowhere.json' })).toBe(
      'COGNITO_JWKS_FILE: expected a key set with RSA keys ({"keys":[{"kid":…,"kty":"RSA",…}]}) in "/nowhere.json".',
    );
  });

  test('all that is wrong is told at once, one line each', () => {
    const lines = refusal({ PORT: 'x', TABLE_NAME: '!' }).split('\n');
    expect(lines.map((line) => line.trim().split(':')[0])).toEqual([
      'The configuration cannot be used',
      'PORT',
      'TABLE_NAME',
      ...required,
    ]);
  });
});

describe('secrets are not repeated', () => {
  const secrets = [
    'short-secret',
    `${keyText(1)},second-secret`,
    keyText(1).slice(1),
    `${keyText(1)}extra`,
    `"${keyText(1)}"`,
  ];

  test.each(SECRETS)('%s', (name) => {
    for (const secret of secrets) {
      const message = refusal({ ...production, [name]: secret });
      expect(message).toMatch(
        new RegExp(
          `${name}: expected base64url keys of 32 bytes, .+; got key \\d (of \\d+ bytes|in another alphabet than base64url)\\.$`,
        ),
      );
      for (const part of secret.split(',')) expect(message).not.toContain(part);
    }
  });

  test('neither by another variable’s failure', () => {
    expect(refusal({ ...production, PORT: 'x' })).not.toContain(keyText(1));
  });
});

const ENCRYPTED =
  'expected an address that is encrypted (https:, rediss:) in production, unless it is on this machine, since whoever is on the way reads and changes what goes there';

describe('production does not start unsafe', () => {
  /** The line about this variable. */
  function lineOf(name: string, environment: Environment): string {
    const lines = refusal({ ...production, ...environment }).split('\n');
    expect(lines[0]).toBe('The configuration cannot be used:');
    return lines.find((line) => line.startsWith(`  ${name}: `)) ?? '';
  }
  const startsLocally = (environment: Environment) =>
    expect(() => readConfiguration({ ...local, ...environment })).not.toThrow();

  const own = { ...production, STEP_UP_KEYS: randomKeyText(5) };
  const pairs = SECRETS.flatMap((one) =>
    SECRETS.filter((other) => other !== one).map((other) => [one, other] as const),
  );
  test.each(pairs)('with a key of %s in %s, the newest or an old one', (one, other) => {
    const key = own[one as keyof typeof own];
    for (const ring of [key, `${key},${randomKeyText(8)}`, `${randomKeyText(8)},${randomKeyText(9)},${key}`]) {
      const message = refusal({ ...own, [other]: ring });
      const at = ring.split(',').indexOf(key) + 1;
      expect(message).toMatch(
        new RegExp(
          `(${one}|${other}): expected keys that are nowhere else, in production; key [1-3] is in (${one}|${other}) as well\\.`,
        ),
      );
      expect(message).toMatch(new RegExp(`key (1|${at}) is in`));
      expect(message).not.toContain(key);
      startsLocally({ ...own, FIELDGATE_MODE: 'local', [other]: ring });
    }
  });

  const text = (characters: string) => Buffer.from(characters).toString('base64url');
  const bytes = (byteAt: (index: number) => number) =>
    Buffer.from(Array.from({ length: 32 }, (_, index) => byteAt(index) % 256)).toString('base64url');
  const guessable: readonly (readonly [string, string])[] = [
    ['zeros', keyText(0)],
    ['one byte', keyText(0xff)],
    ['two bytes in turn', bytes((index) => (index % 2) * 255)],
    ['counting', bytes((index) => index)],
    ['counting down from anywhere', bytes((index) => 20 - index + 256)],
    ['counting by sevens', bytes((index) => 3 + 7 * index)],
    ['squares', bytes((index) => index ** 2)],
    ['half of a key twice', bytes((index) => Buffer.from(randomKeyText(7), 'base64url')[index % 16] ?? 0)],
    ['a sentence', text('my secret key that nobody knows!')],
    ['hexadecimal digits', text('9f86d081884c7d659a2feaa0c55ad015')],
  ];
  test.each(guessable)('with a key of %s', (_, key) => {
    for (const name of SECRETS)
      for (const ring of [key, `${randomKeyText(8)},${key}`]) {
        const line = lineOf(name, { ...own, [name]: ring });
        expect(line).toMatch(
          /: expected keys of random bytes in production, such as `openssl rand -base64 32 \| tr \+\/ -_ \| tr -d =` gives; key [12] has a pattern that can be guessed\.$/,
        );
        expect(line).not.toContain(key);
        startsLocally({ [name]: ring });
      }
  });

  test('and takes what a machine draws', () => {
    for (let drawn = 0; drawn < 2000; drawn += 1)
      expect(hasPattern(parseKeyRing(randomBytes(32).toString('base64url'))[0])).toBe(false);
  });

  test.each(['0', '1'])('with STATISTICS_MIN_GROUP=%s', (value) => {
    expect(lineOf('STATISTICS_MIN_GROUP', { STATISTICS_MIN_GROUP: value })).toBe(
      `  STATISTICS_MIN_GROUP: expected at least 2 in production, since a figure of one is somebody’s own; got ${value}.`,
    );
    startsLocally({ STATISTICS_MIN_GROUP: value });
    expect(readConfiguration({ ...production, STATISTICS_MIN_GROUP: '2' }).STATISTICS_MIN_GROUP).toBe(2);
  });

  test.each(['0.0.0.0/1', '128.0.0.0/1', '8.0.0.0/7', '::/1', '2000::/3', '::ffff:0.0.0.0/97'])(
    'with TRUSTED_PROXIES=%s',
    (value) => {
      expect(lineOf('TRUSTED_PROXIES', { TRUSTED_PROXIES: `10.1.0.0/16, ${value}` })).toBe(
        `  TRUSTED_PROXIES: expected networks of your own load balancers, 10.0.0.0/8 or fc00::/7 at the widest, public ones of /12 (IPv6: /32), in production; got "${value}", where others are who could say any address.`,
      );
    },
  );

  test('load balancers’ own networks are taken', () => {
    const TRUSTED_PROXIES = '10.0.0.0/8,192.0.2.7,fc00::/7,2001:db8::1,::1,::ffff:10.0.0.0/104,172.16.0.0/12';
    expect(readConfiguration({ ...production, TRUSTED_PROXIES }).TRUSTED_PROXIES).toHaveLength(7);
  });

  test.each([
    [
      'ACCOUNT_ANSWER_MS',
      '0',
      'expected at least 250 in production, since quicker answers tell by their time which accounts there are; got 0.',
    ],
    [
      'ACCOUNT_ANSWER_MS',
      '249',
      'expected at least 250 in production, since quicker answers tell by their time which accounts there are; got 249.',
    ],
    ['DYNAMODB_ENDPOINT', 'http://table.internal:8000', `${ENCRYPTED}; got http: to table.internal:8000.`],
    ['DYNAMODB_STREAMS_ENDPOINT', 'http://10.0.0.7', `${ENCRYPTED}; got http: to 10.0.0.7.`],
    ['REALTIME_REDIS_URL', 'redis://:canary-password@redis:6379', `${ENCRYPTED}; got redis: to redis:6379.`],
    ['OTLP_ENDPOINT', 'http://collector:4318', `${ENCRYPTED}; got http: to collector:4318.`],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector:4318', `${ENCRYPTED}; got http: to collector:4318.`],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'http://collector/v1', `${ENCRYPTED}; got http: to collector.`],
    [
      'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
      'http://127.0.0.1.example/',
      `${ENCRYPTED}; got http: to 127.0.0.1.example.`,
    ],
    ['AWS_ENDPOINT_URL', 'http://localstack:4566', `${ENCRYPTED}; got http: to localstack:4566.`],
    ['AWS_ENDPOINT_URL_DYNAMODB', 'http://[fe80::1]:8000', `${ENCRYPTED}; got http: to [fe80::1]:8000.`],
    ['AWS_ENDPOINT_URL_STS', 'http://sts', `${ENCRYPTED}; got http: to sts.`],
    [
      'NOTIFICATIONS',
      'files',
      'expected off or aws in production; files keeps letters to people in a folder, and sends none.',
    ],
  ])('with %s=%s', (name, value, expected) => {
    expect(lineOf(name, { [name]: value })).toBe(`  ${name}: ${expected}`);
    startsLocally({ [name]: value, NOTIFICATIONS_FOLDER: '/tmp' });
  });

  test.each<[string, string]>([
    ['DYNAMODB_ENDPOINT', 'http://127.0.0.1:8000'],
    ['DYNAMODB_ENDPOINT', 'https://vpce-0123.dynamodb.eu-central-1.vpce.amazonaws.com'],
    ['DYNAMODB_STREAMS_ENDPOINT', 'http://[::1]:8000'],
    ['REALTIME_REDIS_URL', 'redis://localhost:6379'],
    ['REALTIME_REDIS_URL', 'rediss://redis.example.com:6379'],
    ['AWS_ENDPOINT_URL', 'https://proxy.example.com'],
    ['AWS_ENDPOINT_URL_S3', 'http://minio:9000'],
  ])('but not with %s=%s', (name, value) => {
    expect(() => readConfiguration({ ...production, [name]: value })).not.toThrow();
  });

  test('all of it is told at once', () => {
    const names = refusal({
      ...production,
      CURSOR_KEYS: keyText(0),
      STATISTICS_MIN_GROUP: '0',
      TRUSTED_PROXIES: '::/1',
    })
      .split('\n')
      .map((line) => line.trim().split(':')[0]);
    expect(names.slice(1)).toEqual(['CURSOR_KEYS', 'TRUSTED_PROXIES', 'STATISTICS_MIN_GROUP']);
  });
});

describe('production trusts the real Cognito only', () => {
  test.each<[string, Environment]>([
    ['the local issuer', { COGNITO_ISSUER: local.COGNITO_ISSUER }],
    ['the local key set', { COGNITO_JWKS_URI: local.COGNITO_JWKS_URI }],
    ['both', { COGNITO_ISSUER: local.COGNITO_ISSUER, COGNITO_JWKS_URI: local.COGNITO_JWKS_URI }],
    [
      'any other issuer, also over https',
      { COGNITO_ISSUER: 'https://example.com', COGNITO_JWKS_URI: 'https://example.com/jwks.json' },
    ],
  ])('%s is refused', (_, more) => {
    expect(refusal({ ...production, ...more })).toBe(
      'COGNITO_ISSUER, COGNITO_JWKS_URI: expected neither in production, where the issuer follows from COGNITO_USER_POOL_ID; ' +
        'the local Cognito’s signing key is public.',
    );
  });

  test.each([
    'local_pool',
    'localhost_AbC',
    'eu-central_AbC',
    'eu-central-1_',
    'eu-central-1_Ab/C',
    'evil.example.com/eu-central-1_AbC',
    'eu-central-1_AbC\n',
  ])('a user pool id that is none of Cognito’s is refused: %j', (id) => {
    expect(refusal({ ...production, COGNITO_USER_POOL_ID: id })).toMatch(
      /COGNITO_USER_POOL_ID: expected a user pool id such as eu-central-1_AbCdEf.*; got ".*"\.$/,
    );
  });

  test('in local mode, half of the local Cognito is refused', () => {
    for (const name of ['COGNITO_ISSUER', 'COGNITO_JWKS_URI'])
      expect(refusal({ ...local, [name]: undefined })).toBe(
        'COGNITO_ISSUER, COGNITO_JWKS_URI: expected both or neither; got one.',
      );
  });

  test('in local mode, too, without a local Cognito the pool must be real', () => {
    const { COGNITO_ISSUER: _issuer, COGNITO_JWKS_URI: _uri, ...rest } = local;
    expect(refusal(rest)).toContain('COGNITO_USER_POOL_ID: expected a user pool id such as eu-central-1_AbCdEf');
  });
});

describe('accounts are kept where passwords may go', () => {
  test('at Cognito’s own address in production, in the region that the pool’s id names', () => {
    expect(readConfiguration({ ...production, AWS_REGION: 'us-east-1' }).userPool).toEqual({
      userPoolId: 'eu-central-1_AbCdEf123',
      clientId: 'client',
      region: 'eu-central-1',
      endpoint: undefined,
      isLocal: false,
    });
  });

  test.each(['http://127.0.0.1:9339', 'https://cognito.example.com'])(
    'in production at no other: %s',
    (COGNITO_ENDPOINT) => {
      expect(refusal({ ...production, COGNITO_ENDPOINT })).toBe(
        'COGNITO_ENDPOINT: expected nothing in production, where Cognito’s own address follows from COGNITO_USER_POOL_ID; passwords go there.',
      );
    },
  );

  test('in local mode where the key set is, unless told', () => {
    expect(readConfiguration(local).userPool.endpoint).toBe('http://127.0.0.1:9229');
    const COGNITO_ENDPOINT = 'http://127.0.0.1:9339';
    expect(readConfiguration({ ...local, COGNITO_ENDPOINT }).userPool.endpoint).toBe(COGNITO_ENDPOINT);
  });
});

describe('a second factor is asked for where REQUIRE_MFA is on', () => {
  test('and not unless told', () => {
    for (const REQUIRE_MFA of [undefined, '', 'off'])
      expect(readConfiguration({ ...production, STEP_UP_KEYS: randomKeyText(5), REQUIRE_MFA }).stepUp).toBeNull();
  });

  test('with keys, for five minutes', () => {
    const { stepUp } = readConfiguration({ ...local, REQUIRE_MFA: 'on', STEP_UP_KEYS: keyText(4) });
    expect(stepUp).toMatchObject({ lifetimeSeconds: 300 });
    expect(stepUp?.keys[0].secret[0]).toBe(4);
  });

  test('and never without keys', () => {
    expect(refusal({ ...production, REQUIRE_MFA: 'on' })).toBe(
      'STEP_UP_KEYS: expected base64url keys of 32 bytes, separated by commas, the one that signs first (signing,next,previous), since REQUIRE_MFA is on; got nothing.',
    );
  });
});

describe('origins are exact', () => {
  test.each([
    '*',
    'null',
    'https://*.example.com',
    'https://*',
    'app.example.com',
    'https://app.example.com/',
    'https://app.example.com/path',
    'https://app.example.com?x=1',
    'https://app.example.com:443',
    'HTTPS://app.example.com',
    'https://App.example.com',
    'https://user@app.example.com',
    'ftp://app.example.com',
    'file:///',
    'javascript:alert(1)',
    'https://app.example.com https://other.example.com',
    'https://good.example.com,*',
    '.example.com',
  ])('%j is refused', (value) => {
    expect(refusal({ ...production, CORS_ORIGINS: value })).toBe(
      'The configuration cannot be used:\n  CORS_ORIGINS: expected exact origins such as https://app.example.com, ' +
        `separated by commas; no wildcard; got ${JSON.stringify(value)}.`,
    );
  });

  test('several are taken, with ports, and spaces around', () => {
    const CORS_ORIGINS = ' https://app.example.com , http://localhost:3000,';
    expect(readConfiguration({ ...local, CORS_ORIGINS }).CORS_ORIGINS).toEqual([
      'https://app.example.com',
      'http://localhost:3000',
    ]);
  });

  test.each(['http://app.example.com', 'http://localhost:3000', 'https://app.example.com,http://127.0.0.1'])(
    'production takes only those with TLS, so not %s',
    (CORS_ORIGINS) => {
      expect(refusal({ ...production, CORS_ORIGINS })).toMatch(
        /^CORS_ORIGINS: expected https origins in production, since .+; got "http:[^"]+"\.$/,
      );
    },
  );
});

describe('answers are explained', () => {
  test('to nobody unless told', () => {
    expect(readConfiguration(production).EXPLAIN).toEqual([]);
  });

  test('to visitors as well in local mode, never in production', () => {
    expect(readConfiguration({ ...local, EXPLAIN: 'all' }).EXPLAIN).toContain('GUEST');
    expect(readConfiguration({ ...production, EXPLAIN: 'SHOP_OWNER' }).EXPLAIN).toEqual(['SHOP_OWNER']);
    for (const EXPLAIN of ['all', 'GUEST', 'SHOP_OWNER,GUEST'])
      expect(refusal({ ...production, EXPLAIN })).toMatch(
        /^EXPLAIN: expected roles of people who sign in, in production; got [A-Z_,]+, where GUEST is a visitor\.$/,
      );
  });
});
