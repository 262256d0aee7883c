import type { FastifyInstance } from 'fastify';
import type { Lack } from '../lifecycle/Readiness';
import type { HttpParts } from './HttpParts';

/** What load balancers ask, often. */
export const HEALTH_PATHS: readonly string[] = ['/livez', '/readyz'];

/** In words for whoever looks why no requests are sent here. */
const REASONS: Readonly<Record<Lack, string>> = {
  end: 'The server is about to stop.',
  'identity keys':
    'The keys of the user pool could not be fetched, so nobody who signed in can be recognised. The server tries again by itself.',
  store: 'The table does not answer.',
};

/**
 * `/livez`: the process serves. `/readyz`: it can serve well, which a load balancer asks before it sends requests here; where it cannot,
 * the answer says why.
 */
export function addHealth(app: FastifyInstance, { readiness }: Pick<HttpParts, 'readiness'>): void {
  app.get('/livez', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const lack = await readiness.lack();
    return lack === null
      ? reply.send({ status: 'ok' })
      : reply.code(503).send({ status: 'unavailable', reason: REASONS[lack] });
  });
}
