import type { FastifyInstance } from 'fastify';
import { lastReleasedAccess } from '../../../schema';
import type { HttpParts } from '../http/HttpParts';
import { ACCESS_PAGE_POLICY, accessPage } from './accessPage';

const ACCESS_PAGE_PATH = '/access';

/**
 * `/access`: the rules of every role, for whoever can reach the server. They are no data, but more than a caller learns by
 * introspection; hence a switch of its own (ACCESS_PAGE), off unless set.
 */
export function addAccessPage(
  app: FastifyInstance,
  { configuration, api }: Pick<HttpParts, 'configuration' | 'api'>,
): void {
  if (!configuration.ACCESS_PAGE) return;
  const page = accessPage(api.model, lastReleasedAccess);
  app.get(
    ACCESS_PAGE_PATH,
    {
      config: { isStatic: true },
      // After the hooks of every answer, whose policy lets a page do nothing at all.
      onSend: (_request, reply, payload, done) => {
        void reply.header('content-security-policy', `${ACCESS_PAGE_POLICY}; frame-ancestors 'none'`);
        done(null, payload);
      },
    },
    (_request, reply) => reply.type('text/html; charset=utf-8').send(page),
  );
}
