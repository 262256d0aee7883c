import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpParts } from './HttpParts';
import { GRAPHQL_PATH } from '../../configuration/paths';

/** JSON needs nothing: whatever a browser might take it for, it loads and runs nothing, and stands in no frame. */
const NOTHING = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/** What the page of Apollo Sandbox loads; its own `<meta>` policy narrows scripts and styles further, to those with its nonce. */
const SANDBOX_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "connect-src 'self'",
  "script-src 'unsafe-inline' https://embeddable-sandbox.cdn.apollographql.com",
  "style-src 'unsafe-inline' https://embeddable-sandbox.cdn.apollographql.com https://fonts.googleapis.com",
  'font-src https://fonts.gstatic.com',
  'img-src https://apollo-server-landing-page.cdn.apollographql.com',
  'manifest-src https://apollo-server-landing-page.cdn.apollographql.com',
  'frame-src https://sandbox.embed.apollographql.com',
].join(';');

/** The headers of an answer that no hook sees: what matters of those below. */
export const BARE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  vary: 'Origin',
};

/** On every answer: no cache keeps it, no browser guesses at it, frames it or tells others of it, and its id stands in a header. */
export function addAnswerHeaders(app: FastifyInstance, { configuration }: Pick<HttpParts, 'configuration'>): void {
  const isLocal = configuration.FIELDGATE_MODE === 'local';
  // Last of all: Apollo, too, has a word about caching.
  app.addHook('onSend', (request, reply, payload, done) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-request-id': request.id });
    done(null, payload);
  });
  const browserHeaders = headersOf(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: NOTHING },
      xFrameOptions: { action: 'deny' },
      // A local stack has no TLS, and a browser that once took this header would refuse everything else on localhost.
      strictTransportSecurity: !isLocal,
    }),
  );
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(browserHeaders);
    done();
  });
  if (isLocal) allowSandbox(app);
}

/**
 * What helmet sets is the same on every answer, and asked of it once. Its plugin for fastify asks anew for each request: a third of the CPU
 * of a small answer, and in it nearly every object of a request outlived the request until the next collection of the whole heap (seen on
 * Node 24: collections of the young generation took 50 ms in place of one).
 */
function headersOf(setHeaders: ReturnType<typeof helmet>): OutgoingHttpHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  setHeaders(request, response, () => undefined);
  return response.getHeaders();
}

function allowSandbox(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (isSandbox(request, reply)) void reply.header('content-security-policy', SANDBOX_POLICY);
    done(null, payload);
  });
}

function isSandbox({ routeOptions }: FastifyRequest, reply: FastifyReply): boolean {
  return routeOptions.url === GRAPHQL_PATH && String(reply.getHeader('content-type')).startsWith('text/html');
}
