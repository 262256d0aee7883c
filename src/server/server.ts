import pino from 'pino';
import { roleBook } from '../../schema';
import type { RoleNames } from '../identity/authenticate';
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
import { guestCookie } from './guestCookie';
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
  const client = createClient({
    region: configuration.AWS_REGION,
    endpoint: configuration.DYNAMODB_ENDPOINT,
    connectionTimeoutMs: configuration.DYNAMODB_CONNECTION_TIMEOUT_MS,
    requestTimeoutMs: configuration.DYNAMODB_REQUEST_TIMEOUT_MS,
  });
  const table = new Table(client, configuration.TABLE_NAME);
  const identityTokens = new IdentityTokens(configuration.identityProvider);
  const cookie = guestCookie(configuration);
  const guestSessions = new GuestSessions({
    keys: configuration.GUEST_SESSION_KEYS,
    lifetimeSeconds: configuration.GUEST_SESSION_SECONDS,
  });
  const visitTokens = new VisitTokens({
    keys: configuration.VISIT_TOKEN_KEYS,
    lifetimeSeconds: configuration.VISIT_TOKEN_SECONDS,
  });
  const services = {
    guestSessions,
    visitTokens,
    guestCookie: cookie.issue,
    statisticsMinGroup: configuration.STATISTICS_MIN_GROUP,
  };
  const apollo = createApollo(api, configuration, logger);
  await apollo.start();
  const http = createHttp({
    apollo,
    credentials: { identityTokens, guestSessions, visitTokens, guestCookieName: cookie.name, roles: roleNames() },
    guestCookie: cookie,
    createContext: contextFactory({
      api,
      configuration,
      table,
      cursors: new Cursors(configuration.CURSOR_KEYS),
      services,
    }),
    isReady: () => table.isReachable(),
    logger,
  });
  // A failure here is no reason not to start: keys are fetched again when the first token comes.
  await identityTokens.preload().catch(() => logger.warn('the identity provider’s keys cannot be fetched yet'));
  await http.listen({ host: configuration.HOST, port: configuration.PORT });
  const address = http.server.address();
  const port = typeof address === 'object' && address ? address.port : configuration.PORT;
  return {
    url: `http://${configuration.HOST === '127.0.0.1' ? 'localhost' : configuration.HOST}:${String(port)}/graphql`,
    close: async () => {
      await http.close();
      await apollo.stop();
      client.destroy();
    },
  };
}

function roleNames(): RoleNames {
  const guest = roleBook.roles.find(({ cognitoGroup }) => cognitoGroup === null)?.name;
  if (guest === undefined) throw new TypeError('expected one role without a Cognito group, for visitors');
  const byGroup = roleBook.roles.flatMap(({ name, cognitoGroup }) =>
    cognitoGroup === null ? [] : [[cognitoGroup, name] as const],
  );
  return { guest, byGroup: new Map(byGroup) };
}
