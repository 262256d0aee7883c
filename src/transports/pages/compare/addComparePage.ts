import type { FastifyInstance } from 'fastify';
import type { PageParts } from '../page/PageParts';
import { addPage, addStaticFile } from '../page/addPage';
import { ASSETS_PATH } from '../page/paths';
import { comparisonOf } from './comparison';
import { COMPARE_STYLE } from './style';

const STYLE_PATH = `${ASSETS_PATH}/compare.css`;

/** `/compare`: one query as two callers, side by side, where EXPLORER is on. */
export function addComparePage(app: FastifyInstance, { configuration, explorer }: PageParts): void {
  if (!configuration.EXPLORER) return;
  addStaticFile(app, STYLE_PATH, () => COMPARE_STYLE);
  const content = comparisonOf(explorer);
  app.get(`${ASSETS_PATH}/comparison.json`, () => content);
  const page = { title: 'Compare', main: MAIN, scripts: ['compare'], styles: [STYLE_PATH] };
  addPage(app, configuration, '/compare', () => page);
}

const MAIN = `<h1>Compare two callers</h1>
<p>The same query, asked as A and as B. Each line says whether both got the same; a denied field says what it would take.
Below: what DynamoDB was asked for each of them.</p>
<noscript><p>This page needs scripts: it asks the API from your browser.</p></noscript>
<form id="comparison">
<div id="caller-a"></div>
<div id="caller-b"></div>
<div><label for="example">Take an example</label><select id="example"><option value="">–</option></select></div>
<div class="wide"><label for="query">Query</label>
<textarea id="query" rows="8" spellcheck="false" autocomplete="off" autocapitalize="off"></textarea></div>
<div class="actions"><button type="submit" class="primary">Compare</button>
<button type="button" id="copy">Copy a link to this</button>
<label class="choice"><input type="checkbox" id="only-differences"> Only differences</label></div>
</form>
<p id="said" role="status"></p>
<div id="result"></div>`;
