import type { FastifyInstance } from 'fastify';
import type { PageParts } from './page/PageParts';
import { isOwnBrowser } from './page/isOwnBrowser';
import { addStaticFile } from './page/addPage';
import { addAccessPage } from './access/addAccessPage';
import { addHome } from './addHome';
import { addSchemaFile } from './addSchemaFile';
import { browserScripts } from './browserScripts';
import { addComparePage } from './compare/addComparePage';
import { addDashboard } from './dashboard/addDashboard';
import { addExplorer } from './explorer/addExplorer';
import { pagesOf } from './page/directory';
import { addReference } from './reference/addReference';
import { ASSETS_PATH, STYLE_FILE } from './page/paths';
import { STYLE } from './page/style';

/** The pages that this configuration switches on. */
export function addPages(app: FastifyInstance, parts: PageParts): void {
  addShared(app, parts);
  addHome(app, parts);
  addSchemaFile(app, parts);
  addDashboard(app, parts);
  addExplorer(app, parts);
  addComparePage(app, parts);
  addAccessPage(app, parts);
  addReference(app, parts);
}

/** What the pages share, where one of them is on: their style sheet, their scripts, and the callers that one may choose. */
function addShared(app: FastifyInstance, parts: PageParts): void {
  if (pagesOf(parts.configuration).length === 0) return;
  addStaticFile(app, `${ASSETS_PATH}/${STYLE_FILE}`, () => STYLE);
  for (const { name, content } of browserScripts()) addStaticFile(app, `${ASSETS_PATH}/${name}`, () => content);
  addCallers(app, parts);
}

/** In local mode only, and for a browser on this very machine: whoever gets them is those callers. */
function addCallers(app: FastifyInstance, { configuration, explorer }: PageParts): void {
  app.get(`${ASSETS_PATH}/callers.json`, async (request) => {
    const mayHave = configuration.FIELDGATE_MODE === 'local' && isOwnBrowser(request);
    return (mayHave ? await explorer.callers?.() : undefined) ?? [];
  });
}
