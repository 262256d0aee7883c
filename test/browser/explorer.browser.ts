import { TimeoutError, type HTTPResponse, type Locator, type Page } from 'puppeteer-core';
import { Chromium, type ConfinedPage } from './Chromium';
import { LocalStack } from './LocalStack';

/*
 * The whole local stack, as `npm start` runs it, and a browser that can reach nothing else.
 */

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

/** Opens the explorer; it is there when the first tab is shown and the guest's schema has come. */
async function openExplorer(): Promise<ConfinedPage> {
  const confined = await chromium.open(stack.origin);
  const { page } = confined;
  const schema = page.waitForResponse(isAnswerTo('IntrospectionQuery'));
  await page.goto(`${stack.origin}/explore`);
  await page.waitForSelector('.window-switcher__item--active ::-p-text(Everyone)');
  await schema;
  await page.waitForNetworkIdle();
  return confined;
}

const isAnswerTo = (text: string) => async (response: HTTPResponse) => {
  const request = response.request();
  return request.method() === 'POST' && (await request.fetchPostData())?.includes(text) === true;
};

const CALLER = '.header__menu-item.ant-dropdown-trigger';

/** What cannot be clicked by then, or does not show that it was, is tried again. */
const CLICK_MS = 5000;

/**
 * Two clicks in all: the list of callers, the caller. A list that is open closes when the page draws its header anew, and a click
 * then meets nothing: both are done again. The schema is fetched again, as this one may know it.
 */
async function become(page: Page, caller: string): Promise<void> {
  const schema = page.waitForResponse(isAnswerTo('IntrospectionQuery'));
  const choice = page.locator(`.environments-dropdown__list li ::-p-text(${caller})`);
  const shown = page.locator(`${CALLER} ::-p-text(${caller})`);
  do await inTime(page.locator(CALLER), 'click');
  while (!((await inTime(choice, 'click')) && (await inTime(shown, 'wait'))));
  await schema;
}

async function inTime(target: Locator<unknown>, step: 'click' | 'wait'): Promise<boolean> {
  try {
    await target.setTimeout(CLICK_MS)[step]();
    return true;
  } catch (error) {
    if (error instanceof TimeoutError) return false;
    throw error;
  }
}

async function openTab(page: Page, title: string): Promise<void> {
  const active = page.locator(`.window-switcher__item--active ::-p-text(${title})`);
  do await inTime(page.locator(`.window-switcher__item ::-p-text(${title})`), 'click');
  while (!(await inTime(active, 'wait')));
}

/** A page that is not in front is given no animation frames to poll by. */
const POLL_MS = 100;
const SHOWN = "document.querySelector('.query-result__list-item .cm-content')?.textContent ?? ''";

/**
 * Sends an operation by the button above it. Answers what the page then shows, once that has changed and says `field`: of a long answer
 * before, another part may come into sight meanwhile. No two answers in a row may be equal.
 */
async function send(page: Page, operation: `${'query' | 'mutation'} ${string}`, field = ''): Promise<string> {
  const before = JSON.stringify(await page.evaluate(SHOWN));
  while (!(await inTime(page.locator(`::-p-text((Send ${operation}))`), 'click'))) await labelOperationsAgain(page);
  const isNew = `![${before}, ''].includes(${SHOWN}) && (${SHOWN}).includes(${JSON.stringify(field)})`;
  await page.waitForFunction(isNew, { polling: POLL_MS });
  return String(await page.evaluate(SHOWN));
}

/**
 * The button above an operation says its name as far as Altair had parsed when the document last changed; on a slow machine that may
 * be "(Send query)". A space after the comment in the first line is such a change.
 */
async function labelOperationsAgain(page: Page): Promise<void> {
  await page.locator('.query-editor__input .cm-line').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' ');
}

describe('the explorer, without a network', () => {
  it('opens with nothing loaded from elsewhere, on the first tab of examples, as a guest', async () => {
    const { page, outside, screenshot } = await openExplorer();
    await page.waitForSelector(`${CALLER} ::-p-text(guest)`);
    await screenshot('explorer');
    expect(outside).toEqual([]);
  });

  it('sends the header for explanations, to be switched on', async () => {
    const { page } = await openExplorer();
    await become(page, 'owner1');
    const answered = page.waitForResponse(isAnswerTo('WhoAmI'));
    await send(page, 'query WhoAmI');
    const request = (await answered).request();
    expect(request.headers()).toMatchObject({ 'x-explain': '0', authorization: expect.stringMatching(/^Bearer /) });
  });

  it('one operation, four callers, four answers', async () => {
    const { page, outside, screenshot } = await openExplorer();
    const answers: unknown[] = [];
    for (const caller of ['guest', 'customer1', 'owner1', 'admin']) {
      if (caller !== 'guest') await become(page, caller);
      answers.push(JSON.parse(await send(page, 'query AShop')));
      await screenshot(`explorer-as-${caller}`);
    }
    const taxId = { path: ['shop', 'taxId'] };
    expect(answers).toMatchObject([
      {
        data: { shop: { name: 'Harbour Bistro', taxId: null } },
        errors: [{ ...taxId, extensions: { code: 'UNAUTHENTICATED' } }, {}],
      },
      {
        data: { shop: { name: 'Harbour Bistro', taxId: null } },
        errors: [{ ...taxId, extensions: { code: 'FORBIDDEN' } }, {}],
      },
      { data: { shop: { name: 'Harbour Bistro', taxId: expect.stringMatching(/^TAX-/) } } },
      { data: { shop: null }, errors: [{ path: ['shop'], extensions: { code: 'FORBIDDEN' } }] },
    ]);
    expect(outside).toEqual([]);
  });

  it('a guest with a session is in the shop: the menu is there, an order is placed, and it is theirs', async () => {
    const { page, outside } = await openExplorer();
    await become(page, 'guest with a session');
    await openTab(page, 'Visitors');
    // Of a long answer the page holds what is in sight.
    expect(await send(page, 'query ItsMenu')).toMatch(
      /^\s*\{\s*"data": \{\s*"visitedShop": \{\s*"name": "Harbour Bistro",\s*"products": \{/,
    );
    expect(JSON.parse(await send(page, 'mutation PlaceAnOrder', '"placeOrder"'))).toMatchObject({
      data: { placeOrder: { order: { status: 'PENDING' } } },
    });
    expect(JSON.parse(await send(page, 'query MyOrders', '"guestOrders"'))).toMatchObject({
      data: { viewer: { guestOrders: { nodes: [{ status: 'PENDING' }] } } },
    });
    expect(outside).toEqual([]);
  });
});

describe('the access page, as it is served', () => {
  it('filters by role and type under the policy that its answer carries', async () => {
    const { page, outside, errors } = await chromium.open(stack.origin);
    await page.goto(`${stack.origin}/access`);
    await page.select('#role', 'GUEST');
    await page.select('#type', 'Product');
    await page.waitForSelector('#count ::-p-text(lines within reach of GUEST)');
    expect([outside, errors]).toEqual([[], []]);
  });
});

describe('Apollo Sandbox, without a network', () => {
  it('says that it cannot be loaded: its code is Apollo’s, and comes from there', async () => {
    const { page, outside, screenshot } = await chromium.open(stack.origin);
    await page.goto(`${stack.origin}/graphql`, { waitUntil: 'networkidle0' });
    await page.waitForSelector('::-p-text(Apollo Sandbox cannot be loaded)');
    await screenshot('sandbox-offline');
    expect(outside).toContainEqual(expect.stringMatching(/^https:\/\/embeddable-sandbox\.cdn\.apollographql\.com\//));
  });
});
