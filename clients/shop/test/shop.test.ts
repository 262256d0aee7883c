import type { ConfinedPage } from '../../../test/browser/Chromium';
import { KEEP_SOCKETS, LOSE_FIRST_ANSWER, NEVER_LIVE } from './inPage';
import { barriersOf, DARK, DARK_PHONE, DESK, PHONE, ServedShop } from './ServedShop';

/*
 * Guests and the owner, each in a browser of their own, on the local stack as `npm start` runs it.
 */

let shop: ServedShop;

beforeAll(async () => {
  shop = await ServedShop.start();
});
afterEach(async () => shop.closePages());
afterAll(async () => shop.close());

const add = async ({ page }: ConfinedPage, ...names: readonly string[]) => {
  for (const name of names) await page.locator(`::-p-aria(Add ${name})`).click();
};

async function fillForm({ page }: ConfinedPage, name: string, note = ''): Promise<void> {
  await page.locator('[name=name]').fill(name);
  await page.locator('[name=phone]').fill('+49 30 654321');
  await page.locator('[name=note]').fill(note);
}

async function send({ page }: ConfinedPage): Promise<void> {
  await page.locator('.checkout [type=submit]').click();
}

/** Orders, and answers with the order’s number. */
async function order(guest: ConfinedPage, name: string, ...dishes: readonly string[]): Promise<string> {
  await add(guest, ...dishes);
  await fillForm(guest, name);
  await send(guest);
  await guest.page.waitForSelector('.order-pending');
  return (await textOf(guest, '.order-pending h2')).replace('Order ', '');
}

async function textOf({ page }: ConfinedPage, selector: string): Promise<string> {
  return page.$eval(selector, (element) => (element as unknown as { innerText: string }).innerText);
}

/** What the page shows; words typed into a field are not shown by the page: they are there before anything was saved. */
const sees = async ({ page }: ConfinedPage, words: string) =>
  page.waitForFunction(`document.body.innerText.includes(${JSON.stringify(words)})`, { polling: 50 });
const ticket = (number: string) => `article[aria-label="Order ${number}"]`;

async function press({ page }: ConfinedPage, name: string): Promise<void> {
  await page.locator(`::-p-aria(${name})`).click();
}

/** Nothing was refused, nothing was loaded from elsewhere. */
function expectClean(...pages: readonly ConfinedPage[]): void {
  for (const { outside, errors } of pages) expect([outside, errors]).toEqual([[], []]);
}

describe('at the door', () => {
  it('who has not scanned the code sees no menu', async () => {
    const visitor = await shop.open('/');
    await sees(visitor, 'Scan the code at the door');
    await visitor.screenshot('shop-door');
    expect(await barriersOf(visitor)).toEqual([]);
    expectClean(visitor);
  });

  it('a code that is not good opens nothing', async () => {
    const visitor = await shop.open('/#visit=forged');
    await sees(visitor, 'This code is not good any more');
  });

  it('the code leaves the address, and is in no URL that is asked for; a reload keeps the visit', async () => {
    const asked: string[] = [];
    const guest = await shop.open('/');
    guest.page.on('request', (request) => asked.push(request.url()));
    const token = await shop.owner.visitToken();
    await guest.page.goto(`${shop.origin}/#visit=${token}`);
    await guest.page.waitForSelector('.dish');
    await guest.page.reload();
    await guest.page.waitForSelector('.dish');
    expect(guest.page.url()).toBe(`${shop.origin}/`);
    expect(asked.filter((url) => new URL(url).href.split('#')[0]?.includes(token))).toEqual([]);
  });
});

