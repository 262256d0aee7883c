// Who is compared, and how each is started.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CONTENDER_CORE, freePort, startNode } from '../machine/processes.mjs';
import { ROOT } from '../store/fromDist.mjs';
import { TABLE } from '../store/stores.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const IDENTITY = 'token verified, ownership checked';

/**
 * Production, as it is unless told. Only the rates are high, since a whole bench comes from one address; and it turns nobody away and
 * waits for a busy engine as long as the others do, who have no bounds.
 */
const FIELDGATE_ENVIRONMENT = {
  FIELDGATE_MODE: 'production',
  MAX_QUERY_COST: '1000000',
  RATE_LIMIT_POINTS: '900000000',
  RATE_LIMIT_ADDRESS_POINTS: '900000000',
  RATE_LIMIT_ADDRESS_REQUESTS: '900000000',
  MAX_EVENT_LOOP_DELAY_MS: '30000',
  REQUEST_DEADLINE_MS: '60000',
  DYNAMODB_CONNECTION_TIMEOUT_MS: '30000',
  DYNAMODB_REQUEST_TIMEOUT_MS: '30000',
  SHUTDOWN_GRACE_SECONDS: '0',
};

/**
 * `kind`: how it is asked. `has`: what of security it does on each request. `operations`: those that it can answer, else all.
 * `variant`: of another contender, for one comparison only.
 */
export const CONTENDERS = [
  { name: 'rest', title: 'REST, document client', kind: 'rest', main: here('rest/documents.mjs'), has: IDENTITY },
  {
    name: 'rest-open',
    title: 'REST, document client, no identity',
    kind: 'rest',
    main: here('rest/documents.mjs'),
    env: { BENCH_IDENTITY: 'off' },
    has: 'nothing',
    operations: ['list.owner', 'item', 'page'],
  },
  { name: 'http', title: 'REST, plain HTTP + SigV4', kind: 'rest', main: here('rest/http.mjs'), has: IDENTITY },
  {
    name: 'http-open',
    title: 'REST, plain HTTP + SigV4, no identity',
    kind: 'rest',
    main: here('rest/http.mjs'),
    env: { BENCH_IDENTITY: 'off' },
    has: 'nothing',
    operations: ['list.owner', 'item', 'page'],
  },
  {
    name: 'apollo',
    title: 'Apollo + type-graphql, item by item',
    kind: 'graphql',
    main: here('../dist/apollo/main.js'),
    env: { BENCH_LOADING: 'items' },
    has: `${IDENTITY}, @Authorized on each field`,
  },
  {
    name: 'apollo-dataloader',
    title: 'Apollo + type-graphql, DataLoader, full items',
    kind: 'graphql',
    main: here('../dist/apollo/main.js'),
    env: { BENCH_LOADING: 'batches' },
    has: `${IDENTITY}, @Authorized on each field`,
  },
  {
    name: 'mercurius',
    title: 'Mercurius, loaders, JIT, projection, auth',
    kind: 'graphql',
    main: here('mercurius/main.mjs'),
    has: `${IDENTITY}, mercurius-auth on each field`,
  },
  {
    name: 'yoga',
    title: 'Yoga + Pothos, scope-auth, dataloader',
    kind: 'graphql',
    main: here('yoga/main.mjs'),
    has: `${IDENTITY}, auth scopes on each field`,
  },
  {
    name: 'fieldgate',
    title: 'Fieldgate, everything on',
    kind: 'fieldgate',
    ...fieldgate(),
    has: 'all: identity, rules by item, limits, logs',
  },
  {
    name: 'fieldgate-open',
    title: 'Fieldgate, every rule open',
    kind: 'fieldgate',
    ...fieldgate('openRules.cjs'),
    has: 'no rules',
    variant: true,
  },
  {
    name: 'fieldgate-unverified',
    title: 'Fieldgate, tokens not verified',
    kind: 'fieldgate',
    ...fieldgate('unverifiedTokens.cjs'),
    has: 'tokens taken at their word',
    variant: true,
  },
];

function fieldgate(...preloads) {
  const args = ['poolKeys.cjs', ...preloads].flatMap((file) => ['--require', here(`fieldgate/${file}`)]);
  return { nodeArgs: args, main: `${ROOT}dist/src/main.js`, env: FIELDGATE_ENVIRONMENT };
}

export function contenderNamed(name) {
  const found = CONTENDERS.find((each) => each.name === name);
  if (found) return found;
  throw new RangeError(`expected one of ${CONTENDERS.map((each) => each.name).join(', ')}; got ${name}`);
}

/** Another build of Fieldgate, to compare with the one in `dist/`. */
export function buildBeside(folder) {
  const main = `${folder}/src/main.js`;
  readFileSync(main);
  return { ...contenderNamed('fieldgate'), name: 'fieldgate-before', title: `Fieldgate of ${folder}`, main };
}

/** Starts it on the contender's core, on this store. */
export async function startContender(contender, { endpoint, credentials, nodeArgs = [] }) {
  const port = await freePort();
  return startNode({
    args: [...nodeArgs, ...(contender.nodeArgs ?? []), contender.main],
    env: {
      NODE_ENV: 'production',
      PORT: String(port),
      TABLE_NAME: TABLE,
      DYNAMODB_ENDPOINT: endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...credentials.environment,
      ...contender.env,
    },
    core: CONTENDER_CORE,
    port,
  });
}
