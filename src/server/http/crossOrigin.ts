import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { GRAPHQL_PATH } from './requestForm';
import type { HttpParts } from './HttpParts';

const PREFLIGHT_SECONDS = 600;

/** What clients of this API send beyond what browsers let pass without asking. */
const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'x-visit-token',
  'x-step-up-token',
  'x-on-denied',
  'x-cost-debug',
  'x-explain',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'apollographql-client-name',
  'apollographql-client-version',
];
/** The hook above has answered. */
const noMoreToSay = () => undefined;
const ANSWER_HEADERS = ['retry-after', 'www-authenticate', 'x-request-id'];

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
  app.options(GRAPHQL_PATH, { config: { cors: { preflight: true, strictPreflight: false } } }, noMoreToSay);
}
