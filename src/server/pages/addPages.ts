import type { FastifyInstance } from 'fastify';
import type { HttpParts } from '../http/HttpParts';
import { isOwnBrowser } from '../explorer/isOwnBrowser';
import { addStaticFile } from './addPage';
import { browserScripts } from './browserScripts';
import { pagesOf } from './directory';
import { ASSETS_PATH, STYLE_FILE } from './paths';
import { STYLE } from './style';

type Parts = Pick<HttpParts, 'configuration' | 'explorer'>;

/** What the pages share, where one of them is on: their style sheet, their scripts, and the callers that one may choose. */
export function addPages(app: FastifyInstance, parts: Parts): void {
  if (pagesOf(parts.configuration).length === 0) return;
  addStaticFile(app, `${ASSETS_PATH}/${STYLE_FILE}`, () => STYLE);
  for (const { name, content } of browserScripts()) addStaticFile(app, `${ASSETS_PATH}/${name}`, () => content);
  addCallers(app, parts);
}

/** In local mode only, and for a browser on this very machine: whoever gets them is those callers. */
function addCallers(app: FastifyInstance, { configuration, explorer }: Parts): void {
  app.get(`${ASSETS_PATH}/callers.json`, async (request) => {
    const mayHave = configuration.FIELDGATE_MODE === 'local' && isOwnBrowser(request);
    return (mayHave ? await explorer.callers?.() : undefined) ?? [];
  });
}
