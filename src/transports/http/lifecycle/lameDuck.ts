import type { FastifyInstance } from 'fastify';
import type { Readiness } from './Readiness';

/** While the server is about to stop, every answer is the last one on its connection: clients open the next one elsewhere. */
export function addLameDuck(app: FastifyInstance, { readiness }: { readonly readiness: Readiness }): void {
  readiness.traffic.watch(app);
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (readiness.isEnding) void reply.header('connection', 'close');
    done(null, payload);
  });
}
