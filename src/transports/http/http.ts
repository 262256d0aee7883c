import { randomUUID } from 'node:crypto';
import fastify, { LogController, type FastifyInstance } from 'fastify';
import type { Configuration } from '../../configuration/configuration';
import { addRequestRate } from './addRequestRate';
import { addLameDuck } from './lifecycle/lameDuck';
import { addShedding } from './lifecycle/shedding';
import { recordRequests } from '../../observe/requestRecords';
import { trustIn } from '../../network/clientAddress';
import { addAnswerHeaders } from './answerHeaders';
import { addClientAddresses } from './clientAddresses';
import { addCompression } from './compression';
import { addCrossOrigin } from './crossOrigin';
import { addCrossSiteDefence } from './crossSite';
import { addEdge } from './edge';
import { addFailures } from './failures';
import { addGraphql } from './graphql';
import { addHeadAnswers } from './headAnswers';
import { addHealth } from './health';
import type { HttpParts } from './HttpParts';
import { quietLogger } from './quietLogger';
import { addRequestForm } from './requestForm';
import { addStaticAnswers } from './staticAnswers';
import { addExpectations, MAX_HEADER_BYTES, unreadableRequests } from './unreadableRequests';

const HEADERS_TIMEOUT_MS = 10_000;
const CHECK_MS = 1000;
const SLOW_READER_MS = 15_000;

/**
 * The HTTP surface: `/graphql`, `/livez`, `/healthz`, `/readyz`; every other answer, too, is JSON with a
 * request id. Hooks run in the order in which they are added here: refusals carry the headers that browsers need only where
 * these were set before.
 */
export function createHttp(parts: HttpParts): FastifyInstance {
  const app = createApp(parts);
  addClientAddresses(app, parts);
  recordRequests(app, parts);
  addFailures(app, parts);
  addAnswerHeaders(app, parts);
  addCrossOrigin(app, parts);
  addEdge(app, parts);
  addShedding(app, parts);
  addLameDuck(app, parts);
  addRequestRate(app, parts);
  addCrossSiteDefence(app, parts);
  addRequestForm(app);
  addHeadAnswers(app);
  addStaticAnswers(app);
  addCompression(app, parts);
  addHealth(app, parts);
  addGraphql(app, parts);
  addExpectations(app, parts);
  return app;
}

function createApp({ logger, configuration }: HttpParts): FastifyInstance {
  const { MAX_BODY_BYTES, TRUSTED_PROXIES } = configuration;
  const app = fastify({
    ...timeouts(configuration),
    ...unreadableRequests(logger),
    loggerInstance: quietLogger(logger),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: TRUSTED_PROXIES.length > 0 && trustIn(TRUSTED_PROXIES),
    genReqId: () => randomUUID(),
    // A header that a client can write is not a request id.
    requestIdHeader: false,
    // See headAnswers.ts.
    exposeHeadRoutes: false,
    // Whoever has a connection gets an answer on it until it is closed.
    return503OnClosing: false,
  });
  // All of them: node would leave out those after the 2,000th, and a bad credential among these would pass for none.
  app.server.maxHeadersCount = 0;
  return app;
}

/** How long a client may take: for its headers, for the whole request, for the next one, and for reading the answer. */
function timeouts({ REQUEST_READ_TIMEOUT_MS, KEEP_ALIVE_TIMEOUT_MS, REQUEST_DEADLINE_MS }: Configuration) {
  return {
    requestTimeout: REQUEST_READ_TIMEOUT_MS,
    // Longer than a load balancer keeps its side open (60 s by default): the one to close must be the one that sends next, or
    // a request meets a connection that has just been closed, and fails.
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // Of silence on the socket, also while we are at work: so never shorter than that may take.
    connectionTimeout: REQUEST_DEADLINE_MS + SLOW_READER_MS,
    http: {
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, REQUEST_READ_TIMEOUT_MS),
      connectionsCheckingInterval: Math.min(CHECK_MS, Math.ceil(REQUEST_READ_TIMEOUT_MS / 2)),
      maxHeaderSize: MAX_HEADER_BYTES,
      // node answers a missing one without a body; see requestForm.ts.
      requireHostHeader: false,
    },
  };
}
