import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { DestinationStream } from 'pino';
import { createClient } from './storage/client';
import { Cursors } from './storage/cursors';
import { SecondFactors } from './loading/SecondFactors';
import { Table } from './storage/Table';
import { createApollo } from './transports/apollo/apollo';
import { notificationRules } from '../resolvers';
import { secondFactorRecord } from '../schema';
import { buildApi } from './compose/api';
import type { Configuration } from './configuration/configuration';
import type { Executor } from './operation/Execution';
import { Operations } from './operation/Operations';
import { contextFactory } from './transports/http/operationContexts';
import { createCredentials } from './compose/createCredentials';
import { createRoleTables } from './compose/createRoleTables';
import { createServices } from './compose/createServices';
import { TakenDocuments } from './operation/documents/TakenDocuments';
import { createTrustedDocuments } from './operation/documents/TrustedDocuments';
import { CALLER_QUESTION } from './transports/pages/access/callerQuestion';
import { addPages } from './transports/pages/addPages';
import { landingPage } from './transports/pages/explorer/sandbox';
import type { ExplorerContent } from './transports/pages/page/ExplorerContent';
import { createCookies } from './identity/cookies';
import { warnOfOtherSites } from './transports/http/cookieSites';
import { createHttp } from './transports/http/http';
import type { HttpParts } from './transports/http/HttpParts';
import { createRateLimits } from './operation/limits/createRateLimits';
import { drain, type EndableServer } from './transports/http/lifecycle/endServer';
import { KeyLoading } from './transports/http/lifecycle/KeyLoading';
import { Readiness } from './transports/http/lifecycle/Readiness';
import { createLogger } from './observe/logger';
import { Observer } from './observe/Observer';
import type { RequestRecord } from './observe/requests/RequestRecord';
import { startTelemetry } from './observe/telemetry/startTelemetry';
import { sideSystemLog } from './observe/sideSystemLog';
import type { SideSystemListener } from './sideSystems/SideSystem';
import { createNotifications } from './notifications/createNotifications';
import { addSubscriptions } from './transports/subscriptions/addSubscriptions';
import { createRealtime } from './changes/createRealtime';
import { Subscriptions } from './transports/subscriptions/Subscriptions';
import { LagLog } from './changes/LagLog';
import { troubleLog } from './changes/troubleLog';
import { storeOptions } from './configuration/storeOptions';

const NO_CONTENT: ExplorerContent = { examples: [] };

/** For an answer that is sent at the deadline to arrive. */
const LAST_ANSWER_MS = 500;

/** A server that takes requests at `url` until it is closed. */
export interface RunningServer extends EndableServer {
  readonly url: string;
}

export interface ServerOptions {
  /** Where log lines go; stdout unless told otherwise. */
  readonly logDestination?: DestinationStream;
  /** What the explorers show at first; nothing unless told otherwise. */
  readonly explorer?: ExplorerContent;
  /** Hears of each request, and of each event of a subscription, when it is over. */
  readonly onRequest?: (record: RequestRecord) => void;
  /** Whether connections that stay are served; `false` where a process lives no longer than its request. */
  readonly subscriptions?: boolean;
  /** For tests, which hold graphql-js's answers against ours; `levels` unless told otherwise. */
  readonly executor?: Executor;
}

/** Everything but a port: requests come over connections that are handed to `http.server`. */
export interface AssembledServer {
  readonly http: FastifyInstance;
  readonly readiness: Readiness;
  readonly logger: FastifyBaseLogger;
  /** Tells what is over: what was counted to other instances, traces and metrics to a collector. Waits for nothing that does not answer. */
  readonly flush: () => Promise<void>;
  /** Lets go of everything but the connections of clients. */
  readonly close: () => Promise<void>;
}

/** Puts the stages together, in order, and listens: headers → identity → access → projection → batched read → response. */
export async function startServer(configuration: Configuration, options: ServerOptions = {}): Promise<RunningServer> {
  const { http, readiness, close } = await assembleServer(configuration, options);
  await http.listen({ host: configuration.HOST, port: configuration.PORT });
  return running(http, configuration, readiness, close);
}

