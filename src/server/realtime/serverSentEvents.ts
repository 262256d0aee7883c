import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHandler, type Handler, type RequestParams } from 'graphql-sse';
import { authenticate, type Credentials } from '../../identity/authenticate';
import { hasStatus } from '../../response/errorCodes';
import type { Configuration } from '../configuration';
import { PREFLIGHT_HEADERS } from '../http/crossOriginHeaders';
import { assertNoForeignPage } from '../http/crossSite';
import { HttpRefusal, JSON_TYPE } from '../http/HttpRefusal';
import { STREAM_PATH } from '../http/requestForm';
import type { Readiness } from '../lifecycle/Readiness';
import { credentialOf } from '../limits/addRequestRate';
import { admitCaller } from '../limits/admitCaller';
import type { RateLimits } from '../limits/RateLimits';
import { observeAuthentication } from '../observe/observeAuthentication';
import type { Telemetry } from '../observe/telemetry/Telemetry';
import type { ConnectionPlaces } from './ConnectionPlaces';
import { SubscriptionRefusal } from './presentation';
import { Subscriber } from './Subscriber';
import type { Subscriptions } from './Subscriptions';

export interface EventStreamParts {
  readonly configuration: Configuration;
  readonly credentials: Credentials;
  readonly rateLimits: RateLimits;
  readonly readiness: Readiness;
  readonly places: ConnectionPlaces;
  readonly subscriptions: Subscriptions;
  readonly telemetry: Telemetry;
}

const EVENT_STREAM = 'text/event-stream';
/** A timer of node's waits no longer. */
const LONGEST_TIMER_MS = 2_147_483_647;

interface Stream {
  readonly subscriber: Subscriber;
  readonly raw: ServerResponse;
  /** Called when the connection is over. */
  readonly atEnd: (() => void)[];
}

type EventStreamHandler = Handler<Stream>;

/**
 * Subscriptions as server-sent events, one a request, for clients that cannot hold sockets. As for every request, the headers say who asks,
 * and what cannot be answered is refused with a status. A stream that breaks off without a `complete` is to be asked for again.
 */
export function addServerSentEvents(app: FastifyInstance, parts: EventStreamParts): void {
  const open = new Set<ServerResponse>();
  parts.telemetry.watch('connections', { kind: 'event-stream' }, () => open.size);
  const handle = handler(parts);
  app.route({
    method: ['GET', 'POST'],
    url: STREAM_PATH,
    handler: async (request, reply) => {
      assertWelcome(request, parts);
      const stream = await streamFor(request, reply, parts);
      const answer = await handle(requestOf(request, stream)).catch(refusalOf);
      if (answer instanceof SubscriptionRefusal)
        return reply
          .code(answer.status)
          .type(JSON_TYPE)
          .send(JSON.stringify({ errors: answer.errors }));
      const [body, init] = answer;
      if (body === null || typeof body === 'string') throw noOperation(init.status);
      void reply.code(init.status).headers({ ...init.headers });
      open.add(reply.raw);
      stream.atEnd.push(() => open.delete(reply.raw));
      return reply.send(Readable.from(body));
    },
  });
  // Clients come back elsewhere.
  app.addHook('preClose', (done) => {
    for (const raw of open) raw.destroy();
    done();
  });
}

function handler({ subscriptions }: EventStreamParts): EventStreamHandler {
  return createHandler<Stream>({
    // No reserved streams: each request has its own.
    authenticate: () => null,
    onSubscribe: async ({ raw: { subscriber, raw } }, params) =>
      (await subscriptions.begin(asParameters(params), subscriber, () => raw.destroy())) as never,
    // Whatever waits, waits where it is bounded.
    onNext: async (_context, { raw: { raw } }) => untilTaken(raw),
  });
}

async function untilTaken(raw: ServerResponse): Promise<undefined> {
  while (raw.writableNeedDrain && !raw.destroyed) {
    const gaveUp = new AbortController();
    const { signal } = gaveUp;
    await Promise.race([once(raw, 'drain', { signal }), once(raw, 'close', { signal })]).catch(() => undefined);
    gaveUp.abort();
  }
  return undefined;
}

function refusalOf(cause: unknown): SubscriptionRefusal {
  if (cause instanceof SubscriptionRefusal) return cause;
  throw cause;
}

/** The library found no operation in the request, and says so without a code. */
function noOperation(status: number): HttpRefusal {
  return new HttpRefusal(
    hasStatus('BAD_USER_INPUT', status) ? status : 400,
    'BAD_USER_INPUT',
    'Expected a subscription as `query`, with `variables` and `extensions` as objects and `operationName` as a text, where they are sent.',
  );
}

function assertWelcome(request: FastifyRequest, parts: EventStreamParts): void {
  const { headers, method } = request;
  if (headers.accept?.includes(EVENT_STREAM) !== true)
    throw new HttpRefusal(406, 'BAD_USER_INPUT', `Expected to accept ${EVENT_STREAM}.`);
  // Browsers send a GET without asking first. As at `/graphql`, one that no allowed page has sent must say more.
  if (method === 'GET' && !PREFLIGHT_HEADERS.some((name) => headers[name] !== undefined))
    assertNoForeignPage(request, parts);
  if (parts.readiness.isEnding)
    throw new HttpRefusal(503, 'TRY_AGAIN', 'The server is about to restart; try again in a moment.', {
      'retry-after': '2',
    });
}

/** Who asks, with a place for as long as the stream is open, which is at most until the credential ends. */
async function streamFor(request: FastifyRequest, { raw }: FastifyReply, parts: EventStreamParts): Promise<Stream> {
  const headers = request.raw.headersDistinct;
  const authentication = authenticate(headers, parts.credentials);
  const { caller, visitFlaw, expiresAt } = await observeAuthentication(request.record, authentication);
  await admitCaller(parts.rateLimits, { caller, address: request.address }, visitFlaw, {
    credential: credentialOf(request),
  });
  const atEnd: (() => void)[] = [];
  raw.once('close', () => atEnd.forEach((release) => release()));
  for (const release of [parts.places.ofAddress(request.address), parts.places.ofCaller(caller)]) {
    if (!release) throw new HttpRefusal(429, 'RATE_LIMITED', 'Too many connections.', { 'retry-after': '10' });
    atEnd.push(release);
  }
  if (expiresAt !== null) atEnd.push(endAt(raw, expiresAt));
  return { subscriber: new Subscriber(headers, request.address, parts.credentials), raw, atEnd };
}

function endAt(raw: ServerResponse, moment: Date): () => void {
  const left = Math.max(0, moment.getTime() - Date.now());
  // What ends later is found to have ended with the first event after that.
  if (left > LONGEST_TIMER_MS) return () => undefined;
  const timer = setTimeout(() => raw.destroy(), left);
  return () => clearTimeout(timer);
}

function requestOf({ method, url, headers, body }: FastifyRequest, stream: Stream) {
  return {
    method,
    url,
    headers: new Headers({ accept: EVENT_STREAM, 'content-type': headers['content-type'] ?? '' }),
    body: (body ?? null) as Record<string, unknown> | null,
    raw: stream,
    context: undefined,
  };
}

function asParameters(params: RequestParams) {
  return { ...params } as unknown as Readonly<Record<string, unknown>>;
}
