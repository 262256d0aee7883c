import { VARIABLES } from '../../src/configuration/variables';
import { misspeltSentence, misspeltVariables } from '../../src/configuration/misspeltVariables';

const told = (name: string, value = 'x') => misspeltVariables({ [name]: value })[0]?.meant ?? null;

test.each([
  ['TABLE_NAM', 'TABLE_NAME'],
  ['TABEL_NAME', 'TABLE_NAME'],
  ['table_name', 'TABLE_NAME'],
  ['tableName', 'TABLE_NAME'],
  ['TABLENAME', 'TABLE_NAME'],
  ['FIELDGATE_TABLE_NAME', 'TABLE_NAME'],
  ['COGNITO_USERPOOL_ID', 'COGNITO_USER_POOL_ID'],
  ['COGNITO_POOL_ID', 'COGNITO_USER_POOL_ID'],
  ['COGNITO_CLIENTID', 'COGNITO_CLIENT_ID'],
  ['MAX_DEPHT', 'MAX_DEPTH'],
  ['MAX_DETPH', 'MAX_DEPTH'],
  ['MAXDEPTH', 'MAX_DEPTH'],
  ['PROT', 'PORT'],
  ['FIELDGATE_PORT', 'PORT'],
  ['FIELDGATE_MOD', 'FIELDGATE_MODE'],
  ['LOGLEVEL', 'LOG_LEVEL'],
  ['CORS_ORIGIN', 'CORS_ORIGINS'],
  ['AWS_REGOIN', 'AWS_REGION'],
  ['REQUIRE_MAF', 'REQUIRE_MFA'],
  ['KEEP_ALIVE_TIMEOUT', 'KEEP_ALIVE_TIMEOUT_MS'],
  ['NOTIFICATION', 'NOTIFICATIONS'],
])('%s is told, since %s was meant', (name, meant) => {
  expect(told(name)).toBe(meant);
});

/** What stands in environments of people, containers, CI and clouds. */
const OTHERS = [
  ...[
    'PATH',
    'HOME',
    'HOSTNAME',
    'HOSTTYPE',
    'host',
    'port',
    'USER',
    'SHELL',
    'LANG',
    'TERM',
    'PWD',
    'OLDPWD',
    'EDITOR',
  ],
  ...['NODE_ENV', 'NODE_OPTIONS', 'npm_config_loglevel', 'NPM_CONFIG_LOGLEVEL', 'CI', 'DEBUG', 'TZ', 'TMPDIR', 'MAIL'],
  ...[
    'AWS_PROFILE',
    'AWS_DEFAULT_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SESSION_TOKEN',
    'AWS_ROLE_ARN',
    'AWS_ENDPOINT_URL',
  ],
  ...['S3_ENDPOINT', 'SNS_ENDPOINT', 'SQS_ENDPOINT', 'REDIS_URL', 'DATABASE_URL', 'REDIS_HOST', 'STAGE', 'BENCH_LOGS'],
  ...['FIELDGATE_SERVICE_HOST', 'FIELDGATE_SERVICE_PORT', 'FIELDGATE_PORT_4000_TCP', 'FIELDGATE_TEST_ENGINE'],
  ...['FIELDGATE_DEBUG', 'FIELDGATE_FOLDER', 'EXECUTOR', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'TABLE_NAME_PREFIX', '_'],
];

test.each(OTHERS)('%s is somebody else’s', (name) => {
  expect(told(name)).toBeNull();
});

test('what Kubernetes makes of a service called fieldgate is no port of ours', () => {
  expect(told('FIELDGATE_PORT', 'tcp://10.0.0.1:80')).toBeNull();
});

test('none of ours is taken for another of ours', () => {
  expect(misspeltVariables(Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, 'x'])))).toEqual([]);
});

test('the sentence names both, and no value', () => {
  const [misspelt] = misspeltVariables({ CURSOR_KEY: 'canary-secret' });
  expect(misspelt && misspeltSentence(misspelt)).toBe(
    'The variable CURSOR_KEY is not known here, so it does nothing. Did you mean CURSOR_KEYS?',
  );
});
