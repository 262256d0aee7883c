import type { Page } from 'puppeteer-core';
import { seriousViolations } from './axe';
import { Chromium, DESK, PHONE, type ConfinedPage, type Viewport } from './Chromium';
import { LocalStack } from './LocalStack';

let stack: LocalStack;
let chromium: Chromium;

beforeAll(async () => {
  stack = await LocalStack.start();
  chromium = await Chromium.launch();
});
afterEach(() => chromium.closePages());
afterAll(async () => {
  await chromium.close();
  await stack.stop();
});

async function openDashboard(
  viewport: Viewport = DESK,
  prepare?: (page: Page) => Promise<void>,
): Promise<ConfinedPage> {
  const confined = await chromium.open(stack.origin, viewport);
  await prepare?.(confined.page);
  await confined.page.goto(`${stack.origin}/dashboard`);
  return confined;
}

const titles = async (page: Page) =>
  (await page.evaluate(
    '[...document.querySelectorAll("#views h2, #views h3")].map((it) => it.textContent)',
  )) as string[];
const stateOf = async (page: Page) => (await page.evaluate('document.getElementById("state").textContent')) as string;
const drawn = '#views .view .charts section:last-child';

describe('the dashboard', () => {
  it('draws the platform for an administrator, and says what else it would take', async () => {
    const { page, outside, errors, screenshot } = await openDashboard();
    await page.waitForSelector(drawn);
    expect(await titles(page)).toEqual(['The platform', 'Orders by day', 'Orders by category', 'Revenue by currency']);
    expect(await stateOf(page)).toBe(
      'Sales: There is nothing for this caller. Products: There is nothing for this caller.',
    );
    await page.waitForSelector('canvas');
    const days = (await page.evaluate(
      'document.querySelectorAll("#views .chart:first-child .scroll tbody tr").length',
    )) as number;
    expect(days).toBe(30);
    await screenshot('dashboard-admin');
    expect([outside, errors]).toEqual([[], []]);
  });

  it('draws the sales of an owner’s shop', async () => {
    const { page, errors, screenshot } = await openDashboard();
    await page.waitForSelector(drawn);
    await page.select('#caller-name', 'owner1');
    await page.waitForSelector('#views ::-p-text(Sales: Harbour Bistro)');
    await page.waitForSelector(drawn);
    expect(await titles(page)).toEqual([
      'Sales: Harbour Bistro',
      'Sales by day',
      'Orders by day',
      'Products: Harbour Bistro',
      'Products sold most',
    ]);
    expect(await stateOf(page)).toBe('The platform: It requires PLATFORM_ADMIN.');
    expect(await seriousViolations(page)).toEqual([]);
    await screenshot('dashboard-owner');
    expect(errors).toEqual([]);
  });

  it('fits a phone, in the dark', async () => {
    const { page, screenshot } = await openDashboard(PHONE, (it) =>
      it.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]),
    );
    await page.waitForSelector(drawn);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await seriousViolations(page)).toEqual([]);
    await screenshot('dashboard-phone-dark');
  });

  it('signs somebody in where no caller is prepared', async () => {
    const { page, errors, screenshot } = await openDashboard(DESK, async (it) => {
      await it.evaluateOnNewDocument(`const real = window.fetch;
        window.fetch = (url, options) => String(url).endsWith('callers.json') ? Promise.resolve(new Response('[]')) : real(url, options);`);
    });
    await page.waitForSelector('#sign-in:not([hidden])');
    await page.type('#email', 'admin@example.com');
    await page.type('#password', 'not-the-password');
    await page.click('#sign-in button');
    await page.waitForFunction('document.getElementById("state").textContent !== ""');
    await screenshot('dashboard-sign-in');
    await page.type('#password', 'Local-only-1!');
    await page.click('#sign-in button');
    await page.waitForSelector(drawn);
    expect((await titles(page))[0]).toBe('The platform');
    expect(await page.evaluate('document.getElementById("password").value')).toBe('');
    expect(errors).toEqual([]);
  });
});

describe('the start page', () => {
  it.each([
    ['desk', DESK],
    ['phone', PHONE],
  ])('leads to the others, on a %s', async (name, viewport) => {
    const { page, errors, screenshot } = await chromium.open(stack.origin, viewport);
    await page.goto(stack.origin);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
    expect(await seriousViolations(page)).toEqual([]);
    await screenshot(`start-${name}`);
    expect(errors).toEqual([]);
  });

  it('is where Apollo Sandbox leads without a network', async () => {
    const { page } = await chromium.open(stack.origin);
    await page.goto(`${stack.origin}/graphql`, { waitUntil: 'networkidle0' });
    await page.locator('::-p-text(Explorer)').click();
    await page.waitForFunction('location.pathname === "/explore"');
  });
});
