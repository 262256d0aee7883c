import type { Page } from 'puppeteer-core';
import firstRelease from '../../schema/releases/0.1.0/access.json';
import { accessPage } from '../../src/server/accessPage/accessPage';
import { buildApi } from '../../src/server/api';
import { DESK, PHONE, type Viewport } from './Chromium';
import { ServedPage } from './ServedPage';

/*
 * The page from a server that adds no header: its policy stands in itself. It is compared with the first release, of which much has changed;
 * nothing has since the last one, right after it. test/server/accessPage tests that the API serves the page that is committed.
 */

let served: ServedPage;

beforeAll(async () => {
  served = await ServedPage.of(accessPage(buildApi().model, firstRelease));
});
afterAll(() => served.close());

const open = (path?: string, viewport?: Viewport) => served.open(path, viewport);

/** The coordinates in sight, in their order. */
async function shown(page: Page): Promise<string[]> {
  return (await page.evaluate(`[...document.querySelectorAll('tbody tr')].filter((row) => row.checkVisibility())
    .map((row) => [row.dataset.type, row.querySelector('th code')?.textContent].filter(Boolean).join('.'))`)) as string[];
}

const textOf = async (page: Page, selector: string) =>
  (await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`)) as string;

const isVisible = async (page: Page, selector: string) =>
  (await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).checkVisibility()`)) as boolean;

const widthOf = async (page: Page) => (await page.evaluate('document.documentElement.scrollWidth')) as number;

describe('the access page', () => {
  it('shows everything at first, loads nothing and breaks no policy of its own', async () => {
    const { page, outside, errors, screenshot } = await open();
    await screenshot('access');
    expect(await shown(page)).toEqual(
      expect.arrayContaining(['Mutation.signIn', 'Query.shop', 'Shop', 'Shop.taxId', 'PlatformStatistics.orderCount']),
    );
    expect([outside, errors]).toEqual([[], []]);
  });

  it('by role: a guest’s reach, in one column; what a guest never sees; by type beside', async () => {
    const { page, screenshot } = await open();
    await page.select('#role', 'GUEST');
    const reached = await shown(page);
    expect(reached).toEqual(expect.arrayContaining(['Shop.name', 'Product.price']));
    expect(reached).not.toEqual(expect.arrayContaining(['Shop.taxId']));
    expect(await isVisible(page, 'th[data-of="GUEST"]')).toBe(true);
    expect(await isVisible(page, 'th[data-of="SHOP_OWNER"]')).toBe(false);
    await page.select('#reach', 'denied');
    await page.select('#type', 'Product');
    expect(await shown(page)).toEqual(expect.arrayContaining(['Product.costPrice', 'Product.margin', 'Product.stock']));
    expect(await shown(page)).not.toEqual(expect.arrayContaining(['Product.price']));
    expect((await shown(page)).every((each) => each.startsWith('Product'))).toBe(true);
    expect(await textOf(page, '#count')).toMatch(/^\d+ of \d+ lines out of reach of GUEST\.$/);
    await screenshot('access-denied-to-guests');
  });

  it('by text: an attribute finds the fields behind which it stands', async () => {
    const { page } = await open();
    await page.type('#text', 'costprice product');
    expect(await shown(page)).toEqual(['Product.costPrice', 'Product.margin']);
    await page.type('#text', ' nowhere');
    expect(await shown(page)).toEqual([]);
    expect(await textOf(page, '#count')).toBe('Nothing matches.');
  });

  it('by what changed since the last release', async () => {
    const { page, screenshot } = await open('/#changed=yes');
    const marked = (await page.evaluate("document.querySelectorAll('tbody tr .mark').length")) as number;
    expect((await shown(page)).length).toBe(marked);
    await screenshot('access-changed');
  });

  it('keeps the question in the address, for the next reader and for going back', async () => {
    const { page } = await open();
    await page.select('#role', 'CUSTOMER');
    await page.select('#type', 'Order');
    const asked = await shown(page);
    const other = await open(new URL(page.url()).hash === '' ? '/' : `/${new URL(page.url()).hash}`);
    expect(await shown(other.page)).toEqual(asked);
    await page.click('button[type=reset]');
    await page.waitForFunction("location.hash === ''", { polling: 50 });
    expect((await shown(page)).length).toBeGreaterThan(asked.length);
  });

  it('works by keyboard alone, and says what it has done', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('role');
    await page.keyboard.type('PLATFORM_ADMIN');
    expect(await shown(page)).toEqual(expect.arrayContaining(['PlatformStatistics.shopCount']));
    expect(await textOf(page, '[role=status]')).toMatch(/lines within reach of PLATFORM_ADMIN\.$/);
    for (const next of ['reach', 'type', 'text', 'changed']) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.id')).toBe(next);
    }
  });

  it('is a table to a screen reader, on a phone as well', async () => {
    for (const viewport of [DESK, PHONE]) {
      const { page } = await open('/#type=ShopSales', viewport);
      const tree = await page.accessibility.snapshot({ interestingOnly: false });
      const text = JSON.stringify(tree);
      expect(text).toContain('"role":"rowheader"');
      expect(text).toContain('"role":"columnheader"');
      expect(text).toContain('never');
    }
  });

  it.each(['light', 'dark'])('fits a phone, %s', async (scheme) => {
    const { page, screenshot } = await open('/#type=Shop', PHONE);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    expect(await widthOf(page)).toBe(PHONE.width);
    await screenshot(`access-phone-${scheme}`);
    await page.evaluate("document.querySelector('section:not([hidden])').scrollIntoView({ behavior: 'instant' })");
    await screenshot(`access-phone-${scheme}-lines`);
  });

  it('is whole without scripting', async () => {
    const { page } = await open();
    await page.setJavaScriptEnabled(false);
    await page.reload();
    expect(await isVisible(page, '#filters')).toBe(false);
    expect((await shown(page)).length).toBeGreaterThan(100);
  });
});
