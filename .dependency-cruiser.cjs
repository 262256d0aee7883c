/**
 * The import direction of the architecture, as one table, from the top. A folder may import itself and what stands below it.
 * Every other rule that is about who may import whom is in this file as well.
 */

/** A folder without those in it: each has a row of its own. */
const folder = (name) => ({ name, path: `^src/${name}/[^/]+$` });

const LAYERS = [
  { name: 'entry points', path: '^src/[^/]+\\.ts$' },
  folder('transports/lambda'),
  folder('transports/pages'),
  folder('transports/pages/access'),
  folder('transports/pages/compare'),
  folder('transports/pages/dashboard'),
  folder('transports/pages/explorer'),
  folder('transports/pages/reference'),
  folder('transports/pages/page'),
  folder('transports/subscriptions'),
  folder('transports/apollo'),
  folder('transports/http'),
  folder('transports/http/lifecycle'),
  folder('operation'),
  folder('operation/documents'),
  folder('operation/limits'),
  folder('explain'),
  folder('compose'),
  { name: 'resolvers', path: '^resolvers/' },
  folder('notifications'),
  folder('changes'),
  folder('commandLine'),
  folder('observe'),
  folder('observe/telemetry'),
  folder('observe/requests'),
  folder('configuration'),
  { name: 'schema', path: '^schema/' },
  folder('response/execution'),
  folder('response'),
  folder('iam'),
  folder('loading'),
  folder('projection'),
  folder('model/checks'),
  folder('model'),
  folder('storage/roles'),
  folder('storage'),
  folder('storage/wire'),
  folder('storage/calls'),
  folder('access'),
  folder('identity'),
  folder('identity/userPool'),
  folder('network'),
  folder('sideSystems'),
  folder('aws'),
  folder('waiting'),
  folder('json'),
  folder('maps'),
];

const LOCAL = '^src/local/';
/** Runs in browsers, loaded file by file. */
const BROWSER = '^src/browser/';
const TEST = '^test/';
const USER_POOL = '^src/identity/userPool/';
/** Reads the table's stream. */
const STREAM = '^src/changes/DynamoStream\\.ts$';
/** Sends mail and messages. */
const SENDING = '^src/notifications/AwsNotifier\\.ts$';
const AWS_CLIENTS = '^src/aws/';
const AWS = '(^|/)node_modules/(@aws-sdk|@smithy)/';
const PACKAGE_OR_BUILTIN = ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'];

const names = (layers) => layers.map(({ name }) => name).join(', ');
const paths = (layers) => layers.map(({ path }) => path);

/** The rule for one folder: nothing that stands above it. */
function onlyBelow({ name, path }, position) {
  const left = LAYERS.slice(0, position);
  return {
    name: `${name}-imports-only-what-stands-below`,
    comment:
      `${name} stands below ${names(left)}, and may import none of these. ` +
      'Move what is shared further down, or hand it in as an argument from above.',
    severity: 'error',
    from: { path },
    to: { path: paths(left) },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...LAYERS.map(onlyBelow).slice(1),
    {
      name: 'folder-without-a-place',
      comment:
        'A folder under src/ must stand in the table LAYERS of .dependency-cruiser.cjs, so that its imports are judged.',
      severity: 'error',
      from: { path: '^(src|schema|resolvers)/', pathNot: [...paths(LAYERS), LOCAL, BROWSER] },
      to: {},
    },
    {
      name: 'import-of-a-folder-without-a-place',
      comment:
        'A folder under src/ must stand in the table LAYERS of .dependency-cruiser.cjs before anything imports it.',
      severity: 'error',
      from: {},
      to: { path: '^(src|schema|resolvers)/', pathNot: [...paths(LAYERS), LOCAL, BROWSER] },
    },
    {
      name: 'browser-stands-alone',
      comment: 'What runs in browsers is loaded there as it is: it imports nothing but itself, no package either.',
      severity: 'error',
      from: { path: BROWSER, pathNot: '\\.d\\.ts$' },
      to: { pathNot: BROWSER },
    },
    {
      name: 'nothing-imports-browser',
      comment: 'Scripts of pages are served as files. What both sides need is handed over as JSON.',
      severity: 'error',
      from: { pathNot: [BROWSER, TEST] },
      to: { path: BROWSER },
    },
    {
      name: 'nothing-imports-local',
      comment: 'src/local is for development: a production build must work without it. Hand in what you need instead.',
      severity: 'error',
      from: { pathNot: [LOCAL, TEST] },
      to: { path: LOCAL },
    },
    {
      name: 'nothing-imports-tools',
      comment: 'tools/ runs at build time and is in no image: what a server needs as well belongs under src/.',
      severity: 'error',
      from: { pathNot: ['^tools/', TEST] },
      to: { path: '^tools/' },
    },
    {
      name: 'nothing-imports-test',
      comment: 'Code that runs may not lean on test code.',
      severity: 'error',
      from: { pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'specification-imports-nothing',
      comment:
        'The specification is written from the documents: what it took from the code, it could not be compared with.',
      severity: 'error',
      from: { path: '^test/specification/(specification|mustNotStart)\\.ts$' },
      to: { pathNot: '^test/specification/specification\\.ts$' },
    },
    {
      name: 'access-imports-no-package',
      comment: 'src/access decides from its arguments alone: no package, no node builtin, no I/O, no clock.',
      severity: 'error',
      from: { path: '^src/access/' },
      to: { dependencyTypes: PACKAGE_OR_BUILTIN },
    },
    {
      name: 'aws-sdk-only-in-storage',
      comment:
        'Only src/storage and the reader of the stream (and src/local and the tests) speak to DynamoDB. Elsewhere, use what src/storage exports.',
      severity: 'error',
      from: { pathNot: ['^src/storage/', STREAM, SENDING, USER_POOL, AWS_CLIENTS, LOCAL, TEST] },
      to: { path: AWS },
    },
    {
      name: 'user-pool-uses-cognito-only',
      comment: 'Of the AWS SDK, the gateway to the user pool uses Cognito’s client alone.',
      severity: 'error',
      from: { path: USER_POOL },
      to: { path: AWS, pathNot: '/@aws-sdk/client-cognito-identity-provider/' },
    },
    {
      name: 'aws-knows-no-service',
      comment: 'What makes the clients of all services knows none of them.',
      severity: 'error',
      from: { path: AWS_CLIENTS },
      to: { path: '/@aws-sdk/(client|lib)-' },
    },
    {
      name: 'no-dev-dependency-in-production',
      comment: 'This package is in devDependencies, so it is not there in production. Move it to dependencies.',
      severity: 'error',
      from: { path: paths(LAYERS) },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '(^|/)node_modules/@types/' },
    },
    {
      name: 'no-unlisted-package',
      comment:
        'This import is not in package.json (or is not to be found). Install it with an exact version: npm i -E <name>.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'no-cycles',
      comment:
        'Files that import each other in a circle have one job between them: merge them, or move the shared part out.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'This file imports nothing and nothing imports it: is it still needed?',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '^test/support/(global(Setup|Teardown)\\.ts|\\w+OnSignal\\.cjs)$',
          '\\.d\\.ts$',
          '\\.(test|soak|chaos)\\.ts$',
          '^tools/\\w+\\.mjs$',
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.fieldgate)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['node', 'require', 'default', 'types'], exportsFields: ['exports'] },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
