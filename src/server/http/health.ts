import type { FastifyInstance } from 'fastify';
import type { HttpParts } from './HttpParts';

/** What load balancers ask, often. */
export const HEALTH_PATHS: readonly string[] = ['/livez', '/readyz'];

/** `/livez`: the process serves. `/readyz`: it can serve well, which a load balancer asks before it sends requests here. */
export function addHealth(app: FastifyInstance, { readiness }: Pick<HttpParts, 'readiness'>): void {
  app.get('/livez', { exposeHeadRoute: true }, () => ({ status: 'ok' }));
  app.get('/readyz', { exposeHeadRoute: true }, async (_request, reply) => {
    const ready = await readiness.isReady();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable' });
  });
}
