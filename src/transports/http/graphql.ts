import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { authenticate } from '../../identity/authenticate';
import type { Caller } from '../../identity/Caller';
import { observeAuthentication } from '../../observe/observeAuthentication';
import { credentialOf } from './addRequestRate';
import { admitCaller } from '../../operation/limits/admitCaller';
import { EXPECTED_ON_DENIED, ON_DENIED_HEADER, onDeniedOf } from '../../operation/onDenied';
import { resolveDocument } from './resolveDocument';
import { HttpRefusal } from '../../response/HttpRefusal';
import type { HttpParts } from './HttpParts';
import { takesAnswer } from './mediaTypes';
import { GRAPHQL_PATH } from '../../configuration/paths';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; `null` until the request was authenticated. */
    caller: Caller | null;
  }
}

/** `/graphql`: who asks is known before Apollo sees the request. */
export function addGraphql(app: FastifyInstance, parts: HttpParts): void {
  const { apollo, documents, credentials, createContext, rateLimits } = parts;
  app.decorateRequest('caller', null);
  app.route({
    method: ['GET', 'POST'],
    url: GRAPHQL_PATH,
    preHandler: async (request) => {
      assertTakesAnswer(request);
      if (onDeniedOf(request.raw.headersDistinct[ON_DENIED_HEADER]) === null)
        throw new HttpRefusal(400, 'BAD_USER_INPUT', EXPECTED_ON_DENIED);
      const authentication = authenticate(request.raw.headersDistinct, credentials);
      const { caller, visitFlaw } = await observeAuthentication(request.record, authentication);
      const asker = { caller, address: request.address };
      await admitCaller(rateLimits, asker, visitFlaw, { credential: credentialOf(request) });
      request.caller = caller;
      if (documents) resolveDocument(request, documents, asker);
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request: FastifyRequest, reply: FastifyReply) => createContext(request, reply, callerOf(request)),
      // The integration's own type names another server class than fastify's default.
    }) as RouteHandlerMethod,
  });
}

/** Apollo finds out when all is done; nothing may be written for whoever cannot take the answer. */
function assertTakesAnswer({ method, headers }: FastifyRequest): void {
  if (method === 'POST' && !takesAnswer(headers.accept))
    throw new HttpRefusal(
      406,
      'BAD_USER_INPUT',
      'Expected to accept application/json or application/graphql-response+json.',
    );
}

function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new TypeError('the request was not authenticated');
  return caller;
}
