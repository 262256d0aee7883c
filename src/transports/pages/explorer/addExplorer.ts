import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PageParts } from '../page/PageParts';
import { GRAPHQL_PATH } from '../../../configuration/paths';
import { addStaticFile } from '../page/addPage';
import { pagesOf } from '../page/directory';
import { lateHeaders } from '../page/lateHeaders';
import { explorerFiles, explorerPage, type ExplorerFile } from './explorerFiles';
import { explorerFrame } from './explorerFrame';
import { explorerOptions } from './explorerOptions';
import { FRAME_STYLE } from './frameStyle';

const EXPLORER_PATH = '/explore';
const NONCE_BYTES = 16;
const HTML = 'text/html; charset=utf-8';

/** A worker has the policy of its own file. */
const WORKER_POLICY = "default-src 'none'; script-src 'self'";
const ONE_YEAR_SECONDS = 31_536_000;
/** See http/staticAnswers.ts. */
const STATIC = { isStatic: true };

/**
 * `/explore`: Altair with nothing loaded from elsewhere, where EXPLORER is on. The page may ask this origin and no other, and runs
 * no script but its own files: none in line, none made from text. So Altair's plugins and request scripts stay off.
 */
export function addExplorer(app: FastifyInstance, parts: PageParts): void {
  if (!parts.configuration.EXPLORER) return;
  addPage(app, parts);
  const { examples } = parts.explorer;
  app.get(`${EXPLORER_PATH}/options.json`, () => explorerOptions({ examples, endpoint: GRAPHQL_PATH }));
  addStaticFile(app, `${EXPLORER_PATH}/frame.css`, () => FRAME_STYLE);
  for (const file of explorerFiles()) addFile(app, file);
}

/** One nonce for each answer: Altair makes its styles while it runs. */
function addPage(app: FastifyInstance, { configuration }: PageParts): void {
  const page = explorerFrame({
    path: EXPLORER_PATH,
    altair: explorerPage(),
    links: pagesOf(configuration),
    mayExplain: configuration.EXPLAIN.length > 0,
  });
  const onSend = (_request: FastifyRequest, reply: FastifyReply, _page: unknown, done: Done): void => {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    void reply.header('content-security-policy', pagePolicy(nonce));
    done(null, page.replace('<style>', `<style nonce="${nonce}">`));
  };
  app.get(EXPLORER_PATH, { onSend, config: STATIC }, (_request, reply) => reply.type(HTML).send(page));
}

type Done = (error: Error | null, payload: unknown) => void;

function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function addFile(app: FastifyInstance, { name, path, mediaType, isImmutable }: ExplorerFile): void {
  const cached = isImmutable ? `public, max-age=${ONE_YEAR_SECONDS}, immutable` : 'no-cache';
  const onSend = lateHeaders({
    'cache-control': cached,
    ...(name.startsWith('worker-') && { 'content-security-policy': WORKER_POLICY }),
  });
  app.get(`${EXPLORER_PATH}/${name}`, { onSend, config: STATIC }, async (_request, reply) =>
    reply.type(mediaType).send(await readFile(path)),
  );
}
