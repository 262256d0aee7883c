import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import {
  CANCEL,
  codeOf,
  freshKey,
  orderingWorld,
  outcomeOf,
  PLACE,
  placeInput,
  productNode,
} from '../support/ordering';
import { TableBeside } from '../support/TableBeside';
import { eventually, masked, post, serverBeside, type HttpAnswer } from './requests';

/*
 * A product's stock is its owner's to know. A buyer may learn that there is enough for a usual order, and is refused who tries often.
 */

/** Long enough for no window to end within a test. */
const WINDOW = { RATE_LIMIT_ATTEMPTS_WINDOW_SECONDS: '3600' };
const PLENTY = 3600;
/** alpha-p3, which has nothing left: an order with it is never made. */
const DECOY = 3;
const STOCKS: Readonly<Record<number, number>> = { 1: 57, 2: 901, [DECOY]: 0, 4: 7 };

let api: ApiUnderTest;
let table: TableBeside;
let visit: RequestHeaders;
beforeAll(async () => {
  api = await ApiUnderTest.start([]);
  table = new TableBeside(api);
  visit = await api.visit('alpha');
});
beforeEach(async () => {
  await table.reset(orderingWorld());
  for (const [n, stock] of Object.entries(STOCKS)) await table.set(productKey(Number(n)), 'stock', stock);
});
afterAll(async () => {
  table.close();
  await api.close();
});

const productKey = (n: number) => ({ pk: 'SHOP#alpha', sk: `PRODUCT#alpha-p${n}` });

type Lines = readonly (readonly [product: number, quantity: number])[];

/** Tries to order so much of these products of `alpha`. */
async function tryOrder(
  url: string,
  who: RequestHeaders,
  lines: Lines,
  key = freshKey(),
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  const wanted = lines.map(([n, quantity]) => ({ productId: productNode('alpha', n), quantity }));
  const input = placeInput({ idempotencyKey: key, lines: wanted });
  return post(url, PLACE, { ...visit, ...who }, { variables: { input } }, signal);
}

/** Whether there is so much of the product, as far as an order that is never made tells; `null` where it tells nothing. */
async function isEnough(url: string, who: RequestHeaders, n: number, quantity: number): Promise<boolean | null> {
  const { body } = await tryOrder(url, who, [
    [n, quantity],
    [DECOY, 1],
  ]);
  const errors = body.data?.placeOrder?.userErrors as { field: string[]; code: string }[] | undefined;
  if (!errors) return null;
  return !errors.some(({ field, code }) => code === 'OUT_OF_STOCK' && field[1] === '0');
}

/** What a binary search with so many tries is told: each quantity with the answer. Told nothing, it goes on with less. */
async function search(url: string, who: () => Promise<RequestHeaders>, n: number, tries: number) {
  const told: [quantity: number, enough: boolean | null][] = [];
  let [atLeast, below] = [0, 1000];
  while (told.length < tries && below - atLeast > 1) {
    const quantity = Math.floor((atLeast + below) / 2);
    const enough = await isEnough(url, await who(), n, quantity);
    told.push([quantity, enough]);
    if (enough === true) atLeast = quantity;
    else below = quantity;
  }
  return { told, atLeast };
}

const guests = async (): Promise<RequestHeaders> => (await api.guest()).headers;

describe('Abuse: the stock by a search with a decoy', () => {
  it('finds the same for every stock beyond a usual order', async () => {
    const found = [await search(api.url, guests, 1, 40), await search(api.url, guests, 2, 40)];
    expect(found[0]).toEqual(found[1]);
    expect(found[0]?.atLeast).toBe(20);
    expect(await table.items('ORDER#')).toEqual([]);
  });

  it('a line of more is refused with the most that it takes, whatever there is, before anything is read', async () => {
    const answers: HttpAnswer[] = [];
    api.recorder.take();
    for (const n of [1, 2, DECOY, 4]) answers.push(await tryOrder(api.url, await guests(), [[n, 21]]));
    expect(api.recorder.take()).toEqual([]);
    expect(new Set(answers.map(({ text }) => masked(text))).size).toBe(1);
    expect(answers[0]?.body.errors).toMatchObject([
      {
        message: 'Expected a quantity of at most 20.',
        extensions: { code: 'BAD_USER_INPUT', argument: 'input.lines.0.quantity' },
      },
    ]);
    expect(outcomeOf(await tryOrder(api.url, await guests(), [[1, 20]]))).toBe('done');
  });

  it('the most that a line takes is the operator’s to say', async () => {
    const { url, close } = await serverBeside(api, { MAX_LINE_QUANTITY: '5' });
    const answer = await tryOrder(url, await guests(), [[1, 6]]);
    expect(answer.body.errors[0].message).toBe('Expected a quantity of at most 5.');
    expect(outcomeOf(await tryOrder(url, await guests(), [[1, 5]]))).toBe('done');
    await close();
  });

  it('several lines of one product are no way around it', async () => {
    const answer = await tryOrder(api.url, await guests(), [
      [1, 20],
      [1, 20],
    ]);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_USER_INPUT']);
  });
});

