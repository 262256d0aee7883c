import 'reflect-metadata';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfiguration, type Configuration } from '../server/configuration';
import { startCognito, type Cognito } from './cognito';
import { runCommand, reportFailure } from './command';
import { demoState } from './demoData';
import { startEngine, type Engine } from './engine';
import { ENGINE_KINDS, type EngineKind } from './engineProgram';
import { isSet, keysGiven, localEnvironment, wantsLocalCognito, type Environment } from './environment';
import { LocalFailure } from './failure';
import { LocalFolder, localKeys, type LocalKeys } from './localFolder';
import { isPortFree } from './ports';
import { lockFolder } from './running';
import { Shutdown } from './Shutdown';
import { withStore, type StoreAddress } from './store';
import { createTable } from './table';
import { welcome } from './welcome';

interface StartOptions {
  readonly engine: EngineKind | undefined;
  readonly folder: LocalFolder;
}

interface Services {
  readonly engine: Engine | null;
  readonly cognito: Cognito | null;
}

const UNUSED = 'http://127.0.0.1:1';

void runCommand(async () => {
  const options = readOptions(process.argv.slice(2));
  const shutdown = Shutdown.onSignals(() => console.log('\nStopping…'));
  try {
    await start(options, process.env, shutdown);
  } catch (error) {
    if (shutdown.isRunning) return;
    await shutdown.run();
    throw error;
  }
});

function readOptions(args: string[]): StartOptions {
  const { values } = parseArgs({ args, options: { engine: { type: 'string' }, folder: { type: 'string' } } });
  const kind = ENGINE_KINDS.find((each) => each === values.engine);
  if (values.engine !== undefined && kind === undefined) {
    throw new LocalFailure(`--engine: expected ${ENGINE_KINDS.join(' or ')}; got ${JSON.stringify(values.engine)}.`);
  }
  return { engine: kind, folder: new LocalFolder(values.folder) };
}

/** Brings everything up, and leaves it to `shutdown` to bring it down. What the environment names is not started. */
async function start(options: StartOptions, given: Environment, shutdown: Shutdown): Promise<void> {
  const startedAt = performance.now();
  const { folder } = options;
  const lock = await lockFolder(folder, 'npm start');
  shutdown.add(() => lock.release());
  const keys = await localKeys(folder);
  await assertUsable(given, keys);
  const services = await startServices(options, given, shutdown);
  const configuration = configure(given, keys, services);
  const address = addressOf(configuration, services);
  const server = await startApi(configuration, address, shutdown);
  const { cognito } = services;
  await lock.publish({
    url: server.url,
    dynamoDbEndpoint: configuration.DYNAMODB_ENDPOINT ?? '',
    engine: services.engine?.kind ?? 'external',
    tableName: configuration.TABLE_NAME,
    region: configuration.AWS_REGION,
    ...(cognito && { cognito: { url: cognito.url, clientId: cognito.clientId } }),
    keysFromEnvironment: keysGiven(given, keys),
  });
  console.log(welcome({ url: server.url, services, configuration, seconds: (performance.now() - startedAt) / 1_000 }));
}

/** Bad values and a taken port are told before anything is started. */
async function assertUsable(given: Environment, keys: LocalKeys): Promise<void> {
  const local = { keys, engineEndpoint: UNUSED, cognito: wantsLocalCognito(given) ? { jwksUri: UNUSED } : null };
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
  const cognito = wantsLocalCognito(given) ? startCognito({ folder: folder.cognito }) : null;
  const started = await Promise.allSettled([engine, cognito]);
  for (const service of started)
    if (service.status === 'fulfilled' && service.value) supervise(service.value, shutdown);
  for (const service of started) if (service.status === 'rejected') throw service.reason;
  return { engine: await engine, cognito: await cognito };
}

/** Stops the service at the end; and ends, too, if the service ends before. */
function supervise(service: Engine | Cognito, shutdown: Shutdown): void {
  shutdown.add(() => service.stop());
  const name = 'jwksUri' in service ? 'local Cognito' : 'database engine';
  void service.ended.then(() => {
    if (shutdown.isRunning) return;
    reportFailure(
      new LocalFailure(
        `The ${name} has ended unexpectedly, so everything is stopped. Run \`npm start\` again; the data is kept.`,
      ),
    );
    void shutdown.exit(1);
  });
}

function configure(given: Environment, keys: LocalKeys, { engine, cognito }: Services): Configuration {
  return readConfiguration(localEnvironment(given, { keys, engineEndpoint: engine?.endpoint ?? null, cognito }));
}

function addressOf({ DYNAMODB_ENDPOINT, AWS_REGION, TABLE_NAME }: Configuration, { engine }: Services): StoreAddress {
  return { endpoint: DYNAMODB_ENDPOINT, region: AWS_REGION, tableName: TABLE_NAME, engine: engine?.kind };
}

/** The API's modules are loaded while the data is: that is a good second of work for another processor. */
async function startApi(
  configuration: Configuration,
  address: StoreAddress,
  shutdown: Shutdown,
): Promise<{ url: string }> {
  const loading = prepareData(address, shutdown);
  loading.catch(() => undefined);
  const { startServer } = await import('../server/server.js');
  await loading;
  const server = await startServer(configuration);
  shutdown.add(() => server.close());
  return server;
}

async function prepareData(address: StoreAddress, shutdown: Shutdown): Promise<void> {
  const state = await withStore(address, async (store) => {
    await createTable(store.client, store.tableName);
    return demoState(store);
  });
  if (state === 'foreign')
    console.log(`The table ${address.tableName} holds other data already; the demo data is not added to it.`);
  if (state === 'missing') await forkLoader(address, shutdown);
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
