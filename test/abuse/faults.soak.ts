import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import type { Fault, Faults } from '../support/DynamoRecorder';
import { holdingBack, OUT_OF_ORDER, randomly, THROTTLED, UNAVAILABLE, UNTELLABLE } from '../support/faultPatterns';
import { codeOf, orderingWorld, PLACE, placeInput, productNode, shopNode } from '../support/ordering';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { eventually, post, type HttpAnswer } from './requests';

const ALPHA = shopNode('alpha');
const AT_ONCE = 8;
const THROTTLED_REQUESTS = 2000;
const OUTAGE_MS = 5000;
const MIXED_MS = 60_000;
const DEADLINE_MS = 5000;
const SEVERAL = `{ shop(id: "${ALPHA}") { name taxId products(first: 5) { nodes { name stock } } } }`;
const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Product { name } } }`;
const STOCK = 1_000_000;

let api: ApiUnderTest;
let table: TableBeside;
let owner: RequestHeaders;
let buyers: RequestHeaders[];
let keys = 0;

beforeAll(async () => {
  api = await ApiUnderTest.start(orderingWorld({ stock: STOCK }), {
    REQUEST_DEADLINE_MS: String(DEADLINE_MS),
    DYNAMODB_REQUEST_TIMEOUT_MS: '500',
    RATE_LIMIT_ADDRESS_REQUESTS: '999999999',
    RATE_LIMIT_ADDRESS_POINTS: '999999999',
    RATE_LIMIT_POINTS: '999999999',
  });
  table = new TableBeside(api);
  owner = await api.ownerA();
  const visit = await api.visit('alpha');
  buyers = await Promise.all(Array.from({ length: 20 }, async () => ({ ...(await api.guest()).headers, ...visit })));
});
afterEach(async () => {
  api.recorder.faults = undefined;
  api.recorder.take();
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
});
afterAll(async () => {
  table.close();
  await api.close();
});

/** One of several kinds of requests; an order has a key that it can be asked for again by. */
function aRequest(index: number): () => Promise<HttpAnswer> {
  const buyer = buyers[index % buyers.length]!;
  if (index % 4 === 0) {
    const input = placeInput({ idempotencyKey: `soak-${(keys += 1)}` });
    return async () => post(api.url, PLACE, buyer, { variables: { input } });
  }
  const ids = [1, 2, 3, 4, 5].map((number) => productNode('alpha', number));
  return index % 4 === 1
    ? async () => post(api.url, NODES, buyer, { variables: { ids } })
    : async () => post(api.url, SEVERAL, owner);
}

/** Calls `work` with one number after the other, several at once, as long as it wants more. */
async function atOnce(work: (index: number) => Promise<boolean>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (await work(next++)) if (next % 100 === 0) api.recorder.take();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function tally(counts: Map<string, number>, answer: HttpAnswer): string {
  const code = codeOf(answer);
  const outcome = typeof code === 'string' ? code : String(answer.status);
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  expect(JSON.stringify(answer.body.errors ?? [])).not.toMatch(UNTELLABLE);
  return outcome;
}

const ordersPlaced = async () => (await table.items('ORDER#')).length;

it('every fifth call throttled: of 2,000 requests 99.9 % succeed, with few calls made twice', async () => {
  const { counts: calls, faults } = randomly(0.2, THROTTLED);
  api.recorder.faults = faults;
  const outcomes = new Map<string, number>();
  await atOnce(async (index) => {
    tally(outcomes, await aRequest(index)());
    return index < THROTTLED_REQUESTS;
  });
  const all = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  const attempts = calls.calls / (calls.calls - calls.faults);
  process.stderr.write(
    `20 % throttled: ${all} requests, ${JSON.stringify(Object.fromEntries(outcomes))}; ${calls.calls} calls, ${attempts.toFixed(2)} for an answer\n`,
  );
  expect((outcomes.get('200') ?? 0) / all).toBeGreaterThanOrEqual(0.999);
  expect(attempts).toBeLessThan(1.35);
});

it('everything throttled for five seconds under load: TRY_AGAIN within the deadline, and at once all is well', async () => {
  api.recorder.faults = () => THROTTLED;
  const outcomes = new Map<string, number>();
  const until = Date.now() + OUTAGE_MS;
  let slowest = 0;
  await atOnce(async (index) => {
    const begun = performance.now();
    tally(outcomes, await aRequest(index)());
    slowest = Math.max(slowest, performance.now() - begun);
    return Date.now() < until;
  });
  api.recorder.faults = undefined;
  const after = new Map<string, number>();
  await atOnce(async (index) => {
    tally(after, await aRequest(index)());
    return index < 200;
  });
  process.stderr.write(
    `100 % throttled for ${OUTAGE_MS / 1000} s: ${JSON.stringify(Object.fromEntries(outcomes))}, the slowest after ${Math.round(slowest)} ms; ` +
      `right after: ${JSON.stringify(Object.fromEntries(after))}\n`,
  );
  expect([...outcomes.keys()]).toEqual(['TRY_AGAIN']);
  expect(slowest).toBeLessThan(DEADLINE_MS + 1000);
  expect([...after.keys()]).toEqual(['200']);
});

it('a minute of everything that can go wrong: done or TRY_AGAIN, nothing told, nothing written twice or in part', async () => {
  const before = await ordersPlaced();
  const keysBefore = keys;
  const { counts: calls, faults } = mixed();
  api.recorder.faults = faults;
  const outcomes = new Map<string, number>();
  const until = Date.now() + MIXED_MS;
  await atOnce(async (index) => {
    const ask = aRequest(index);
    // Whoever is told to try again does, with the same key.
    await eventually(async () => tally(outcomes, await ask()) === '200');
    return Date.now() < until;
  });
  process.stderr.write(
    `mixed faults for ${MIXED_MS / 1000} s: ${JSON.stringify(Object.fromEntries(outcomes))}; ${calls.faults} of ${calls.calls} calls went wrong\n`,
  );
  // Whether anybody had to be told so is chance: most faults are made good before.
  expect([...outcomes.keys()].filter((each) => each !== 'TRY_AGAIN')).toEqual(['200']);
  expect(await ordersPlaced()).toBe(before + keys - keysBefore);
  const stock = (await table.item({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }))?.stock;
  expect(Number(stock)).toBe(STOCK - 2 * (await ordersPlaced()));
});

/** A third of all calls go wrong, each in another way. */
function mixed(): { counts: { calls: number; faults: number }; faults: Faults } {
  const ways: readonly Fault[] = [
    THROTTLED,
    'reset',
    'truncate',
    'lose-answer',
    OUT_OF_ORDER,
    UNAVAILABLE,
    'hang',
    { status: 200, type: 'text/html', text: '<html>' },
    { status: 502, type: 'text/html', text: '<html>' },
  ];
  const { counts, faults } = randomly(0.3, 'hang', 7);
  let way = 0;
  return {
    counts,
    faults: async (call) => {
      if ((await faults(call)) !== undefined) return ways[(way += 1) % ways.length];
      return counts.calls % 5 === 0 ? holdingBack(1)(call) : undefined;
    },
  };
}
