import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { Chromium, DESK, PHONE, type ConfinedPage, type Viewport } from './Chromium';
import { LocalStack } from './LocalStack';

/*
 * The reference as the local stack serves it, in a browser that reaches nothing else.
 */

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const SAMPLE = [
  '',
  '/guides/access',
  '/mutations',
  '/mutations/placeOrder',
  '/types',
  '/types/Shop',
  '/errors',
  '/limits',
  '/a-z',
];
const ON_PHONE = ['', '/types/Shop', '/errors'];

let stack: LocalStack;
let chromium: Chromium;

beforeAll(async () => {
  [stack, chromium] = await Promise.all([LocalStack.start(), Chromium.launch()]);
});
afterEach(async () => chromium.closePages());
afterAll(async () => {
  await chromium.close();
  await stack.stop();
});

async function open(path: string, viewport: Viewport = DESK): Promise<ConfinedPage> {
  const confined = await chromium.open(stack.origin, viewport);
  await confined.page.goto(`${stack.origin}/docs${path}`);
  await confined.page.waitForSelector('#search:not([hidden])');
  return confined;
}

/** What axe says of it: how many rules it looked by, and what is critical or serious. */
async function audit(page: Page): Promise<{ passes: number; problems: string[] }> {
  await page.evaluate(AXE);
  return (await page.evaluate(`axe.run().then(({ passes, violations }) => ({
    passes: passes.length,
    problems: violations.filter(({ impact }) => impact === 'critical' || impact === 'serious')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html)),
  }))`)) as { passes: number; problems: string[] };
}

const read = async (page: Page, selector: string, what: string): Promise<unknown> =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)}).${what}`);

const found = async (page: Page) =>
  (await page.evaluate(
    `[...document.querySelectorAll('#found:not([hidden]) [role=option] .name')].map(({ textContent }) => textContent)`,
  )) as string[];

describe('the reference', () => {
  it.each(['light', 'dark'])('has no critical or serious problem for assistive technology, %s', async (scheme) => {
    for (const viewport of [DESK, PHONE]) {
      const { page, errors, outside, screenshot } = await open('', viewport);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      for (const path of SAMPLE) {
        await page.goto(`${stack.origin}/docs${path}`);
        // Its colours are the same on each screen; what else may differ there is on these.
        if (viewport === DESK || ON_PHONE.includes(path)) {
          const { passes, problems } = await audit(page);
          expect([path, problems]).toEqual([path, []]);
          expect(passes).toBeGreaterThan(10);
        }
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
        await screenshot(`reference${path.replaceAll('/', '-')}-${scheme}-${String(viewport.width)}`);
      }
      expect([errors, outside]).toEqual([[], []]);
    }
  });

  it('is searched by keyboard alone', async () => {
    const { page, errors, screenshot } = await open('');
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('sought');
    await page.keyboard.type('placeord');
    await page.waitForSelector('#found:not([hidden]) [role=option]');
    expect((await found(page))[0]).toBe('placeOrder');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await read(page, '#sought', "getAttribute('aria-activedescendant')")).toBe('found-0');
    expect(await read(page, '#found-0', "getAttribute('aria-selected')")).toBe('true');
    expect(await read(page, '#told', 'textContent')).toMatch(/^\d+ found\./);
    await screenshot('reference-search');
    expect((await audit(page)).problems).toEqual([]);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(new URL(page.url()).pathname).toBe('/docs/mutations/placeOrder');
    expect(errors).toEqual([]);
  });

  it('finds a field and leads to its place; Escape closes the list; what is not there is said', async () => {
    const { page } = await open('/errors');
    await page.type('#sought', 'shop taxid');
    await page.waitForSelector('#found:not([hidden]) [role=option]');
    expect(await found(page)).toContain('Shop.taxId');
    await page.keyboard.press('Escape');
    expect(await read(page, '#sought', 'value')).toBe('');
    expect(await read(page, '#sought', "getAttribute('aria-expanded')")).toBe('false');
    await page.type('#sought', 'xyzzy');
    await page.waitForFunction("document.getElementById('told').textContent === 'Nothing found.'", { polling: 50 });
    await page.keyboard.press('Escape');
    await page.type('#sought', 'Shop.taxId');
    await page.waitForSelector('#found:not([hidden]) [role=option]');
    await Promise.all([page.waitForNavigation(), page.click('#found-0')]);
    expect(page.url()).toContain('/docs/types/Shop#taxId');
  });

  it('is whole without scripting, and has every name from A to Z', async () => {
    const { page } = await open('');
    await page.setJavaScriptEnabled(false);
    await page.goto(`${stack.origin}/docs/a-z`);
    expect(await read(page, '#search', 'hidden')).toBe(true);
    await Promise.all([page.waitForNavigation(), page.click('article a[href="/docs/mutations/placeOrder"]')]);
    expect(await read(page, 'h1', 'textContent')).toBe('placeOrder');
  });
});
