import type { FastifyInstance } from 'fastify';
import { codingFor, encode, setCoding } from './contentCoding';
import type { HttpParts } from './HttpParts';
import { GRAPHQL_PATH } from '../../configuration/paths';

/** For one answer only: a third of the work of brotli's 4, for 5 % more bytes, and less work than gzip. */
const EFFORT = 1;

/**
 * Compresses what `/graphql` answers, where COMPRESSION is on. Server-sent events have a path of their own, and go out as they happen. What
 * is the same for everybody is compressed in any case: see staticAnswers.ts.
 */
export function addCompression(app: FastifyInstance, { configuration }: Pick<HttpParts, 'configuration'>): void {
  if (!configuration.COMPRESSION) return;
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.routeOptions.url !== GRAPHQL_PATH || typeof payload !== 'string') return payload;
    const content = Buffer.from(payload);
    const coding = codingFor(request, reply, content.length);
    if (coding === null) return payload;
    const encoded = await encode(content, coding, EFFORT);
    setCoding(reply, coding);
    return encoded;
  });
}
