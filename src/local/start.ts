import 'reflect-metadata';
import { fork } from 'node:child_process';
import { join, relative } from 'node:path';
import { Option } from 'commander';
import { readCommandLine } from '../commandLine/commandLine';
import { readConfiguration, type Configuration } from '../configuration/configuration';
import { endServer } from '../transports/http/lifecycle/endServer';
import { watchEventLoop } from '../transports/http/lifecycle/watchdog';
import type { Cognito } from './cognito';
import { runCommand, reportFailure } from './command';
import { beginDemoData, demoState, type DemoState } from './demoData';
import { startEngine, type Engine } from './engine';
import { ENGINE_KINDS, type EngineKind } from './engineProgram';
import { isSet, keysGiven, localEnvironment, wantsLocalCognito, type Environment } from './environment';
import { FIRST_COMPARISON, readExamples } from './examples';
import { LocalFailure } from './failure';
import { FOLDER_OPTION, type FolderOption } from './folderOption';
import { LocalFolder, localKeys, type LocalKeys } from './localFolder';
import { newestOrder } from './newestOrder';
import { outboxAt } from './outbox';
import { isPortFree } from './ports';
import { preparedCallers, type Stack } from './preparedCallers';
import {
  aboutFoundTable,
  assertChangesTableUsable,
  prepareChangesTable,
  prepareTable,
  type PreparedTable,
} from './preparedTable';
import { lockFolder } from './running';
import { Shutdown } from './Shutdown';
import { withStore, type Store, type StoreAddress } from './store';
import { enableStream } from './table';
import { welcome } from './welcome';
import { assertFormat } from './worldJobs';

interface StartOptions {
  readonly engine: EngineKind | undefined;
  readonly folder: LocalFolder;
  /** No line a request. */
  readonly isQuiet: boolean;
}

const COMMAND = {
  usage: 'npm start --',
  about:
    'Runs everything on this machine: an embedded DynamoDB engine, a local Cognito, demo data and the API. It prints a line for each request. Ctrl-C stops it; the data is kept.',
  options: [
    new Option('--engine <kind>', 'which engine to take; the first one that is installed unless told').choices(
      ENGINE_KINDS,
    ),
    new Option('--quiet', 'print no line for each request; so does FIELDGATE_QUIET=on').default(
      /^(?:1|on|true|yes)$/.test(process.env.FIELDGATE_QUIET ?? ''),
    ),
    FOLDER_OPTION,
  ],
  examples: [
    ['npm start', 'the API at http://localhost:4000/graphql'],
    ['PORT=5000 npm start -- --folder /tmp/other', 'another one beside it'],
    ['npm start -- --engine dynamodb-local', 'with AWS’s own engine, which takes Java'],
    ['DYNAMODB_ENDPOINT=http://127.0.0.1:8000 npm start', 'with the engine that runs there'],
  ],
  variables: ['PORT', 'HOST', 'LOG_LEVEL', 'DYNAMODB_ENDPOINT', 'TABLE_NAME', 'COGNITO_USER_POOL_ID', 'NOTIFICATIONS'],
} as const;

interface Services {
  readonly engine: Engine | null;
  readonly cognito: Cognito | null;
}

/** In which the examples are at home. */
const EXAMPLE_SHOP = 'harbour-bistro';
const UNUSED = 'http://127.0.0.1:1';

void runCommand(async () => {
  const options = readOptions();
  const shutdown = Shutdown.onSignals(() => console.log('\nStopping…'));
  try {
    await start(options, process.env, shutdown);
  } catch (error) {
    if (shutdown.isRunning) return;
    await shutdown.run();
    throw error;
  }
});

function readOptions(): StartOptions {
  const { values } = readCommandLine<FolderOption & { readonly engine?: EngineKind; readonly quiet: boolean }>(COMMAND);
  return { engine: values.engine, folder: new LocalFolder(values.folder), isQuiet: values.quiet };
}