/** The same without listening, for whoever brings requests another way. */
export async function assembleServer(
  configuration: Configuration,
  options: ServerOptions = {},
): Promise<AssembledServer> {
  const logger = createLogger(configuration, options.logDestination);
  warnOfOtherSites(configuration, logger);
  const onSideSystem = sideSystemLog(logger);
  const trusted = createTrustedDocuments(configuration, configuration.ACCESS_PAGE ? [CALLER_QUESTION] : []);
  const isTrusted = (document: string) => trusted?.includes(document) === true;
  const telemetry = await startTelemetry(configuration, { isTrusted, onChange: onSideSystem });
  const observer = new Observer(logger, telemetry, options.onRequest);
  const stages = createStages(configuration, {
    logger,
    observer,
    onSideSystem,
    executor: options.executor ?? 'levels',
  });
  const { table, rateLimits, credentials } = stages;
  const keys = new KeyLoading(credentials.identityTokens, logger);
  const readiness = new Readiness({ areKeysThere: () => keys.isDone, isStoreReachable: () => table.isReachable() });
  const documents = trusted && new TakenDocuments(trusted);
  const around = { configuration, logger, observer, documents, readiness };
  const { http, apollo } = await createTransports(stages, around, options);
  await keys.start();
  return {
    http,
    readiness,
    logger,
    flush: async () => {
      await Promise.all([rateLimits.sent(), telemetry.flush()]);
    },
    close: async () => {
      keys.close();
      await apollo.stop();
      await stages.close();
      await telemetry.close();
    },
  };
}

type Around = Pick<HttpParts, 'configuration' | 'logger' | 'observer' | 'documents' | 'readiness'>;

/** What operations come by: requests, pages that send them, and connections that stay. */
async function createTransports(
  stages: ReturnType<typeof createStages>,
  around: Around,
  { explorer = NO_CONTENT, subscriptions = true }: ServerOptions,
) {
  const { api, rateLimits, credentials, cookies, operations } = stages;
  const { configuration, observer } = around;
  const apollo = createApollo({
    ...around,
    api,
    operations,
    landingPage: landingPage(configuration, explorer.examples),
  });
  await apollo.start();
  const surface = { ...around, credentials, guestCookie: cookies.guest, rateLimits, api };
  const http = createHttp({
    ...{ ...surface, deviceCookie: cookies.device, apollo },
    createContext: contextFactory({ ...stages, ...around }),
  });
  addPages(http, { configuration, api, explorer });
  if (subscriptions)
    addSubscriptions(http, {
      ...{ ...surface, telemetry: observer.telemetry },
      subscriptions: new Subscriptions({ ...stages, ...around }),
    });
  return { http, apollo };
}

/** Who is told of what happens, and who executes. */
interface StageOptions {
  readonly logger: FastifyBaseLogger;
  readonly observer: Observer;
  readonly onSideSystem: SideSystemListener;
  readonly executor: Executor;
}

/** What stands between the HTTP surface and the table. */
function createStages(configuration: Configuration, { logger, observer, onSideSystem, executor }: StageOptions) {
  const api = buildApi();
  const cookies = createCookies(configuration);
  const observed = { ...storeOptions(configuration), observe: observer.storeCalled };
  const client = createClient({ ...observed, reads: configuration.STORE_CLIENT });
  const { telemetry } = observer;
  // One for all readers of the stream: what both meet is told once.
  const lagLog = new LagLog(logger);
  const follower = { configuration, client, telemetry, lagLog, ...troubleLog(logger) };
  const realtime = createRealtime({ ...follower, model: api.model });
  const table = new Table(client, configuration.TABLE_NAME);
  const secondFactors = new SecondFactors(table, secondFactorRecord);
  const credentials = createCredentials(configuration, cookies, secondFactors);
  const services = createServices(configuration, credentials, cookies, { secondFactors, changes: realtime.changes });
  const notifications = createNotifications({
    ...{ ...follower, rules: notificationRules, table, logger },
    userPool: services.userPool,
    securityEvents: observer.securityEvents,
  });
  const limits = createRateLimits(configuration, { store: observed, telemetry, onChange: onSideSystem });
  const roleTables = createRoleTables(configuration, client, api.model);
  const { rateLimits } = limits;
  return {
    api,
    credentials,
    cookies,
    table,
    rateLimits,
    operations: new Operations({ api, configuration, rateLimits, log: logger, executor }),
    cursors: new Cursors(configuration.CURSOR_KEYS),
    services,
    roleTables,
    close: async (): Promise<void> => {
      lagLog.close();
      await Promise.all([realtime.close(), notifications?.close()]);
      await limits.close();
      for (const each of [roleTables, services.userPool]) each?.close();
      client.destroy();
    },
  };
}

function running(
  http: FastifyInstance,
  configuration: Configuration,
  readiness: Readiness,
  close: () => Promise<void>,
): RunningServer {
  return {
    url: urlOf(http, configuration),
    beginShutdown: () => readiness.beginShutdown(),
    drained: async () => readiness.drained(),
    close: async () => {
      readiness.beginShutdown();
      await drain(http, configuration.REQUEST_DEADLINE_MS + LAST_ANSWER_MS);
      await close();
    },
  };
}

function urlOf({ server }: FastifyInstance, { HOST, PORT }: Configuration): string {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : PORT;
  return `http://${nameOf(HOST)}:${String(port)}/graphql`;
}

function nameOf(host: string): string {
  if (host === '127.0.0.1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
