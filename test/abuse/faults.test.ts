import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import type { Fault } from '../support/DynamoRecorder';
import { holdingBack, OUT_OF_ORDER, randomly, THROTTLED, UNAVAILABLE, UNTELLABLE } from '../support/faultPatterns';
import { isTransaction, made } from '../support/faults';
import {
  codeOf,
  freshKey,
  orderingWorld,
  PATIENT,
  PLACE,
  placeInput,
  productNode,
  shopNode,
} from '../support/ordering';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { eventually, post, serverBeside, type HttpAnswer } from './requests';

const ALPHA = shopNode('alpha');
const NAME = `{ shop(id: "${ALPHA}") { name } }`;
const SEVERAL = `{ shop(id: "${ALPHA}") { name taxId products(first: 5) { nodes { name stock } } } }`;
const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Product { name } } }`;

let api: ApiUnderTest;
let table: TableBeside;
let owner: RequestHeaders;
let visitor: RequestHeaders;
/** The same API with little patience: what hangs is over soon. A busy machine may be late for it with what does not hang, so that is asked of the other one. */
let impatient: { url: string };
/** The same API once more, for outages: they use up what all calls share of second tries. */
let away: { url: string };

beforeAll(async () => {
  api = await ApiUnderTest.start([], PATIENT);
  table = new TableBeside(api);
  owner = await api.ownerA();
  visitor = await api.visit('alpha');
  impatient = await serverBeside(api, { REQUEST_DEADLINE_MS: '1000', DYNAMODB_REQUEST_TIMEOUT_MS: '60000' });
  away = await serverBeside(api, {});
  await table.reset(orderingWorld());
});
afterEach(() => {
  api.recorder.faults = undefined;
  api.recorder.take();
});
afterAll(async () => {
  table.close();
  await api.close();
});

const isSoon = async (isSo: () => boolean) => eventually(async () => Promise.resolve(isSo()));
const times = async <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));
const newGuest = async () => ({ ...(await api.guest()).headers, ...visitor });
const place = async (headers: RequestHeaders, input = placeInput(), url = api.url) =>
  post(url, PLACE, headers, { variables: { input } });
const health = async (path: string, url = api.url) => (await fetch(new URL(path, url))).status;

function expectTryAgain({ status, body, text }: HttpAnswer): void {
  expect({ status, codes: codesOf({ body }) }).toEqual({ status: 200, codes: ['TRY_AGAIN'] });
  expect(text).not.toMatch(UNTELLABLE);
}

function codesOf({ body }: Pick<HttpAnswer, 'body'>): string[] {
  const errors = (body.errors ?? []) as { extensions: { code: string } }[];
  return [...new Set(errors.map(({ extensions }) => extensions.code))];
}

describe('Faults: a store that throttles', () => {
  it('everything: TRY_AGAIN after a bounded number of tries, /readyz says no, and all is well at once when it is over', async () => {
    api.recorder.faults = () => THROTTLED;
    expectTryAgain(await post(away.url, NAME));
    expect(api.recorder.take()).toHaveLength(7);
    expectTryAgain(await place(await newGuest(), placeInput(), away.url));
    // So many that the second tries are used up: then each is tried once.
    const outage = await times(100, async () => post(away.url, NAME));
    outage.forEach(expectTryAgain);
    api.recorder.take();
    expectTryAgain(await post(away.url, NAME));
    expect(api.recorder.take().length).toBeLessThan(7);
    expect([await health('/readyz', away.url), await health('/livez', away.url)]).toEqual([503, 200]);

    api.recorder.faults = undefined;
    expect(await health('/readyz', away.url)).toBe(200);
    const after = await times(20, async () => post(away.url, SEVERAL, owner));
    expect(new Set(after.map(codeOf))).toEqual(new Set([undefined]));
  });

  it('every fifth call: nobody notices, and few calls are made twice', async () => {
    const REQUESTS = 100;
    const { counts, faults } = randomly(0.2, THROTTLED);
    api.recorder.faults = faults;
    for (let index = 0; index < REQUESTS; index += 1) {
      const answer =
        index % 5 === 0
          ? await place(await newGuest(), placeInput({ idempotencyKey: freshKey() }))
          : await post(api.url, SEVERAL, owner);
      expect([codeOf(answer), answer.status]).toEqual([undefined, 200]);
    }
    const { calls, faults: throttled } = counts;
    process.stderr.write(
      `20 % throttled: ${REQUESTS} requests, 0 failed; ${calls} calls for ${calls - throttled} answers ` +
        `(${(calls / (calls - throttled)).toFixed(2)} a piece)\n`,
    );
    expect(throttled / calls).toBeGreaterThan(0.15);
    expect(calls / (calls - throttled)).toBeLessThan(1.4);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });
});

describe('Faults: keys that the store holds back', () => {
  const ids = [1, 2, 3, 4, 5].map((number) => productNode('alpha', number));
  const ask = async (headers = visitor) => api.execute(NODES, headers, { ids });
  const names = ({ body }: Pick<HttpAnswer, 'body'>) =>
    (body.data.nodes as ({ name: string } | null)[]).map((node) => node?.name ?? null);
  const all = [1, 2, 3, 4, 5].map((number) => `name of alpha-p${number}`);

  it.each([1, 2])('half of them, %i times: everything is there', async (batches) => {
    api.recorder.faults = holdingBack(batches);
    const answer = await ask();
    expect([names(answer), answer.body.errors]).toEqual([all, undefined]);
  });

  it('always: the others are there, and each of these is an error, not "not there"', async () => {
    api.recorder.faults = (call) => {
      const fault = holdingBack(1)(call);
      // As if these two were the ones: the first batch brings the rest, later ones nothing.
      const isLater = JSON.stringify(call.request).split('PRODUCT#').length - 1 < ids.length;
      return isLater && call.operation === 'BatchGetItem' ? holdAll(call.request) : fault;
    };
    // An owner: of a visitor's, a first batch asks whether they are still there.
    const answer = await ask(owner);
    expect(names(answer)).toEqual([all[0], null, all[2], null, all[4]]);
    const told = (answer.body.errors as { path: unknown; extensions: { code: string } }[]).map(
      ({ path, extensions: { code } }) => [path, code],
    );
    expect(told).toEqual([
      [['nodes', 1], 'TRY_AGAIN'],
      [['nodes', 3], 'TRY_AGAIN'],
    ]);
    expect(answer.text).not.toMatch(UNTELLABLE);
    expect(answer.calls.filter(({ operation }) => operation === 'BatchGetItem').length).toBeLessThan(8);
  });

  it('always, of a list: each is an error in its place, and the list not shorter than it is', async () => {
    api.recorder.faults = ({ operation, request }) => (operation === 'BatchGetItem' ? holdAll(request) : undefined);
    const { body } = await api.execute(SEVERAL, owner);
    const nodes = new Array(5).fill(null);
    expect([body.data.shop.name, body.data.shop.products]).toEqual(['name of alpha', { nodes }]);
    expect(body.errors).toHaveLength(5);
    expect(codesOf({ body })).toEqual(['TRY_AGAIN']);
  });
});

function holdAll(request: Readonly<Record<string, unknown>>): Fault {
  return { transform: () => ({ Responses: {}, UnprocessedKeys: request.RequestItems }) };
}

const PAGE: Fault = { status: 200, type: 'text/html', text: '<html>127.0.0.1 canary-page</html>' };
const BROKEN: readonly (readonly [string, Fault])[] = [
  ['resets the connection', 'reset'],
  ['breaks off', 'truncate'],
  ['is out of order', OUT_OF_ORDER],
  ['is not available', UNAVAILABLE],
  ['is a proxy without a store', { status: 502, type: 'text/html', text: '<html>Bad Gateway 127.0.0.1</html>' }],
  ['is a page to sign in on', PAGE],
  ['answers nothing', { status: 200, type: 'application/x-amz-json-1.0', text: '' }],
  ['answers other JSON', { status: 200, type: 'application/json', text: '<html>' }],
];

describe('Faults: a store that', () => {
  it.each(BROKEN)('%s, once: nobody notices', async (_, fault) => {
    for (const [query, headers] of [
      [NAME, {}],
      [SEVERAL, owner],
    ] as const) {
      let left = 1;
      api.recorder.faults = () => (left-- > 0 ? fault : undefined);
      expect(codeOf(await api.execute(query, headers))).toBeUndefined();
    }
  });

  it.each(BROKEN)('%s, always: TRY_AGAIN, and nothing is told of it', async (_, fault) => {
    api.recorder.faults = () => fault;
    const guest = await newGuest();
    const [ready, ...answers] = await Promise.all([
      health('/readyz', away.url),
      post(away.url, NAME),
      post(away.url, SEVERAL, owner),
      post(away.url, SEVERAL, visitor),
      place(guest, placeInput(), away.url),
    ]);
    answers.forEach(expectTryAgain);
    expect(ready).toBe(503);
  });

  it('answers in another form: told as a failure, not as "not there"', async () => {
    api.recorder.faults = () => ({ transform: () => ({ Item: { name: { X: 'canary-form' } }, Items: [{ pk: 5 }] }) });
    const answer = await post(api.url, SEVERAL, owner);
    expect(codesOf(answer)).toEqual([expect.stringMatching(/^(TRY_AGAIN|INTERNAL_SERVER_ERROR)$/)]);
    expect(answer.text).not.toMatch(UNTELLABLE);
  });

  it('is not there at all: TRY_AGAIN, /readyz 503, /livez 200', async () => {
    const gone = await serverBeside(api, { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' });
    for (const [query, headers] of [
      [NAME, {}],
      [SEVERAL, owner],
    ] as const)
      expectTryAgain(await post(gone.url, query, headers));
    expectTryAgain(await place(await newGuest(), placeInput(), gone.url));
    expect([await health('/readyz', gone.url), await health('/livez', gone.url)]).toEqual([503, 200]);
    const why = await fetch(new URL('/readyz', gone.url));
    expect(await why.json()).toEqual({ status: 'unavailable', reason: 'The table does not answer.' });
    expect((await post(gone.url, '{ viewer { roles } }')).body.data.viewer).toEqual({ roles: ['GUEST'] });
    await gone.close();
  });
});

describe('Faults: a store that accepts and never answers', () => {
  beforeEach(() => {
    api.recorder.faults = () => 'hang';
  });

  it.each([
    ['an item', NAME, () => ({})],
    ['who owns what', SEVERAL, () => owner],
    ['whether a visit is current', SEVERAL, () => visitor],
  ])(
    'asked for %s: TRY_AGAIN at the deadline, the call is given up, and none comes after it',
    async (_, query, headersOf) => {
      const before = api.recorder.givenUp;
      expectTryAgain(await post(impatient.url, query, headersOf()));
      const { length } = api.recorder.calls;
      expect(length).toBeGreaterThan(0);
      await isSoon(() => api.recorder.givenUp === before + length);
      api.recorder.faults = undefined;
      api.recorder.take();
      expect(codeOf(await post(api.url, NAME))).toBeUndefined();
      expect(api.recorder.take()).toHaveLength(1);
      await eventually(async () => codeOf(await post(impatient.url, NAME)) === undefined);
    },
  );

  it('asked for a write: TRY_AGAIN at the deadline; the same again, later, makes one order', async () => {
    const headers = await newGuest();
    api.recorder.faults = (call) => (isTransaction(call) ? 'hang' : undefined);
    const before = (await table.items('ORDER#')).length;
    const input = placeInput({ idempotencyKey: freshKey() });
    expectTryAgain(await place(headers, input, impatient.url));
    api.recorder.faults = undefined;
    for (let again = 0; again < 2; again += 1) expect(codeOf(await place(headers, input))).toBeUndefined();
    expect(await table.items('ORDER#')).toHaveLength(before + 1);
  });

  it('and then does: the call is made again in time', async () => {
    const beside = await serverBeside(api, { DYNAMODB_REQUEST_TIMEOUT_MS: '1000' });
    let left = 2;
    api.recorder.faults = () => (left-- > 0 ? 'hang' : undefined);
    expect((await post(beside.url, NAME)).body.data.shop.name).toBe('name of alpha');
    expect(api.recorder.take()).toHaveLength(3);
    await beside.close();
  });

  it('after the deadline nothing goes on behind the answer: not the next read of a list', async () => {
    let letPass = (): void => undefined;
    const passed = new Promise<void>((resolve) => (letPass = resolve));
    api.recorder.faults = async () => {
      await passed;
      return undefined;
    };
    expectTryAgain(await post(impatient.url, SEVERAL, visitor));
    const { length } = api.recorder.calls;
    letPass();
    expect(codeOf(await post(api.url, NAME))).toBeUndefined();
    expect(api.recorder.take()).toHaveLength(length + 1);
    await eventually(async () => codeOf(await post(impatient.url, NAME)) === undefined);
  });
});

describe('Faults: a client that goes away', () => {
  it.each<[string, Fault]>([
    ['while the store is at work', 'hang'],
    ['between two tries', THROTTLED],
  ])('%s stops its calls', async (_, fault) => {
    api.recorder.faults = () => fault;
    const client = new AbortController();
    const { signal } = client;
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...owner }, signal };
    const asked = fetch(api.url, { ...init, body: JSON.stringify({ query: SEVERAL }) }).catch(() => 'gone');
    await isSoon(() => api.recorder.calls.length > 0);
    const ended = api.log.lines({ event: 'request', outcome: 'aborted' }).length;
    const { givenUp } = api.recorder;
    client.abort();
    expect(await asked).toBe('gone');
    await isSoon(() => api.log.lines({ event: 'request', outcome: 'aborted' }).length > ended);
    if (fault === 'hang') await isSoon(() => api.recorder.givenUp > givenUp);
    api.recorder.faults = undefined;
    api.recorder.take();
    // Whatever went on would arrive before these: its next calls as well, since nothing is throttled any more.
    for (let time = 0; time < 3; time += 1) await post(api.url, NAME);
    const onItsWay = api.recorder.take().length - 3;
    expect(onItsWay).toBeLessThanOrEqual(1);
    for (let time = 0; time < 3; time += 1) await post(api.url, NAME);
    expect(api.recorder.take()).toHaveLength(3);
  });
});

describe('Faults: writes are made once', () => {
  const faults: readonly (readonly [string, (call: Parameters<typeof made>[0]) => Promise<Fault>])[] = [
    ['is made, and then the store is out of order', async (call) => (await made(call), OUT_OF_ORDER)],
    ['is made, and then a page comes', async (call) => (await made(call), PAGE)],
    ['is made, and no answer comes', async (call) => (await made(call), 'hang')],
    ['is made, and half an answer comes', async () => Promise.resolve('truncate')],
    ['is made, and the connection is gone', async () => Promise.resolve('lose-answer')],
    ['never arrives', async () => Promise.resolve('reset')],
    ['is throttled', async () => Promise.resolve(THROTTLED)],
  ];
  let hasty: { url: string };
  beforeAll(async () => (hasty = await serverBeside(api, { DYNAMODB_REQUEST_TIMEOUT_MS: '500' })));

  it.each(faults)('an order that %s, twice', async (_, fault) => {
    const stock = await stockOf();
    const orders = (await table.items('ORDER#')).length;
    let left = 2;
    api.recorder.faults = (call) => (isTransaction(call) && left-- > 0 ? fault(call) : undefined);
    const answer = await place(await newGuest(), placeInput({ idempotencyKey: freshKey() }), hasty.url);
    expect([codeOf(answer), answer.body.data.placeOrder.userErrors]).toEqual([undefined, []]);
    expect(await table.items('ORDER#')).toHaveLength(orders + 1);
    expect(await stockOf()).toBe(stock - 2);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  async function stockOf(): Promise<number> {
    return Number((await table.item({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }))?.stock);
  }
});

describe('Faults: what a request holds', () => {
  it('is let go when it ends: no timer of a deadline stays behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    await times(20, async () => post(api.url, NAME));
    const before = timers();
    for (let round = 0; round < 10; round += 1) await times(20, async () => post(api.url, NAME));
    expect(timers()).toBeLessThan(before + 100);
  });
});
