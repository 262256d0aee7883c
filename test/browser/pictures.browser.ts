import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Chromium } from './Chromium';
import { LocalStack } from './LocalStack';

/*
 * The pictures of the documents. They are committed, so they are made only when somebody wants new ones:
 * PICTURES=on npm run test:browser -- pictures
 */

const PICTURES = join('docs', 'pictures');
const WINDOW = { width: 1400, height: 860 };

const whenWanted = process.env.PICTURES === 'on' ? describe : describe.skip;

whenWanted('pictures', () => {
  let stack: LocalStack;
  let chromium: Chromium;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    [stack, chromium] = await Promise.all([LocalStack.start(), Chromium.launch()]);
  });
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('of the explorer, with the list of callers open and an answer explained', async () => {
    const { page } = await chromium.open(stack.origin, WINDOW);
    await page.goto(`${stack.origin}/explore`);
    await page.waitForSelector('.window-switcher__item--active ::-p-text(Everyone)');
    await page.waitForNetworkIdle();
    await page.click('#explain');
    await page.locator('::-p-text((Send query AShop))').click();
    await page.waitForSelector('#explanation ::-p-text(AShop, as guest)');
    // Told by Altair, and gone after a while.
    await page.waitForSelector('.toast-container ::-p-text(Reloaded)', { hidden: true });
    await page.click('#asks-as');
    await page.screenshot({ path: join(PICTURES, 'explore.png') });
  });

  it('of the page for comparing', async () => {
    const { page } = await chromium.open(stack.origin, WINDOW);
    await page.goto(`${stack.origin}/compare`);
    await page.waitForSelector('#said ::-p-text(fields)');
    await page.screenshot({ path: join(PICTURES, 'compare.png') });
  });
});
