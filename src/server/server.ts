import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { DestinationStream } from 'pino';
import type { Credentials } from '../identity/authenticate';
import { createClient, type ClientOptions } from '../storage/client';
import { Cursors } from '../storage/cursors';
import { Table } from '../storage/Table';
import { createApollo } from './apollo';
import { buildApi } from './api';
import type { Configuration } from './configuration';
import { contextFactory } from './contexts';
import { createCredentials } from './createCredentials';
import { createServices } from './createServices';
import type { ExplorerContent } from './explorer/ExplorerContent';
import { guestCookie } from './http/guestCookie';
import { createHttp } from './http/http';
import { createRateLimits } from './limits/createRateLimits';
import { drain, type EndableServer } from './lifecycle/endServer';
import { Readiness } from './lifecycle/Readiness';
import { createLogger } from './observe/logger';
import { Observer } from './observe/Observer';
import { startTelemetry } from './observe/telemetry/startTelemetry';

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
}

/** Puts the stages together, in order, and listens: headers → identity → access → projection → batched read → response. */
export async function startServer(configuration: Configuration, options: ServerOptions = {}): Promise<RunningServer> {
  const logger = createLogger(configuration, options.logDestination);
  const observer = new Observer(logger, await startTelemetry(configuration));
  const api = buildApi();
  const cookie = guestCookie(configuration);
  const credentials = createCredentials(configuration, cookie);
  const client = createClient({ ...storeOptions(configuration), observe: observer.storeCalled });
  const table = new Table(client, configuration.TABLE_NAME);
  const rateLimits = createRateLimits(configuration, storeOptions(configuration));
  const { explorer = NO_CONTENT } = options;
  const apollo = createApollo({ api, configuration, rateLimits, logger, observer, examples: explorer.examples });
  const cursors = new Cursors(configuration.CURSOR_KEYS);
  const services = createServices(configuration, credentials, cookie);
  const createContext = contextFactory({ api, configuration, table, cursors, services, rateLimits });
  await apollo.start();
  const readiness = new Readiness(() => table.isReachable());
  const http = createHttp({
    configuration,
    apollo,
    credentials,
    guestCookie: cookie,
    createContext,
    readiness,
    rateLimits,
    model: api.model,
    explorer,
    logger,
    observer,
  });
  await preloadKeys(credentials, logger);
  await http.listen({ host: configuration.HOST, port: configuration.PORT });
  const letGo = async (): Promise<void> => {
    await apollo.stop();
    client.destroy();
    services.userPool.close();
    await observer.telemetry.close();
  };
  return running(http, configuration, readiness, letGo);
}

function running(
  http: FastifyInstance,
  configuration: Configuration,
  readiness: Readiness,
  letGo: () => Promise<void>,
): RunningServer {
  return {
    url: urlOf(http, configuration),
    announceEnd: () => readiness.announceEnd(),
    heard: async () => readiness.heard(),
    close: async () => {
      readiness.announceEnd();
      await drain(http, configuration.REQUEST_DEADLINE_MS + LAST_ANSWER_MS);
      await letGo();
    },
  };
}

/** A failure is no reason not to start: keys are fetched again when the first token comes. */
async function preloadKeys({ identityTokens }: Credentials, logger: FastifyBaseLogger): Promise<void> {
  await identityTokens.preload().catch(() => {
    logger.warn('the identity provider’s keys cannot be fetched yet');
  });
}

function storeOptions(configuration: Configuration): ClientOptions {
  return {
    region: configuration.AWS_REGION,
    endpoint: configuration.DYNAMODB_ENDPOINT,
    connectionTimeoutMs: configuration.DYNAMODB_CONNECTION_TIMEOUT_MS,
    requestTimeoutMs: configuration.DYNAMODB_REQUEST_TIMEOUT_MS,
  };
}

function urlOf({ server }: FastifyInstance, { HOST, PORT }: Configuration): string {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : PORT;
  return `http://${HOST === '127.0.0.1' ? 'localhost' : HOST}:${String(port)}/graphql`;
}