function expectTooFast({ status, headers, body }: HttpAnswer): void {
  expect([status, body.errors?.[0]?.extensions.code, body.data]).toEqual([429, 'RATE_LIMITED', undefined]);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(PLENTY);
}

describe('Abuse: many tries that find too little', () => {
  it('end in a refusal that is the same whether there was enough or not', async () => {
    const { url, close } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_ATTEMPTS: '3' });
    const [attacker, other] = [await guests(), await guests()];
    const told: (boolean | null)[] = [];
    for (const quantity of [8, 4, 6, 7]) told.push(await isEnough(url, attacker, 4, quantity));
    expect(told).toEqual([false, true, true, null]);
    const refused = [await tryOrder(url, attacker, [[4, 1]]), await tryOrder(url, attacker, [[4, 8]])];
    for (const answer of refused) expectTooFast(answer);
    expect(await table.items('ORDER#')).toEqual([]);
    expect(outcomeOf(await tryOrder(url, other, [[4, 1]]))).toBe('done');
    await close();
  });

  it('are counted for the address, so that new sessions and accounts give no more', async () => {
    const { url, close } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_ATTEMPTS: '1' });
    const told: (boolean | null)[] = [];
    for (let tried = 0; tried < 12; tried += 1) told.push(await isEnough(url, await guests(), 4, 8));
    expect(told).toEqual([...Array.from({ length: 10 }, () => false), null, null]);
    for (const quantity of [1, 8]) expectTooFast(await tryOrder(url, await guests(), [[4, quantity]]));
    // People who are signed in are not kept from ordering by visitors of their address, who can be as many as they like.
    expect(outcomeOf(await tryOrder(url, await api.customer1(), [[4, 1]]))).toBe('done');
    expect(outcomeOf(await tryOrder(url, await api.customer1(), [[4, 8]]))).toBe('OUT_OF_STOCK');
    expectTooFast(await tryOrder(url, await api.customer1(), [[4, 8]]));
    await close();
  });

  it('are counted although another order with the same key comes in between', async () => {
    const { url, close } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_ATTEMPTS: '3' });
    const buyer = await guests();
    for (let round = 0; round < 6; round += 1) {
      const key = freshKey();
      const [short, other] = [tryOrder(url, buyer, [[4, 8]], key), tryOrder(url, buyer, [[1, 1]], key)];
      await Promise.all([short, other]);
    }
    expectTooFast(await tryOrder(url, buyer, [[4, 8]]));
    await close();
  });

  it('are counted although their client hangs up', async () => {
    const { url, close } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_ATTEMPTS: '3' });
    const buyer = await guests();
    for (let tried = 0; tried < 3; tried += 1) {
      const gone = new AbortController();
      const given = api.recorder.givenUp;
      api.recorder.faults = async ({ operation }) => {
        if (operation !== 'TransactWriteItems') return undefined;
        gone.abort();
        await eventually(async () => Promise.resolve(api.recorder.givenUp > given));
        return undefined;
      };
      await tryOrder(url, buyer, [[4, 8]], freshKey(), gone.signal).catch(() => undefined);
      await eventually(async () => Promise.resolve(api.recorder.givenUp > given));
      api.recorder.faults = undefined;
    }
    await eventually(async () => (await tryOrder(url, buyer, [[DECOY, 1]])).status === 429);
    await close();
  });

  it('leave orders that are made uncounted, and an order that was made is told again', async () => {
    const { url, close } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_ATTEMPTS: '1' });
    const buyer = await guests();
    const key = freshKey();
    const made = await tryOrder(url, buyer, [[1, 1]], key);
    for (let ordered = 0; ordered < 4; ordered += 1)
      expect(outcomeOf(await tryOrder(url, buyer, [[1, 1]]))).toBe('done');
    expect(outcomeOf(await tryOrder(url, buyer, [[DECOY, 1]]))).toBe('OUT_OF_STOCK');
    expectTooFast(await tryOrder(url, buyer, [[DECOY, 1]]));
    expect(masked((await tryOrder(url, buyer, [[1, 1]], key)).text)).toBe(masked(made.text));
    await close();
  });

  it('an order that is taken back again is a try as well', async () => {
    const { url, close } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_ATTEMPTS: '2' });
    const buyer = await guests();
    const cancelled: HttpAnswer[] = [];
    for (let tried = 0; tried < 3; tried += 1) {
      const { body } = await tryOrder(url, buyer, [[1, 20]]);
      const variables = { input: { orderId: body.data.placeOrder.order.id as string } };
      cancelled.push(await post(url, CANCEL, buyer, { variables }));
    }
    expect(cancelled.slice(0, 2).map(outcomeOf)).toEqual(['done', 'done']);
    expectTooFast(cancelled[2]!);
    expect((await table.item(productKey(1)))?.stock).toBe(37);
    await close();
  });
});