describe('an order', () => {
  it('arrives in the kitchen, and is followed by its guest, without either asking', async () => {
    const [guest, kitchen] = [await shop.openAsGuest(), await shop.openKitchen()];
    await kitchen.screenshot('shop-kitchen-before');
    await add(guest, 'Harbour fish soup', 'Harbour lager');
    await press(guest, 'One more: Harbour lager');
    await fillForm(guest, 'Ada Byron', 'No onions, please');
    expect(await textOf(guest, '.basket h2 .price')).toBe('€21.90');
    await guest.screenshot('shop-menu');
    expect(await barriersOf(guest)).toEqual([]);
    await send(guest);
    await sees(guest, 'Waiting for the shop');
    await guest.screenshot('shop-order-sent');
    const number = (await textOf(guest, '.order h2')).replace('Order ', '');

    await kitchen.page.waitForSelector(`.column-new ${ticket(number)}`);
    expect(await textOf(kitchen, ticket(number))).toMatch(
      /Ada Byron.*1× Harbour fish soup.*2× Harbour lager.*No onions/s,
    );
    await kitchen.screenshot('shop-kitchen');
    expect(await barriersOf(kitchen)).toEqual([]);

    await press(kitchen, `Accept: order ${number}`);
    await sees(guest, 'It is being prepared');
    await guest.screenshot('shop-order-accepted');
    expect(await barriersOf(guest)).toEqual([]);
    await press(kitchen, `Ready: order ${number}`);
    await sees(guest, 'please come to the counter');
    await press(kitchen, `Collected: order ${number}`);
    await sees(guest, 'Collected. Enjoy!');
    await kitchen.page.waitForSelector(`.column-done ${ticket(number)}`);
    await press(guest, 'Order this again');
    expect(await textOf(guest, '.basket h2 .price')).toBe('€21.90');
    expectClean(guest, kitchen);
  });

  it('that the kitchen rejects is told its guest', async () => {
    const [guest, kitchen] = [await shop.openAsGuest(), await shop.openKitchen()];
    const number = await order(guest, 'Bea', 'Leaf salad');
    await press(kitchen, `Reject order ${number}`);
    await press(kitchen, 'Really reject');
    await sees(guest, 'The shop cannot take this order');
    await guest.screenshot('shop-order-rejected');
    expect(await barriersOf(guest)).toEqual([]);
  });

  it('is cancelled by its guest while it waits, which the kitchen sees', async () => {
    const [guest, kitchen] = [await shop.openAsGuest(), await shop.openKitchen()];
    const number = await order(guest, 'Cid', 'Leaf salad');
    await kitchen.page.waitForSelector(`.column-new ${ticket(number)}`);
    await press(guest, 'Cancel the order');
    await sees(guest, 'You have cancelled this order');
    await kitchen.page.waitForSelector(`.column-done ${ticket(number)}`);
  });

  it('of more than there is tells so beside the line, and the rest can be ordered', async () => {
    await shop.owner.setStock('Lemon tart', 1);
    const guest = await shop.openAsGuest();
    await add(guest, 'Lemon tart', 'Rum baba');
    await press(guest, 'One more: Lemon tart');
    await fillForm(guest, 'Dee');
    await send(guest);
    await sees(guest, 'The shop does not have 2 of Lemon tart. Order less of it.');
    expect(await textOf(guest, '.basket-lines .wrong')).toContain('Lemon tart');
    await guest.screenshot('shop-out-of-stock');
    expect(await barriersOf(guest)).toEqual([]);
    await press(guest, 'One less: Lemon tart');
    await send(guest);
    await guest.page.waitForSelector('.order-pending');
  });

  it('whose answer was lost is sent again, and placed once', async () => {
    const guest = await shop.openAsGuest(undefined, LOSE_FIRST_ANSWER);
    await order(guest, 'Eve the once', 'Leaf salad');
    const placed = (await shop.owner.orders()).filter(({ customerName }) => customerName === 'Eve the once');
    expect(placed).toHaveLength(1);
    expect(await guest.page.evaluate('globalThis.sent')).toBe(2);
  });

  it('is there again after a reload, by the cookie alone', async () => {
    const guest = await shop.openAsGuest();
    const number = await order(guest, 'Fay', 'Leaf salad');
    await guest.page.reload();
    await guest.page.waitForSelector(ticket(number));
    expect(await guest.page.evaluate('document.cookie')).toBe('');
  });
});

describe('a connection that is lost', () => {
  it('comes back by itself, and what was missed is there', async () => {
    const [guest, kitchen] = [
      await shop.openAsGuest(undefined, KEEP_SOCKETS),
      await shop.openKitchen(undefined, KEEP_SOCKETS),
    ];
    const number = await order(guest, 'Gus', 'Leaf salad');
    await kitchen.page.waitForSelector(`.column-new ${ticket(number)}`);
    for (const { page } of [guest, kitchen]) await page.evaluate('globalThis.lose()');
    await sees(guest, 'Reconnecting…');
    await shop.owner.advance(number, 'ACCEPTED');
    for (const { page } of [guest, kitchen]) await page.evaluate('globalThis.find()');
    await sees(guest, 'It is being prepared');
    await kitchen.page.waitForSelector(`.column-preparing ${ticket(number)}`);
  });
});

