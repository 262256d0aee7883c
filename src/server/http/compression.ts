import type { FastifyInstance } from 'fastify';
import { codingFor, encode, setCoding } from './contentCoding';
import type { HttpParts } from './HttpParts';
import { GRAPHQL_PATH } from './requestForm';

/** Brotli's for what is compressed for one answer only. */
const EFFORT = 4;

/**
 * Compresses what `/graphql` answers, where COMPRESSION is on. Server-sent events have a path of their own, and go out as they happen. What
 * is the same for everybody is compressed in any case: see staticAnswers.ts.
 */
export function addCompression(app: FastifyInstance, { configuration }: Pick<HttpParts, 'configuration'>): void {
  if (!configuration.COMPRESSION) return;
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.routeOptions.url !== GRAPHQL_PATH || typeof payload !== 'string') return done(null, payload);
    const content = Buffer.from(payload);
    const coding = codingFor(request, reply, content.length);
    if (coding === null) return done(null, payload);
    encode(content, coding, EFFORT).then((encoded) => {
      setCoding(reply, coding);
      done(null, encoded);
    }, done);
  });
}
