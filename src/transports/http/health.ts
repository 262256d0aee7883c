import type { FastifyInstance, FastifyReply } from 'fastify';
import type { NotReadyReason } from './lifecycle/Readiness';
import type { HttpParts } from './HttpParts';

/** What load balancers and operators ask, often. */
export const HEALTH_PATHS: readonly string[] = ['/livez', '/healthz', '/readyz'];

/** In words for whoever looks why no requests are sent here. */
const REASONS: Readonly<Record<NotReadyReason, string>> = {
  end: 'The server is about to stop.',
  'identity keys':
    'The keys of the user pool could not be fetched, so nobody who signed in can be recognised. The server tries again by itself.',
  store: 'The table does not answer.',
};

/**
 * `/livez`: the process serves. `/healthz`, for load balancers: it was ready once, and is not about to stop. `/readyz`, for whoever deploys:
 * it can serve well at this moment. The answer is 503 where it says no, and says why.
 */
export function addHealth(app: FastifyInstance, { readiness }: Pick<HttpParts, 'readiness'>): void {
  app.get('/livez', () => ({ status: 'ok' }));
  app.get('/healthz', async (_request, reply) => answer(reply, await readiness.notStartedReason()));
  app.get('/readyz', async (_request, reply) => answer(reply, await readiness.notReadyReason()));
}

function answer(reply: FastifyReply, notReadyReason: NotReadyReason | null): FastifyReply {
  return notReadyReason === null
    ? reply.send({ status: 'ok' })
    : reply.code(503).send({ status: 'unavailable', reason: REASONS[notReadyReason] });
}
