import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Observer } from './Observer';
import { RequestRecord } from './requests/RequestRecord';
import { requestScope } from './requestScope';

declare module 'fastify' {
  interface FastifyRequest {
    /** The same as `currentRecord()`, and there also where the scope is not; `null` before the first hook. */
    record: RequestRecord | null;
  }
}

/** Opens a record for every request, puts every later stage in its scope, and hands it to the observer when all is over. */
export function recordRequests(app: FastifyInstance, { observer }: { readonly observer: Observer }): void {
  app.decorateRequest('record', null);
  app.addHook('onRequest', (request, reply, done) => {
    const record = new RequestRecord(request.id, request.method, request.routeOptions.url ?? null);
    record.network = request.address.logged;
    request.record = record;
    observer.requestStarted(record, traceparentOf(request));
    // `close` comes after the last byte was handed over, and also where the client went away before.
    reply.raw.once('close', () => {
      record.status = reply.statusCode;
      // A connection that became a socket was answered.
      if (!reply.raw.writableFinished && reply.statusCode !== 101) record.outcome = 'aborted';
      observer.requestEnded(record);
    });
    requestScope.run(record, done);
  });
}

function traceparentOf({ headers }: FastifyRequest): string | undefined {
  return typeof headers.traceparent === 'string' ? headers.traceparent : undefined;
}
