import type { Page } from 'puppeteer-core';
import firstRelease from '../../schema/releases/0.1.0/access.json';
import { accessPage, ACCESS_STYLE_PATH } from '../../src/transports/pages/access/accessPage';
import { STYLE as ACCESS_STYLE } from '../../src/transports/pages/access/style';
import { buildApi } from '../../src/compose/api';
import { browserScripts } from '../../src/transports/pages/browserScripts';
import { layout } from '../../src/transports/pages/page/layout';
import { ASSETS_PATH, STYLE_FILE } from '../../src/transports/pages/page/paths';
import { STYLE } from '../../src/transports/pages/page/style';
import { seriousViolations } from './axe';
import { Chromium, DESK, PHONE, type ConfinedPage, type Viewport } from './Chromium';
import { LocalStack } from './LocalStack';
import { ServedPage } from './ServedPage';

/*
 * The page compared with the first release, of which much has changed (nothing has since the last one, right after it), from a server that
 * has nothing else; then the page of the whole local stack, as it is served, with callers.
 */

let served: ServedPage;
let stack: LocalStack;
let chromium: Chromium;

const CSS = 'text/css';
const SCRIPT = 'text/javascript; charset=utf-8';
const FILES = () => [
  { path: `${ASSETS_PATH}/${STYLE_FILE}`, mediaType: CSS, content: STYLE },
  { path: ACCESS_STYLE_PATH, mediaType: CSS, content: ACCESS_STYLE },
  { path: `${ASSETS_PATH}/callers.json`, mediaType: 'application/json', content: '[]' },
  ...browserScripts().map(({ name, content }) => ({ path: `${ASSETS_PATH}/${name}`, mediaType: SCRIPT, content })),
];
const PLACE = { text: 'schema/Thing.ts:1', href: null };

beforeAll(async () => {
  const page = accessPage(buildApi().model, firstRelease, () => PLACE);
  [served, stack, chromium] = await Promise.all([
    ServedPage.of(layout(page, [{ path: '/access', title: 'Access', about: '' }]), FILES()),
    // Less than what one question of the page costs.
    LocalStack.start({ MAX_QUERY_COST: '10000,GUEST=60' }),
    Chromium.launch(),
  ]);
});
afterEach(async () => chromium.closePages());
afterAll(async () => {
  await Promise.all([served.close(), chromium.close()]);
  await stack.stop();
});

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

const countOf = async (page: Page) => (await page.evaluate("document.querySelectorAll('tbody tr').length")) as number;

