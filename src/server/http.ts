import { randomUUID } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import cors from '@fastify/cors';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RouteHandlerMethod,
} from 'fastify';
import { authenticate, AuthenticationError, type Credentials } from '../identity/authenticate';
import type { Caller } from '../identity/Caller';
import { IdentityUnavailableError } from '../identity/IdentityTokens';
import type { Context } from '../response/Context';
import type { ErrorCode } from '../response/errors';
import { ON_DENIED_HEADER, onDeniedOf } from './contexts';
import { logFault } from './faultLog';
import type { GuestCookie } from './guestCookie';
import { requestScope } from './requestScope';

interface Parts {
  readonly apollo: ApolloServer<Context>;
  readonly credentials: Credentials;
  readonly guestCookie: GuestCookie;
  readonly createContext: (request: FastifyRequest, reply: FastifyReply, caller: Caller) => Context;
  /** Whether the store answers. */
  readonly isReady: () => Promise<boolean>;
  /** Exact origins whose pages may read answers. */
  readonly corsOrigins: readonly string[];
  readonly logger: FastifyBaseLogger;
}

const BODY_LIMIT_BYTES = 262_144;
const REQUEST_TIMEOUT_MS = 15_000;
const PREFLIGHT_SECONDS = 600;

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** The HTTP surface: `/graphql`, `/livez`, `/readyz`; every other answer, too, is JSON with a request id. */
export function createHttp(parts: Parts): FastifyInstance {
  const app = fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    // A header that a client can write is not a request id.
    requestIdHeader: false,
  });
  void app.register(cors, {
    origin: [...parts.corsOrigins],
    credentials: true,
    methods: ['GET', 'POST'],
    maxAge: PREFLIGHT_SECONDS,
  });
  app.decorateRequest('caller', null);
  app.addHook('onRequest', (request, _reply, done) => {
    requestScope.run({ requestId: request.id }, done);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => answerFailure(parts, error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    refuse(reply.code(404), 'NOT_FOUND', 'There is nothing here; the API is at /graphql.', request.id),
  );
  addHealth(app, parts);
  addGraphql(app, parts);
  return app;
}

function addHealth(app: FastifyInstance, parts: Parts): void {
  app.get('/livez', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const isReady = await parts.isReady();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'unavailable' });
  });
}

function addGraphql(app: FastifyInstance, parts: Parts): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      if (onDeniedOf(request) === null)
        throw new HeaderError(`Expected ${ON_DENIED_HEADER} to be error, mask or reject.`);
      request.caller = await authenticate(request.raw.headersDistinct, parts.credentials);
    },
    handler: fastifyApolloHandler(parts.apollo, {
      context: async (request: FastifyRequest, reply: FastifyReply) =>
        parts.createContext(request, reply, callerOf(request)),
      // The integration's own type names another server class than fastify's default.
    }) as RouteHandlerMethod,
  });
}

/** A header of ours has a value that it does not take. */
class HeaderError extends Error {
  override readonly name = 'HeaderError';
}

function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new TypeError('the request was not authenticated');
  return caller;
}

function answerFailure(parts: Parts, error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof AuthenticationError) {
    if (error.ofCookie) void reply.header('set-cookie', parts.guestCookie.clear());
    void reply.header('www-authenticate', 'Bearer');
    return refuse(reply.code(401), 'UNAUTHENTICATED', error.message, request.id);
  }
  if (error instanceof IdentityUnavailableError) {
    return refuse(
      reply.code(503),
      'TRY_AGAIN',
      'Your sign-in cannot be checked right now; try again in a moment.',
      request.id,
    );
  }
  if (error instanceof HeaderError) return refuse(reply.code(400), 'BAD_USER_INPUT', error.message, request.id);
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return refuse(reply.code(error.statusCode), 'BAD_USER_INPUT', badRequestMessage(error.statusCode), request.id);
  }
  logFault(request.log, error, request.id);
  return refuse(reply.code(500), 'INTERNAL_SERVER_ERROR', 'Internal server error', request.id);
}

function badRequestMessage(status: number): string {
  if (status === 413) return `The request body is too large; at most ${String(BODY_LIMIT_BYTES)} bytes are taken.`;
  if (status === 415) return 'Expected a JSON body with content-type application/json.';
  return 'The request could not be read: expected a JSON body with `query`.';
}

function refuse(reply: FastifyReply, code: ErrorCode, message: string, requestId: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send({ errors: [{ message, extensions: { code, requestId } }] });
}
