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
const POLICY = 'content-security-policy';

type Done = (error: Error | null, payload: unknown) => void;

/** Serves a page of ours at its path. It is made once. */
export function addPage(app: FastifyInstance, configuration: Configuration, parts: PageParts): void {
  const html = layout(parts, pagesOf(configuration));
  app.get(parts.path, { config: { isStatic: true }, onSend: confine }, (_request, reply) =>
    reply.type(HTML).send(html),
  );
}

/** Serves pages at this path and all below it. What `pageFor` throws is answered as everywhere. */
export function addPageTree(
  app: FastifyInstance,
  configuration: Configuration,
  path: string,
  pageFor: (request: FastifyRequest) => PageParts,
): void {
  const links = pagesOf(configuration);
  for (const url of [path, `${path}/*`])
    app.get(url, { config: { isStatic: true } }, (request, reply) => {
      const html = layout(pageFor(request), links);
      return reply.header(POLICY, PAGE_POLICY).type(HTML).send(html);
    });
}

/** After the hooks of every answer, whose policy lets a page do nothing at all. */
function confine(_request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done): void {
  void reply.header(POLICY, PAGE_POLICY);
  done(null, payload);
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
