import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuthenticationError } from '../../identity/authenticate';
import { IdentityUnavailableError } from '../../identity/IdentityTokens';
import { hasStatus } from '../../response/errorCodes';
import { CountingAwayError, RateLimitError } from '../../operation/limits/RateLimitError';
import { logFault } from '../../observe/faultLog';
import { GRAPHQL_RESPONSE_TYPE, HttpRefusal, JSON_TYPE, refusalBody } from '../../response/HttpRefusal';
import type { HttpParts } from './HttpParts';
import { takesGraphqlResponse } from './mediaTypes';
import { nothingHere } from './requestForm';

type Parts = Pick<HttpParts, 'guestCookie' | 'configuration'>;

/** Every failure outside GraphQL is answered in the shape of a GraphQL answer: JSON, a code, a request id. */
export function addFailures(app: FastifyInstance, parts: Parts): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const refusal = refusalOf(error, parts);
    if (refusal) return answer(reply, refusal, request);
    logFault(request.log, error, request.id);
    return answer(reply, new HttpRefusal(500, 'INTERNAL_SERVER_ERROR', 'Internal server error'), request);
  });
  app.setNotFoundHandler((request, reply) => answer(reply, nothingHere(request), request));
}

/** `null` for a fault of ours, of which the client learns nothing. */
function refusalOf(error: unknown, { guestCookie, configuration: { MAX_BODY_BYTES } }: Parts): HttpRefusal | null {
  if (error instanceof HttpRefusal) return error;
  if (error instanceof RateLimitError)
    return new HttpRefusal(429, 'RATE_LIMITED', error.message, { 'retry-after': String(error.retryAfterSeconds) });
  if (error instanceof CountingAwayError)
    return new HttpRefusal(503, 'TRY_AGAIN', error.message, { 'retry-after': String(error.retryAfterSeconds) });
  if (error instanceof AuthenticationError) {
    const cleared = error.ofCookie ? { 'set-cookie': guestCookie.clear() } : {};
    return new HttpRefusal(401, 'UNAUTHENTICATED', error.message, { 'www-authenticate': 'Bearer', ...cleared });
  }
  if (error instanceof IdentityUnavailableError)
    return new HttpRefusal(503, 'TRY_AGAIN', 'Your sign-in cannot be checked right now; try again in a moment.');
  if (isOfTheRequest(error)) {
    const status = hasStatus('BAD_USER_INPUT', error.statusCode) ? error.statusCode : 400;
    return new HttpRefusal(status, 'BAD_USER_INPUT', badRequest(status, MAX_BODY_BYTES));
  }
  return null;
}

/** By fastify's own parsers, or since the rest of the body never came. The status of any other error is another server's. */
function isOfTheRequest(error: unknown): error is { statusCode: number } {
  if (!(error instanceof Error)) return false;
  const { code = '', statusCode = 500 } = error as Partial<FastifyError>;
  return statusCode >= 400 && statusCode < 500 && (code.startsWith('FST_ERR_') || code === 'ECONNRESET');
}

function badRequest(status: number, maxBodyBytes: number): string {
  if (status === 413) return `The request body is too large; at most ${String(maxBodyBytes)} bytes are taken.`;
  if (status === 415) return 'Expected a JSON body with content-type application/json.';
  return 'The request could not be read: expected a JSON body with `query`.';
}

function answer(reply: FastifyReply, refusal: HttpRefusal, { id, record, headers }: FastifyRequest): FastifyReply {
  record?.codes.add(refusal.code);
  const type = takesGraphqlResponse(headers.accept) ? GRAPHQL_RESPONSE_TYPE : JSON_TYPE;
  return reply.code(refusal.status).headers(refusal.headers).type(type).send(refusalBody(refusal, id));
}
