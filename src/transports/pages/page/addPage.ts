import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Configuration } from '../../../configuration/configuration';
import { pagesOf } from './directory';
import { lateHeaders } from './lateHeaders';
import { layout, type PageParts } from './layout';
import { mediaTypeOf } from './mediaTypes';

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

const POLICY = 'content-security-policy';
const CONFINED = { config: { isStatic: true }, onSend: lateHeaders({ [POLICY]: PAGE_POLICY }) };
const HTML = 'text/html; charset=utf-8';

/** Everything of a page but where it is. */
type PageContent = Omit<PageParts, 'path'>;

/** Serves a page of ours at this path. It is made once, for the first who asks. */
export function addPage(
  app: FastifyInstance,
  configuration: Configuration,
  path: string,
  make: () => PageContent,
): void {
  const links = pagesOf(configuration);
  let html: string | undefined;
  app.get(path, CONFINED, (_request, reply) => {
    html ??= layout({ ...make(), path }, links);
    return reply.type(HTML).send(html);
  });
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

/**
 * Serves a file that is everybody's: browsers keep it, and ask whether it has changed before they use it again. It is made once, for the
 * first who asks; what it is follows from the end of its path.
 */
export function addStaticFile(app: FastifyInstance, path: string, make: () => string | Buffer): void {
  const mediaType = mediaTypeOf(path);
  if (mediaType === undefined) throw new TypeError(`expected a path that ends as a file of a page, got ${path}`);
  const onSend = lateHeaders({ 'cache-control': 'no-cache' });
  let content: string | Buffer | undefined;
  app.get(path, { config: { isStatic: true }, onSend }, (_request, reply) => {
    content ??= make();
    return reply.type(mediaType).send(content);
  });
}
