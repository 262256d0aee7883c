import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import type { Services } from '../../resolvers';
import { roleBook } from '../../schema';
import type { Credentials, RoleNames } from '../identity/authenticate';
import { GuestSessions } from '../identity/GuestSessions';
import { IdentityTokens } from '../identity/IdentityTokens';
import { VisitTokens } from '../identity/VisitTokens';
import { createClient } from '../storage/client';
import { Cursors } from '../storage/cursors';
import { Table } from '../storage/Table';
import { createApollo } from './apollo';
import { buildApi } from './api';
import type { Configuration } from './configuration';
import { contextFactory } from './contexts';
import { guestCookie, type GuestCookie } from './guestCookie';
import { createHttp } from './http';

/** A server that takes requests at `url` until it is closed. */
export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Puts the stages together, in order, and listens: headers → identity → access → projection → batched read → response. */
export async function startServer(configuration: Configuration): Promise<RunningServer> {
  const logger = pino({ level: configuration.LOG_LEVEL });
  const api = buildApi();
  const cookie = guestCookie(configuration);
  const credentials = createCredentials(configuration, cookie);
  const client = createStoreClient(configuration);
  const table = new Table(client, configuration.TABLE_NAME);
  const apollo = createApollo(api, configuration, logger);
  const cursors = new Cursors(configuration.CURSOR_KEYS);
  const services = createServices(configuration, credentials, cookie);
  const createContext = contextFactory({ api, configuration, table, cursors, services });
  await apollo.start();
  const isReady = () => table.isReachable();
  const http = createHttp({
    apollo,
    credentials,
    guestCookie: cookie,
    createContext,
    isReady,
    corsOrigins: configuration.CORS_ORIGINS,
    logger,
  });
  // A failure here is no reason not to start: keys are fetched again when the first token comes.
  await credentials.identityTokens.preload().catch(() => {
    logger.warn('the identity provider’s keys cannot be fetched yet');
  });
  await http.listen({ host: configuration.HOST, port: configuration.PORT });
  return {
    url: urlOf(http, configuration),
    close: async () => {
      await http.close();
      await apollo.stop();
      client.destroy();
    },
  };
}

function createCredentials(configuration: Configuration, cookie: GuestCookie): Credentials {
  const { GUEST_SESSION_KEYS, GUEST_SESSION_SECONDS, VISIT_TOKEN_KEYS, VISIT_TOKEN_SECONDS } = configuration;
  return {
    identityTokens: new IdentityTokens(configuration.identityProvider),
    guestSessions: new GuestSessions({ keys: GUEST_SESSION_KEYS, lifetimeSeconds: GUEST_SESSION_SECONDS }),
    visitTokens: new VisitTokens({ keys: VISIT_TOKEN_KEYS, lifetimeSeconds: VISIT_TOKEN_SECONDS }),
    guestCookieName: cookie.name,
    roles: roleNames(),
  };
}

function createServices(
  { STATISTICS_MIN_GROUP }: Configuration,
  { guestSessions, visitTokens }: Credentials,
  cookie: GuestCookie,
): Services {
  return {
    guestSessions,
    visitTokens,
    guestCookie: (token, expiresAt) => cookie.issue(token, expiresAt),
    statisticsMinGroup: STATISTICS_MIN_GROUP,
  };
}

function createStoreClient(configuration: Configuration) {
  return createClient({
    region: configuration.AWS_REGION,
    endpoint: configuration.DYNAMODB_ENDPOINT,
    connectionTimeoutMs: configuration.DYNAMODB_CONNECTION_TIMEOUT_MS,
    requestTimeoutMs: configuration.DYNAMODB_REQUEST_TIMEOUT_MS,
  });
}

function urlOf({ server }: FastifyInstance, { HOST, PORT }: Configuration): string {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : PORT;
  return `http://${HOST === '127.0.0.1' ? 'localhost' : HOST}:${String(port)}/graphql`;
}

function roleNames(): RoleNames {
  const guest = roleBook.roles.find(({ cognitoGroup }) => cognitoGroup === null)?.name;
  if (guest === undefined) throw new TypeError('expected one role without a Cognito group, for visitors');
  const byGroup = roleBook.roles.flatMap(({ name, cognitoGroup }) =>
    cognitoGroup === null ? [] : [[cognitoGroup, name] as const],
  );
  return { guest, byGroup: new Map(byGroup) };
}
