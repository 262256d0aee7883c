import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { ANSWER_HEADERS, REQUEST_HEADERS } from './crossOriginHeaders';
import { GRAPHQL_PATH, STREAM_PATH } from '../../configuration/paths';
import type { HttpParts } from './HttpParts';

const PREFLIGHT_SECONDS = 600;

/** The hook above has answered. */
const noMoreToSay = () => undefined;

/**
 * Which pages of other origins may read answers and send cookies: those of exactly the origins given. It says nothing of who
 * asks. Every answer says that it varies by origin, so that no cache hands one origin's answer to another.
 */
export function addCrossOrigin(app: FastifyInstance, { configuration }: Pick<HttpParts, 'configuration'>): void {
  void app.register(cors, {
    origin: [...configuration.CORS_ORIGINS],
    credentials: true,
    methods: ['GET', 'POST'],
    allowedHeaders: REQUEST_HEADERS,
    exposedHeaders: ANSWER_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
    preflight: false,
  });
  // Elsewhere nothing takes requests of other origins. Lenient, since the strict form refuses in plain text.
  for (const path of [GRAPHQL_PATH, STREAM_PATH])
    app.options(path, { config: { cors: { preflight: true, strictPreflight: false } } }, noMoreToSay);
}
