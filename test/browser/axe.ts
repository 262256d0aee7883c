import { source, type AxeResults } from 'axe-core';
import type { Page } from 'puppeteer-core';

/** What axe calls critical or serious in the page as it stands, one line each; what is hidden is not looked at. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // By the debugger, which no policy of the page keeps out.
  await page.evaluate(source);
  const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'critical' || impact === 'serious')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
}
