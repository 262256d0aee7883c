import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../../../configuration/configuration';
import { addPage } from '../page/addPage';
import { escapeHtml } from '../page/escapeHtml';
import type { PageParts } from '../page/layout';
import { projectFolder } from '../../../configuration/projectFolder';
import { ACCESS_STYLE_PATH } from './accessPage';
import { sourcePath } from './placesShown';

/**
 * A page for each of these source files, with a line number at each line; for local mode. They are a fixed list, read at the start: no
 * request names a file. Gives those that are there.
 */
export function addSourcePages(app: FastifyInstance, configuration: Configuration, paths: readonly string[]): string[] {
  const there = paths.filter((path) => existsSync(join(projectFolder(), path)));
  for (const path of there) {
    const text = readFileSync(join(projectFolder(), path), 'utf8');
    addPage(app, configuration, sourcePath(path), () => sourcePage(path, text));
  }
  return there;
}

function sourcePage(path: string, text: string): Omit<PageParts, 'path'> {
  const lines = text.trimEnd().split('\n');
  const items = lines.map((line, index) => `<li id="L${index + 1}"><code>${escapeHtml(line) || ' '}</code></li>`);
  const main = `<h1>${escapeHtml(path)}</h1>
<p class="quiet">As it was when the server started. Local mode only.</p>
<ol class="source">
${items.join('\n')}
</ol>`;
  return { title: path, main, styles: [ACCESS_STYLE_PATH] };
}
