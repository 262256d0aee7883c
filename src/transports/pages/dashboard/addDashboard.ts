import { readFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { dashboard } from '../../../../resolvers/dashboard';
import type { PageParts } from '../page/PageParts';
import { addPage, addStaticFile } from '../page/addPage';
import { ASSETS_PATH } from '../page/paths';
import type { DashboardContent } from './DashboardContent';
import { DASHBOARD_STYLE } from './style';

/** What this API shows, checked to be what the page reads. */
const CONTENT: DashboardContent = dashboard;

const DASHBOARD_PATH = '/dashboard';

/** uPlot, from its package: its file names are resolved where the page is on, since they need not be there otherwise. */
const uPlotFile = (name: string) => readFileSync(join(dirname(require.resolve('uplot/package.json')), 'dist', name));

/**
 * `/dashboard`: charts of what a caller may see, asked of the API as that caller by the page itself. The page holds no data; hence a
 * switch (DASHBOARD) is all that stands before it.
 */
export function addDashboard(app: FastifyInstance, { configuration }: PageParts): void {
  if (!configuration.DASHBOARD) return;
  addStaticFile(app, `${ASSETS_PATH}/dashboard.json`, () => JSON.stringify(CONTENT));
  addStaticFile(app, `${ASSETS_PATH}/dashboard.css`, () => DASHBOARD_STYLE);
  // Read now: where the package is missing, the start is to fail, and not the first who looks.
  const [plotting, plots] = [uPlotFile('uPlot.esm.js'), uPlotFile('uPlot.min.css')];
  addStaticFile(app, `${ASSETS_PATH}/uPlot.js`, () => plotting);
  addStaticFile(app, `${ASSETS_PATH}/uPlot.css`, () => plots);
  const styles = [`${ASSETS_PATH}/uPlot.css`, `${ASSETS_PATH}/dashboard.css`];
  const page = { title: 'Dashboard', main: MAIN, scripts: ['dashboard'], styles };
  addPage(app, configuration, DASHBOARD_PATH, () => page);
}

const MAIN = `<h1>Dashboard</h1>
<p class="quiet">The figures that the chosen caller may see. Days are UTC days. “Withheld” stands where a figure is made of too few to be shown.</p>
<noscript><p>This page draws with a script: switch scripts on, or ask the API yourself.</p></noscript>
<form id="asked" hidden aria-label="What to show">
<div id="caller"></div>
<div><label for="from">From</label><input id="from" name="from" type="date" required></div>
<div><label for="to">To</label><input id="to" name="to" type="date" required></div>
<div><button type="submit">Show</button></div>
</form>
<form id="sign-in" hidden aria-label="Sign in">
<div><label for="email">E-mail</label><input id="email" name="email" type="email" autocomplete="username" required></div>
<div><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required></div>
<div id="code-field" hidden><label for="code">Code of your authenticator</label><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}"></div>
<div><button type="submit">Sign in</button></div>
</form>
<p id="state" role="status"></p>
<div id="views"></div>`;
