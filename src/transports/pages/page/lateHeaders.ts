import type { FastifyReply, FastifyRequest } from 'fastify';

type Done = (error: Error | null, payload: unknown) => void;

/** Headers of one route, set after the hooks of every answer: those let no cache keep it, and a page do nothing at all. */
export function lateHeaders(headers: Readonly<Record<string, string>>) {
  return (_request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done): void => {
    void reply.headers(headers);
    done(null, payload);
  };
}
