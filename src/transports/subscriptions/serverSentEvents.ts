import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHandler, type Handler, type RequestParams } from 'graphql-sse';
import { authenticate, type Credentials } from '../../identity/authenticate';
import { hasStatus } from '../../response/errorCodes';
import type { Configuration } from '../../configuration/configuration';
import { PREFLIGHT_HEADERS } from '../http/crossOriginHeaders';
import { assertNoForeignPage } from '../http/crossSite';
import { HttpRefusal, JSON_TYPE } from '../../response/HttpRefusal';
import { STREAM_PATH } from '../../configuration/paths';
import { credentialOf } from '../http/addRequestRate';
import { observeAuthentication } from '../../observe/observeAuthentication';
import type { Telemetry } from '../../observe/telemetry/Telemetry';
import type { AdmittedConnection } from './AdmittedConnection';
import type { ConnectionAdmission } from './ConnectionAdmission';
import { SubscriptionRefusal } from './SubscriptionRefusal';
import { Subscriber } from './Subscriber';
import type { Subscriptions } from './Subscriptions';

export interface EventStreamParts {
  readonly configuration: Configuration;
  readonly credentials: Credentials;
  readonly admission: ConnectionAdmission;
  readonly subscriptions: Subscriptions;
  readonly telemetry: Telemetry;
}

const EVENT_STREAM = 'text/event-stream';
/** A timer of node's waits no longer. */
const LONGEST_TIMER_MS = 2_147_483_647;

interface Stream {
  readonly subscriber: Subscriber;
  readonly raw: ServerResponse;
  readonly connection: AdmittedConnection;
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
      if (reply.raw.destroyed) return left(reply, body);
      void reply.code(init.status).headers({ ...init.headers });
      open.add(reply.raw);
      stream.connection.atEnd(() => {
        open.delete(reply.raw);
        void body.return();
      });
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

/** Nobody is there any more to hear anything, which is no fault of ours: a stream that is sent to them would fail. */
function left(reply: FastifyReply, body: { return(): unknown }): FastifyReply {
  void body.return();
  return reply.hijack();
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
    'Expected a subscription as `query`, with `variables` and `extensions` as objects and `operationName` as a string, where they are sent.',
  );
}

function assertWelcome(request: FastifyRequest, parts: EventStreamParts): void {
  const { headers, method } = request;
  if (headers.accept?.includes(EVENT_STREAM) !== true)
    throw new HttpRefusal(406, 'BAD_USER_INPUT', `Expected to accept ${EVENT_STREAM}.`);
  // Browsers send a GET without asking first. As at `/graphql`, one that no allowed page has sent must say more.
  if (method === 'GET' && !PREFLIGHT_HEADERS.some((name) => headers[name] !== undefined))
    assertNoForeignPage(request, parts);
}

/** Who asks, with a place for as long as the stream is open, which is at most until the credential ends. */
async function streamFor(request: FastifyRequest, { raw }: FastifyReply, parts: EventStreamParts): Promise<Stream> {
  const { admission, credentials } = parts;
  const { address } = request;
  const connection = admission.enter(request, raw);
  const headers = request.raw.headersDistinct;
  const authentication = authenticate(headers, credentials);
  const { caller, visitFlaw, expiresAt } = await observeAuthentication(request.record, authentication);
  await admission.identify(connection, { caller, address, visitFlaw }, { credential: credentialOf(request) });
  if (expiresAt !== null) connection.atEnd(endAt(raw, expiresAt));
  return { subscriber: new Subscriber(headers, address, credentials), raw, connection };
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