/** Brings everything up, and leaves it to `shutdown` to bring it down. What the environment names is not started. */
async function start(options: StartOptions, given: Environment, shutdown: Shutdown): Promise<void> {
  const startedAt = performance.now();
  const { folder } = options;
  const lock = await lockFolder(folder, 'npm start');
  shutdown.add(() => lock.release());
  const keys = await localKeys(folder);
  await assertUsable(given, keys, folder.notifications);
  const services = await startServices(options, given, shutdown);
  const made = { keys, services, notificationsFolder: folder.notifications };
  const configuration = configure(given, made);
  const beside = configure(asGuest(given), made);
  const address = addressOf(configuration, services);
  const { cognito } = services;
  const server = await startApi({ configuration, address, cognito }, { beside, isQuiet: options.isQuiet }, shutdown);
  await lock.publish({
    url: server.url,
    dynamoDbEndpoint: configuration.DYNAMODB_ENDPOINT ?? '',
    engine: services.engine?.kind ?? 'external',
    tableName: configuration.TABLE_NAME,
    changesTableName: configuration.CHANGES_TABLE_NAME,
    region: configuration.AWS_REGION,
    ...(cognito && { cognito: { url: cognito.url, clientId: cognito.clientId } }),
    keysFromEnvironment: keysGiven(given, keys),
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const isElsewhere = folder.path !== new LocalFolder().path;
  const folderOption = isElsewhere ? ` --folder ${relative('', folder.path)}` : '';
  const outbox = relative('', folder.outbox);
  console.log(welcome({ url: server.url, services, configuration, seconds, folderOption, outbox }));
}

/** Bad values and a taken port are told before anything is started. */
async function assertUsable(given: Environment, keys: LocalKeys, notificationsFolder: string): Promise<void> {
  const local = {
    keys,
    notificationsFolder,
    engineEndpoint: UNUSED,
    cognito: wantsLocalCognito(given) ? { url: UNUSED, jwksUri: UNUSED } : null,
  };
  const { PORT, HOST } = readConfiguration(localEnvironment(given, local));
  if (await isPortFree(PORT, HOST)) return;
  throw new LocalFailure(
    `Port ${PORT} is in use by another program. Stop that one, or choose another port: \`PORT=${PORT + 1} npm start\`.`,
  );
}

async function startServices(options: StartOptions, given: Environment, shutdown: Shutdown): Promise<Services> {
  const { engine: kind, folder } = options;
  const wantsEngine = !isSet(given, 'DYNAMODB_ENDPOINT');
  if (!wantsEngine && kind !== undefined)
    throw new LocalFailure('--engine and DYNAMODB_ENDPOINT exclude each other. Leave one of them out.');
  const engine = wantsEngine ? startEngine({ kind, dataFolder: folder.data }) : null;
  const cognito = wantsLocalCognito(given) ? startCognito(folder) : null;
  const started = await Promise.allSettled([engine, cognito]);
  if (started[0].status === 'fulfilled' && started[0].value) supervise(started[0].value, shutdown);
  if (started[1].status === 'fulfilled') shutdown.add(async () => (await cognito)?.stop());
  for (const service of started) if (service.status === 'rejected') throw service.reason;
  return { engine: await engine, cognito: await cognito };
}

/** Its modules are loaded only where it is wanted: with another user pool the dev dependencies need not be there. */
async function startCognito({ cognito: folder, outbox }: LocalFolder): Promise<Cognito> {
  const module = await import('./cognito.js').catch(() => {
    throw new LocalFailure(
      'The local Cognito is not installed. Install the dev dependencies (`npm ci`), or set COGNITO_USER_POOL_ID and COGNITO_CLIENT_ID to a real user pool.',
    );
  });
  return module.startCognito({ folder, deliver: outboxAt(outbox) });
}

/** Stops the engine at the end; and ends, too, if the engine ends before. */
function supervise(engine: Engine, shutdown: Shutdown): void {
  shutdown.add(() => engine.stop());
  void engine.ended.then(() => {
    if (shutdown.isRunning) return;
    reportFailure(
      new LocalFailure(
        'The database engine has ended unexpectedly, so everything is stopped. Run `npm start` again; the data is kept.',
      ),
    );
    void shutdown.exit(1);
  });
}

/** What we have made, for the variables that were not given. */
interface Made {
  readonly keys: LocalKeys;
  readonly services: Services;
  readonly notificationsFolder: string;
}

function configure(
  given: Environment,
  { keys, services: { engine, cognito }, notificationsFolder }: Made,
): Configuration {
  const local = { keys, engineEndpoint: engine?.endpoint ?? null, cognito, notificationsFolder };
  return readConfiguration(localEnvironment(given, local));
}

function addressOf({ DYNAMODB_ENDPOINT, AWS_REGION, TABLE_NAME }: Configuration, { engine }: Services): StoreAddress {
  return { endpoint: DYNAMODB_ENDPOINT, region: AWS_REGION, tableName: TABLE_NAME, engine: engine?.kind };
}

/**
 * The environment for tables that may have other readers: these take turns with us. A notification whose turn is ours goes into a folder here, or to
 * nobody, since we do not know their people; and what we publish does not reach their followers. Who asks for notifications here gets them.
 */
function asGuest(given: Environment): Environment {
  const NOTIFICATIONS = isSet(given, 'NOTIFICATIONS') ? given.NOTIFICATIONS : 'off';
  return { ...given, NOTIFICATIONS, REALTIME_REDIS_URL: undefined };
}

/** The API's modules are loaded while the data is: that is a good second of work for another processor. */
async function startApi(
  stack: Stack,
  { beside, isQuiet }: { readonly beside: Configuration; readonly isQuiet: boolean },
  shutdown: Shutdown,
): Promise<{ url: string }> {
  const loading = prepareData(stack.address, stack.configuration.CHANGES_TABLE_NAME, shutdown);
  loading.catch(() => undefined);
  const { startServer } = await import('../server.js');
  const { printRequest } = await import('./requestLines.js');
  const areOurs = await loading;
  const configuration = areOurs ? stack.configuration : beside;
  if (!areOurs) console.log(aboutTurns(stack.configuration, beside));
  const order = await withStore(stack.address, async (store) => newestOrder(EXAMPLE_SHOP, store));
  const explorer = {
    examples: await readExamples(order),
    firstComparison: FIRST_COMPARISON,
    callers: () => preparedCallers(stack),
  };
  const server = await startServer(configuration, { explorer, ...(!isQuiet && { onRequest: printRequest }) });
  watchEventLoop(configuration.MAX_EVENT_LOOP_STALL_SECONDS);
  shutdown.add(() => endServer(server, configuration.SHUTDOWN_GRACE_SECONDS));
  return server;
}

/** What is not done beside others who may read the same stream. */
function aboutTurns(wanted: Configuration, { NOTIFICATIONS }: Configuration): string {
  return [
    'We did not make both tables, so that others may send the notifications of these data:',
    NOTIFICATIONS === 'off'
      ? 'none are sent here (set NOTIFICATIONS=files if nobody else does).'
      : `NOTIFICATIONS=${NOTIFICATIONS} takes turns with them.`,
    ...(wanted.REALTIME_REDIS_URL === undefined ? [] : ['Subscriptions are served without REALTIME_REDIS_URL.']),
  ].join(' ');
}

/** Whether nobody else has a share in the tables: we made them, or the engine is ours. */
async function prepareData(address: StoreAddress, changesTableName: string, shutdown: Shutdown): Promise<boolean> {
  const { state, table } = await withStore(address, async (store) => openTable(store, changesTableName));
  if (!table.isOurs) console.log(aboutFoundTable(table.found));
  if (state === 'foreign')
    console.log(`The table ${address.tableName} holds other data already; the demo data is not added to it.`);
  if (state === 'missing') await forkLoader(address, shutdown);
  return withStore(address, async (store) => {
    // Not before: see `enableStream`.
    if (table.isOurs) await enableStream(store.client, store.tableName);
    const changes = await prepareChangesTable({ ...store, tableName: changesTableName });
    if (changes.about !== null) console.log(changes.about);
    return address.engine !== undefined || (table.isOurs && changes.isOurs);
  });
}

/** Both tables are looked at before one of them is made. */
async function openTable(
  store: Store,
  changesTableName: string,
): Promise<{ readonly table: PreparedTable; readonly state: DemoState }> {
  await assertChangesTableUsable({ ...store, tableName: changesTableName });
  const table = await prepareTable(store);
  await assertFormat(store);
  if (table.isNew) await beginDemoData(store, table.found.identity);
  return { table, state: await demoState(store) };
}

async function forkLoader(address: StoreAddress, shutdown: Shutdown): Promise<void> {
  console.log('Preparing the demo data, this once…');
  const child = fork(join(__dirname, 'loadDemo.js'), [JSON.stringify(address)]);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  shutdown.add(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const code = await ended;
  if (code !== 0 && !shutdown.isRunning)
    throw new LocalFailure('The demo data could not be loaded (see above). `npm start` continues where it stopped.');
}
