import type { Page } from 'puppeteer-core';
import { seriousViolations } from './axe';
import { Chromium, DESK, PHONE, type ConfinedPage, type Viewport } from './Chromium';
import { LocalStack } from './LocalStack';

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

/** Opens the page, and waits until it says how the answers compare. */
async function open(hash = '', viewport: Viewport = DESK): Promise<ConfinedPage> {
  const confined = await chromium.open(stack.origin, viewport);
  await confined.page.goto(`${stack.origin}/compare${hash}`);
  return confined;
}

const COMPARED = '#said ::-p-text(fields)';

/** Each line: the field, what A got, what B got, and how they compare. */
async function linesOf(page: Page): Promise<string[][]> {
  await page.waitForSelector(COMPARED);
  return (await page.evaluate(`[...document.querySelectorAll('.compared tbody tr')].filter((row) => row.checkVisibility())
    .map((row) => [...row.children].map((cell) => cell.textContent.trim()))`)) as string[][];
}

const textOf = async (page: Page, selector: string) =>
  String(await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).innerText`)).replaceAll(/\s+/g, ' ');

describe('the page for comparing', () => {
  it('shows a difference at once: what the owner sees is denied to a guest, who is told what it takes', async () => {
    const { page, outside, errors, screenshot } = await open();
    expect(await linesOf(page)).toEqual([
      ['shop', '{…}', '{…}', 'same'],
      ['name', '"Harbour Bistro"', '"Harbour Bistro"', 'same'],
      [
        'taxId',
        'null denied needs SHOP_OWNER as the owner of this shop',
        expect.stringMatching(/^"TAX-/),
        '≠ denied to A',
      ],
    ]);
    expect(await textOf(page, '#said')).toBe('1 of 3 fields differs.');
    expect(await textOf(page, '.pair [data-side=A]')).toMatch(/GetItem: sk, name for shop/);
    expect(await textOf(page, '.pair [data-side=B]')).toMatch(/GetItem: sk, name, taxId \(only here\) for shop/);
    await screenshot('compare');
    expect([outside, errors]).toEqual([[], []]);
  });

  it('takes an example and two other callers, by keyboard; then only differences, if one likes', async () => {
    const { page } = await open();
    await linesOf(page);
    await page.focus('#asks-as-a');
    await page.keyboard.type('customer2');
    await page.focus('#asks-as-b');
    await page.keyboard.type('admin');
    await page.focus('#example');
    await page.keyboard.type('WhoAmI');
    await page.focus('#comparison button[type=submit]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.compared th ::-p-text(A: customer2)');
    const lines = await linesOf(page);
    expect(lines).toContainEqual(['[0]', '"CUSTOMER"', '"PLATFORM_ADMIN"', '≠ other value']);
    await page.focus('#only-differences');
    await page.keyboard.press('Space');
    const different = await linesOf(page);
    expect(different.length).toBeLessThan(lines.length);
    expect(different.every(([, , , verdict = '']) => verdict.startsWith('≠'))).toBe(true);
  });

  it('is a link that can be shared: query and names, and never a token', async () => {
    const first = await open();
    await linesOf(first.page);
    await first.page.select('#asks-as-a', 'customer2');
    await first.page.click('#comparison button[type=submit]');
    await first.page.waitForSelector('.compared th ::-p-text(A: customer2)');
    const hash = await first.page.evaluate('location.hash');
    const second = await open(String(hash));
    expect(await linesOf(second.page)).toEqual(await linesOf(first.page));
    await second.page.select('#asks-as-b', 'A token that I paste');
    await second.page.type('#asks-as-b-token', 'secret-of-somebody');
    await second.page.click('#comparison button[type=submit]');
    await second.page.waitForFunction("location.hash.includes('pasted')", { polling: 100 });
    expect(await second.page.evaluate('location.href')).not.toContain('secret');
  });

  it('sends no mutation, whoever made the link', async () => {
    const mutation = 'mutation { startGuestSession { token } }';
    const { page } = await open(`#${new URLSearchParams({ a: 'guest', b: 'owner1', query: mutation }).toString()}`);
    await page.waitForSelector('#said ::-p-text(Only queries are compared)');
    expect(await page.$('.compared')).toBeNull();
  });

  it('asks nothing as somebody whom this server does not know', async () => {
    const { page } = await open('#a=guest&b=nobody&query=%7B__typename%7D');
    await page.waitForSelector('#said ::-p-text(no caller named nobody)');
    expect(await page.$('.compared')).toBeNull();
  });
});

describe.each([
  ['a desk', DESK],
  ['a phone', PHONE],
] as const)('on %s', (_where, viewport) => {
  it.each(['light', 'dark'])('has no serious fault of accessibility and fits, %s', async (scheme) => {
    const { page, screenshot } = await open('', viewport);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await linesOf(page);
    expect(await seriousViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
    await screenshot(`compare-${viewport === PHONE ? 'phone' : 'desk'}-${scheme}`);
  });
});
