import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HEALTH_PATHS } from './health';
import type { RateLimits } from '../../operation/limits/RateLimits';

/** Counts each request by its address before anything else is done for it, so that a flood costs next to nothing. */
export function addRequestRate(app: FastifyInstance, { rateLimits }: { readonly rateLimits: RateLimits }): void {
  app.addHook('onRequest', async (request) => {
    if (!HEALTH_PATHS.includes(request.routeOptions.url ?? ''))
      await rateLimits.countRequest(request.address, credentialOf(request));
  });
}

/** What says who asks, before it is looked at; `null` where nothing does. */
export function credentialOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  return headers.authorization ?? headers.cookie ?? null;
}