const OF_SHOPS = 'section[aria-labelledby="type-Shop"]';

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
    expect(await isVisible(page, `${OF_SHOPS} th[data-of="GUEST"]`)).toBe(true);
    expect(await isVisible(page, `${OF_SHOPS} th[data-of="SHOP_OWNER"]`)).toBe(false);
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
    await page.locator('button[type=reset]').click();
    await page.waitForFunction("location.hash === ''", { polling: 50 });
    expect((await shown(page)).length).toBeGreaterThan(asked.length);
  });

  it('works by keyboard alone, and says what it has done', async () => {
    const { page } = await open();
    while ((await page.evaluate('document.activeElement.id')) !== 'role') await page.keyboard.press('Tab');
    await page.keyboard.type('PLATFORM_ADMIN');
    expect(await shown(page)).toEqual(expect.arrayContaining(['PlatformStatistics.shopCount']));
    expect(await textOf(page, '#count')).toMatch(/lines within reach of PLATFORM_ADMIN\.$/);
    for (const next of ['with', 'reach', 'type', 'text', 'changed']) {
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

  it('begins with what is stored, and its table of contents leads there without losing the question', async () => {
    const { page } = await open('/#role=SHOP_OWNER');
    const types = (await page.evaluate(
      "[...document.querySelectorAll('h3')].map((each) => each.textContent)",
    )) as string[];
    expect(types.slice(0, 5)).toEqual(['Customer', 'Order', 'OrderLine', 'Product', 'Shop']);
    expect(types.indexOf('Query')).toBeGreaterThan(types.indexOf('Money'));
    expect(types.at(-1)).toMatch(/Input$/);
    await page.locator('#contents a[href="#type-Mutation"]').click();
    await page.waitForFunction("document.activeElement.id === 'type-Mutation'", { polling: 50 });
    expect(new URL(page.url()).hash).toBe('#role=SHOP_OWNER');
    // Nobody in that role reaches it, so there is nothing to lead to.
    expect(await isVisible(page, '#contents a[href="#type-PlatformStatistics"]')).toBe(false);
  });

  it('a link may lead to one line', async () => {
    const { page } = await open('/#Shop.taxId');
    await page.waitForFunction('!document.getElementById("as-caller").hidden', { polling: 50 });
    expect(await page.evaluate("document.querySelector(':target').id")).toBe('Shop.taxId');
    expect((await shown(page)).length).toBeGreaterThan(200);
  });

  it('compares two roles: where they differ is said in words, and may be all that is shown', async () => {
    const { page, screenshot } = await open();
    expect(await isVisible(page, '#with')).toBe(false);
    await page.select('#role', 'CUSTOMER');
    await page.select('#with', 'SHOP_OWNER');
    const all = await shown(page);
    expect(all).toEqual(expect.arrayContaining(['Shop.name', 'Shop.taxId', 'PlatformStatistics.shopCount']));
    const textsOf = async (coordinate: string) => textOf(page, `[id="${coordinate}"] th`);
    expect(await textsOf('Shop.taxId')).toContain('≠ differs');
    expect(await textsOf('Shop.name')).not.toContain('differs');
    expect(await isVisible(page, `${OF_SHOPS} th[data-of="GUEST"]`)).toBe(false);
    expect(await isVisible(page, `${OF_SHOPS} th[data-of="SHOP_OWNER"]`)).toBe(true);
    await page.locator('#differs').click();
    const differing = await shown(page);
    expect(differing).toEqual(expect.arrayContaining(['Shop.taxId', 'Mutation.updateShop', 'Customer.email']));
    expect(differing).not.toEqual(expect.arrayContaining(['Shop.name']));
    expect(differing.length).toBeLessThan(all.length);
    expect(await textOf(page, '#count')).toBe(
      `${String(differing.length)} of ${String(await countOf(page))} lines for CUSTOMER and SHOP_OWNER. They differ in ${String(differing.length)} of these.`,
    );
    expect(new URL(page.url()).hash).toBe('#role=CUSTOMER&with=SHOP_OWNER&differs=yes');
    await screenshot('access-compared');
    // On a phone as well, where cells of never are left out otherwise.
    await page.setViewport(PHONE);
    expect(await isVisible(page, '[id="Shop.taxId"] [data-of="CUSTOMER"]')).toBe(true);
  });

  it('is whole without scripting', async () => {
    const { page } = await open();
    await page.setJavaScriptEnabled(false);
    await page.reload();
    expect(await isVisible(page, '#filters')).toBe(false);
    expect((await shown(page)).length).toBeGreaterThan(100);
  });
});

describe('as this caller', () => {
  const openAccess = async (hash = '', viewport?: Viewport): Promise<ConfinedPage> => {
    const confined = await chromium.open(stack.origin, viewport);
    await confined.page.goto(`${stack.origin}/access${hash}`);
    await confined.page.waitForSelector('#caller');
    return confined;
  };

  const said = async (page: Page) => textOf(page, '#asked');
  const saying = async (page: Page, words: string): Promise<void> => {
    const text = "document.getElementById('asked').textContent";
    await page.waitForFunction(`${text}.includes(${JSON.stringify(words)})`, { polling: 50 });
  };

  const become = async (page: Page, caller: string): Promise<void> => {
    await page.select('#caller', caller);
    await saying(page, `As ${caller} (`);
  };

  /** What stands under the caller in the line of a coordinate. */
  const verdictAt = async (page: Page, coordinate: string) => textOf(page, `[id="${coordinate}"] .caller`);

  it('each line says what the caller may do now, and why', async () => {
    const { page, outside, errors, screenshot } = await openAccess();
    await become(page, 'owner1');
    expect(await said(page)).toMatch(/^As owner1 \(SHOP_OWNER\): \d+ of \d+ lines are within reach now\.$/);
    expect(await verdictAt(page, 'Shop.taxId')).toBe(
      'owner1own write: own Allowed to SHOP_OWNER as the owner of this shop.',
    );
    expect(await verdictAt(page, 'Shop.name')).toMatch(/^owner1yes write: own /);
    expect(await verdictAt(page, 'Mutation.updateShop')).toBe(
      'owner1own Allowed to SHOP_OWNER as the owner of this shop.',
    );
    expect(await verdictAt(page, 'PlatformStatistics.revenue')).toBe('owner1never No rule grants it to you.');
    await screenshot('access-as-owner');
    await become(page, 'customer1, in harbour-bistro');
    expect(await verdictAt(page, 'Shop.taxId')).toMatch(/never/);
    expect(await verdictAt(page, 'Product.price')).toMatch(/visit/);
    expect([outside, errors]).toEqual([[], []]);
  });

  it('every line of the table has a verdict, which agrees with the rules of the caller’s role', async () => {
    const { page } = await openAccess();
    await become(page, 'owner2');
    const disagreeing = await page.evaluate(`[...document.querySelectorAll('tbody tr[data-half]')].filter((row) => {
      const isNever = row.querySelector('td.caller').dataset.verdict === 'NEVER';
      const cell = row.querySelector('[data-of="SHOP_OWNER"]').dataset.access;
      return cell === 'as parent' ? false : isNever !== (cell === '');
    }).map((row) => row.id)`);
    expect(disagreeing).toEqual([]);
  });

  it('what costs a caller too much at once is asked in smaller portions', async () => {
    const { page } = await openAccess();
    await become(page, 'guest');
    expect(await said(page)).toContain(` of ${String(await countOf(page))} lines are within reach now.`);
    expect(await verdictAt(page, 'Shop.name')).toBe('guestyes Allowed to GUEST.');
    expect(await verdictAt(page, 'Product.price')).toMatch(/^guestvisit .* You present none now\.$/);
    expect(await verdictAt(page, 'Shop.taxId')).toMatch(/^guestnever /);
  });

  it('hides what they never reach, and keeps that and their name in the address', async () => {
    const { page, screenshot } = await openAccess();
    await become(page, 'owner1');
    await page.locator('#hide').click();
    const reached = await shown(page);
    expect(reached).toEqual(expect.arrayContaining(['Shop.taxId', 'Mutation.updateShop']));
    expect(reached).not.toEqual(expect.arrayContaining(['PlatformStatistics.revenue']));
    await screenshot('access-as-owner-reached');
    const { hash } = new URL(page.url());
    const other = await openAccess(hash);
    await saying(other.page, 'As owner1 (');
    expect(await shown(other.page)).toEqual(reached);
    await other.page.select('#caller', 'nobody: the rules alone');
    expect(await isVisible(other.page, '#hide')).toBe(false);
    expect((await shown(other.page)).length).toBeGreaterThan(reached.length);
  });

  it('a token that is pasted is asked with, and stands nowhere else', async () => {
    const { page } = await openAccess();
    const callers = (await page.evaluate("fetch('/pages/callers.json').then((answer) => answer.json())")) as {
      name: string;
      headers: { authorization?: string };
    }[];
    const token = callers.find(({ name }) => name === 'admin')!.headers.authorization!.replace('Bearer ', '');
    await page.select('#caller', 'A token that I paste');
    expect(await said(page)).toBe('Paste a token, then press Enter.');
    await page.locator('#caller-token').fill(token);
    await page.keyboard.press('Enter');
    await saying(page, 'As pasted token (PLATFORM_ADMIN)');
    expect(await verdictAt(page, 'PlatformStatistics.revenue')).toMatch(/^pasted tokenyes /);
    const kept =
      'document.documentElement.outerHTML + location.href + JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) + document.cookie';
    expect(await page.evaluate(kept)).not.toContain(token);
    expect(new URL(page.url()).hash).toBe('');
  });

  it('a token that is refused says so, and marks nothing', async () => {
    const { page } = await openAccess();
    await become(page, 'owner1');
    await page.select('#caller', 'A token that I paste');
    await page.locator('#caller-token').fill('nonsense');
    await page.keyboard.press('Enter');
    await saying(page, 'The API refused to say it: ');
    expect(await page.evaluate("document.querySelectorAll('.caller').length")).toBe(0);
  });

  it('of two choices, the later one counts', async () => {
    const { page } = await openAccess();
    await page.select('#caller', 'owner1');
    await become(page, 'admin');
    await page.waitForNetworkIdle();
    expect(await said(page)).toMatch(/^As admin \(/);
    expect(await textOf(page, 'thead .caller')).toBe('admin');
  });

  it('the place of a rule leads to its source', async () => {
    const { page, screenshot } = await openAccess();
    const link = '[id="Shop.taxId"] a.place';
    expect(await textOf(page, link)).toMatch(/^schema\/Shop\.ts:\d+$/);
    await Promise.all([page.waitForNavigation(), page.locator(link).click()]);
    expect(await textOf(page, 'li:target')).toContain('@Auth({ own: [Role.SHOP_OWNER] })');
    await page.evaluate("document.querySelector('li:target').scrollIntoView({ behavior: 'instant', block: 'center' })");
    await screenshot('access-source');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it.each([
    ['light', DESK],
    ['dark', DESK],
    ['light', PHONE],
    ['dark', PHONE],
  ] as const)('axe finds nothing serious: %s, %j', async (scheme, viewport) => {
    const { page, screenshot } = await openAccess('#role=CUSTOMER&with=SHOP_OWNER&type=Shop&as=owner1', viewport);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await saying(page, 'As owner1 (');
    expect(await seriousViolations(page)).toEqual([]);
    expect(await widthOf(page)).toBe(viewport.width);
    await screenshot(`access-owner-${scheme}-${String(viewport.width)}`);
    await page.evaluate("document.getElementById('type-Shop').scrollIntoView({ behavior: 'instant' })");
    await screenshot(`access-owner-${scheme}-${String(viewport.width)}-lines`);
    await page.select('#caller', 'A token that I paste');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('axe finds nothing serious in the whole page, as it is at first', async () => {
    const { page } = await openAccess();
    expect(await seriousViolations(page)).toEqual([]);
  });
});