describe('the kitchen', () => {
  it('does not write over what somebody else did: it shows that', async () => {
    const guest = await shop.openAsGuest();
    const number = await order(guest, 'Hal', 'Leaf salad');
    const kitchen = await shop.openKitchen(undefined, NEVER_LIVE);
    await kitchen.page.waitForSelector(`.column-new ${ticket(number)}`);
    await shop.owner.advance(number, 'ACCEPTED');
    await press(kitchen, `Accept: order ${number}`);
    const moved = `.column-preparing ${ticket(number)}`;
    await kitchen.page.waitForSelector(`${moved} .problem`);
    expect(await textOf(kitchen, moved)).toContain('Somebody else changed this a moment ago');
    await kitchen.screenshot('shop-conflict');
  });

  it('keeps a note that no guest sees, and says what even an owner is not shown', async () => {
    const [guest, kitchen] = [await shop.openAsGuest(), await shop.openKitchen()];
    const number = await order(guest, 'Ida', 'Leaf salad');
    await press(kitchen, `Add a note: order ${number}`);
    await kitchen.page.locator('.ticket textarea').fill('Sits by the window');
    await press(kitchen, 'Save');
    await sees(kitchen, 'Sits by the window');
    await kitchen.page.locator(`${ticket(number)} summary`).click();
    await sees(kitchen, 'Not shown to you');
    expect(await textOf(kitchen, `${ticket(number)} dl`)).toMatch(
      /Whose account\s*Not shown to you \(only to CUSTOMER/,
    );
    await kitchen.screenshot('shop-kitchen-details');
    expect(await kitchen.page.evaluate('document.documentElement.scrollWidth')).toBe(DESK.width);
    expect(await barriersOf(kitchen)).toEqual([]);
    expect(await textOf(guest, 'body')).not.toContain('window');
  });

  it('goes on after a reload, and signs out for good', async () => {
    const kitchen = await shop.openKitchen();
    await kitchen.page.reload();
    await kitchen.page.waitForSelector('.board[aria-busy=false]');
    await press(kitchen, 'Sign out');
    await sees(kitchen, 'For the owner of a shop');
    await kitchen.page.reload();
    await sees(kitchen, 'For the owner of a shop');
    expect(await barriersOf(kitchen)).toEqual([]);
  });

  it('tells who mistypes the password', async () => {
    const kitchen = await shop.open('/kitchen/');
    await kitchen.page.locator('[name=email]').fill('owner1@example.com');
    await kitchen.page.locator('[name=password]').fill('Wrong-password-1!');
    await kitchen.page.locator('[type=submit]').click();
    await kitchen.page.waitForSelector('.problem');
  });

  it('changes the code at the door: who scanned the one before is out, and keeps their orders', async () => {
    const [guest, kitchen] = [await shop.openAsGuest(), await shop.openKitchen()];
    const number = await order(guest, 'Jo', 'Leaf salad');
    await press(kitchen, 'Door code');
    await kitchen.page.waitForSelector('.qr');
    await kitchen.screenshot('shop-door-code');
    expect(await barriersOf(kitchen)).toEqual([]);
    const before = await kitchen.page.$eval('dialog a', ({ href }) => href);
    await press(kitchen, 'Make a new code');
    await kitchen.page.waitForFunction(`document.querySelector('dialog a').href !== ${JSON.stringify(before)}`);
    await add(guest, 'Rum baba');
    await fillForm(guest, 'Jo');
    await send(guest);
    await sees(guest, 'Please scan the code at the door');
    await shop.owner.advance(number, 'REJECTED');
    await sees(guest, 'Not shown to you');
    await guest.screenshot('shop-visit-over');
  });
});

describe('everything fits, and can be read', () => {
  it.each([
    ['phone-light', PHONE],
    ['phone-dark', DARK_PHONE],
    ['desk-dark', DARK],
  ])('%s', async (name, look) => {
    const [guest, kitchen] = [await shop.openAsGuest(look), await shop.openKitchen(look)];
    await add(guest, 'Beetroot carpaccio');
    await guest.screenshot(`shop-menu-${name}`);
    await guest.page.$eval('.basket', (basket) => basket.scrollIntoView());
    await guest.screenshot(`shop-basket-${name}`);
    await order(guest, 'Kim', 'Rum baba');
    await guest.screenshot(`shop-order-${name}`);
    await kitchen.page.waitForSelector('.column-new .ticket');
    await kitchen.screenshot(`shop-kitchen-${name}`);
    for (const each of [guest, kitchen]) {
      expect(await barriersOf(each)).toEqual([]);
      expect(await each.page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
    }
  });
});
