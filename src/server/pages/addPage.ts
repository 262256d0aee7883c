import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Configuration } from '../configuration';
import { pagesOf } from './directory';
import { layout, type PageParts } from './layout';

/**
 * What our pages may do: run scripts and styles that are files of this origin, and ask this origin. Nothing in line, nothing made
 * from text, nothing from elsewhere, in no frame.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HTML = 'text/html; charset=utf-8';

type Done = (error: Error | null, payload: unknown) => void;

/** Serves a page of ours at its path. It is made once. */
export function addPage(app: FastifyInstance, configuration: Configuration, parts: PageParts): void {
  const html = layout(parts, pagesOf(configuration));
  // After the hooks of every answer, whose policy lets a page do nothing at all.
  const onSend = (_request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done): void => {
    void reply.header('content-security-policy', PAGE_POLICY);
    done(null, payload);
  };
  app.get(parts.path, { config: { isStatic: true }, onSend }, (_request, reply) => reply.type(HTML).send(html));
}

/** A file that is everybody's: browsers keep it, and ask whether it has changed before they use it again. */
export interface StaticFile {
  readonly path: string;
  readonly mediaType: string;
  readonly content: string | Buffer;
}

/** Serves a file from memory. */
export function addStaticFile(app: FastifyInstance, { path, mediaType, content }: StaticFile): void {
  // After the hooks of every answer: what is everybody's may be kept.
  const onSend = (_request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done): void => {
    void reply.header('cache-control', 'no-cache');
    done(null, payload);
  };
  app.get(path, { config: { isStatic: true }, onSend }, (_request, reply) => reply.type(mediaType).send(content));
}
