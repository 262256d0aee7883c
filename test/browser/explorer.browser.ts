import { TimeoutError, type HTTPResponse, type Locator, type Page } from 'puppeteer-core';
import { seriousViolations } from './axe';
import { Chromium, DESK, PHONE, type ConfinedPage, type Viewport } from './Chromium';
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
async function openExplorer(viewport?: Viewport, scheme = 'light'): Promise<ConfinedPage> {
  const confined = await chromium.open(stack.origin, viewport);
  const { page } = confined;
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
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

const CALLER = '#asks-as';

/** What cannot be clicked by then, or does not show that it was, is tried again. */
const CLICK_MS = 5000;

/** The schema is fetched again, as this one may know it. */
async function become(page: Page, caller: string): Promise<void> {
  const schema = page.waitForResponse(isAnswerTo('IntrospectionQuery'));
  expect(await page.select(CALLER, caller)).toEqual([caller]);
  await schema;
}

/** One operation of the API as a prepared caller, without the explorer. */
async function askAs(caller: string, query: string): Promise<Answer> {
  // Told to pages of the server alone: see isOwnBrowser.
  const prepared = await fetch(`${stack.origin}/pages/callers.json`, { headers: { 'sec-fetch-site': 'same-origin' } });
  const callers = (await prepared.json()) as { name: string; headers: Record<string, string> }[];
  const { headers } = callers.find(({ name }) => name === caller)!;
  const answer = await fetch(`${stack.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()) as Answer;
}

interface Answer {
  // The shape is what the test is about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
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
async function send(
  page: Page,
  operation: `${'query' | 'mutation' | 'subscription'} ${string}`,
  field = '',
): Promise<string> {
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
    const { page, outside, errors, screenshot } = await openExplorer();
    expect(await page.evaluate(`document.querySelector('${CALLER}').value`)).toBe('guest');
    await screenshot('explorer');
    expect([outside, errors]).toEqual([[], []]);
  });

  it('one operation, four callers, four answers', async () => {
    const { page, outside, screenshot } = await openExplorer();
    const answers: unknown[] = [];
    for (const caller of ['guest', 'customer1, in harbour-bistro', 'owner1', 'admin']) {
      if (caller !== 'guest') await become(page, caller);
      answers.push(JSON.parse(await send(page, 'query AShop')));
      await screenshot(`explorer-as-${caller.split(',')[0] ?? ''}`);
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
    await become(page, 'guest with a session, in harbour-bistro');
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

describe('who asks', () => {
  it('is chosen by keyboard, in a list that a screen reader knows with its name and its value', async () => {
    const { page } = await openExplorer();
    await page.focus(CALLER);
    const list = async () => page.accessibility.snapshot({ root: (await page.$(CALLER))! });
    expect(await list()).toMatchObject({ role: 'combobox', name: 'Ask as', value: 'guest' });
    const schema = page.waitForResponse(isAnswerTo('IntrospectionQuery'));
    await page.keyboard.type('owner1');
    await schema;
    expect(await list()).toMatchObject({ role: 'combobox', name: 'Ask as', value: 'owner1' });
    await page.waitForSelector('[role=status] ::-p-text(Requests are now sent as owner1)');
    expect(JSON.parse(await send(page, 'query WhoAmI'))).toMatchObject({ data: { viewer: { roles: ['SHOP_OWNER'] } } });
  });

  it('is somebody whose token is pasted: it goes with requests, and nowhere else', async () => {
    const { page } = await openExplorer();
    await page.select(CALLER, 'A token that I paste');
    const token = await tokenOf(page, 'admin');
    const schema = page.waitForResponse(isAnswerTo('IntrospectionQuery'));
    await page.type('#asks-as-token', token);
    await page.keyboard.press('Tab');
    await schema;
    expect(JSON.parse(await send(page, 'query WhoAmI'))).toMatchObject({
      data: { viewer: { roles: ['PLATFORM_ADMIN'] } },
    });
    expect(await page.evaluate('location.href + JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(
      token,
    );
  });
});

async function tokenOf(page: Page, caller: string): Promise<string> {
  const script = `(async () => (await (await fetch('/pages/callers.json')).json()).find(({ name }) => name === '${caller}'))()`;
  const { headers } = (await page.evaluate(script)) as { headers: { authorization: string } };
  return headers.authorization;
}

async function placeOrder(key: string): Promise<{ id: string; number: string }> {
  const { data } = await askAs(
    'guest with a session, in harbour-bistro',
    `mutation { placeOrder(input: {
      shopId: "U2hvcDpoYXJib3VyLWJpc3Rybw", idempotencyKey: "${key}", customerName: "Seen Live", phoneNumber: "+4940123456"
      lines: [{ productId: "UHJvZHVjdDpoYXJib3VyLWJpc3RybzpjYWZlLWNyZW1l", quantity: 1 }]
    }) { order { id number } } }`,
  );
  return data.placeOrder.order as { id: string; number: string };
}

describe('a subscription', () => {
  it('runs at the press of play, as the chosen caller: the owner sees the order that a visitor places', async () => {
    const { page, outside, errors, screenshot } = await openExplorer();
    await become(page, 'owner1');
    await openTab(page, 'Live');
    while (!(await inTime(page.locator('::-p-text((Send subscription OrdersComeIn))'), 'click')))
      await labelOperationsAgain(page);
    await page.waitForSelector('::-p-text(Cancel)');
    // Nothing in the page says that it is listened to by now: another order is placed until one is seen.
    const placed: { id: string; number: string }[] = [];
    do placed.push(await placeOrder(`seen-live-${placed.length}`));
    while (!(await inTime(page.locator('.query-result__list-item ::-p-text("number")'), 'wait')));
    const shown = JSON.parse(String(await page.evaluate(SHOWN))) as Answer;
    expect(placed).toContainEqual({ id: shown.data.shopOrderChanged.id, number: shown.data.shopOrderChanged.number });
    expect(shown.data.shopOrderChanged).toMatchObject({ status: 'PENDING', customerName: 'Seen Live' });
    await screenshot('explorer-subscription');
    expect([outside, errors]).toEqual([[], []]);
  });
});

describe('explain', () => {
  it('is a switch, by keyboard: the tree says what was decided, by which rule, and what DynamoDB was asked', async () => {
    const { page, errors, screenshot } = await openExplorer();
    await page.focus('#explain');
    await page.keyboard.press('Space');
    expect(await page.evaluate("document.querySelector('#explain').getAttribute('aria-checked')")).toBe('true');
    const answered = page.waitForResponse(isAnswerTo('AShop'));
    await send(page, 'query AShop');
    expect((await answered).request().headers()).toMatchObject({ 'x-explain': '1' });
    await page.waitForSelector('#explanation ::-p-text(AShop, as guest)');
    const told = String(await page.evaluate("document.querySelector('#explanation').innerText")).replaceAll(
      /\s+/g,
      ' ',
    );
    expect(told).toContain('Shop.taxId denied needs SHOP_OWNER as the owner of this shop');
    expect(told).toContain('Shop.name allowed to GUEST.');
    expect(told).toMatch(/GetItem: sk, address\.city, .*name, open 1 key · 0\.5 capacity units · [\d.]+ ms/);
    await screenshot('explorer-explained');
    await page.focus('#explanation summary');
    await page.keyboard.press('Enter');
    expect(await page.evaluate("document.querySelector('#explanation details').open")).toBe(false);
    expect(errors).toEqual([]);
  });

  it('is off unless it is switched on: then no header is sent', async () => {
    const { page } = await openExplorer();
    const answered = page.waitForResponse(isAnswerTo('WhoAmI'));
    await send(page, 'query WhoAmI');
    expect((await answered).request().headers()).not.toHaveProperty('x-explain');
  });
});

describe.each([
  ['a desk', DESK],
  ['a phone', PHONE],
] as const)('on %s', (_where, viewport) => {
  it.each(['light', 'dark'])('has no serious fault of accessibility, %s', async (scheme) => {
    const { page, errors, screenshot } = await openExplorer(viewport, scheme);
    expect(await seriousViolations(page)).toEqual([]);
    await page.click('#explain');
    await send(page, 'query AShop');
    await page.waitForSelector('#explanation ::-p-text(AShop, as guest)');
    expect(await seriousViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
    await screenshot(`explorer-${viewport === PHONE ? 'phone' : 'desk'}-${scheme}`);
    expect(errors).toEqual([]);
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
