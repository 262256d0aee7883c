import type { FastifyInstance } from 'fastify';

/**
 * What takes GET and nothing else takes HEAD as well, and answers the same status and headers without the body, which node leaves out. What
 * executes operations takes POST, too, and no HEAD: nobody asks for a query without its answer. To be called before routes are added.
 */
export function addHeadAnswers(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.method === 'GET') route.method = ['GET', 'HEAD'];
  });
}
