import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { createCountersTable } from '../support/countersTable';
import { DynamoRecorder, type Fault } from '../support/DynamoRecorder';
import { baseWorld } from '../support/world';
import { eventually, post, serverBeside } from './requests';
import { ALPHA } from './scene';

const COUNTERS = `counters-${process.pid}-side`;
const QUERY = `{ shop(id: "${ALPHA}") { name } }`;
/** May answer 102 objects, and answers two. */
const PAGE = `{ shop(id: "${ALPHA}") { orders(first: 100) { nodes { number } } } }`;
const CLAIM = 'mutation { claimGuestOrders(input: { guestSessionToken: "guess" }) { claimedCount } }';
/** Far beyond the short timeout, far below what the SDK would wait; and on a busy machine. */
const SOON_MS = 3000;

let api: ApiUnderTest;
/** Between these servers and the engine. */
let engine: DynamoRecorder;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  engine = await DynamoRecorder.start({ target: process.env.FIELDGATE_TEST_ENDPOINT });
  await createCountersTable(COUNTERS);
});
afterEach(() => (engine.faults = undefined));
afterAll(async () => {
  await engine.close();
  await api.close();
});

const shared = (more: Readonly<Record<string, string>> = {}) => ({
  DYNAMODB_ENDPOINT: engine.url,
  RATE_LIMIT_STORE: 'dynamodb',
  RATE_LIMIT_TABLE_NAME: COUNTERS,
  RATE_LIMIT_WINDOW_SECONDS: '3600',
  RATE_LIMIT_ATTEMPTS_WINDOW_SECONDS: '3600',
  ...more,
});

/** For what is counted, not how soon: a table that a busy machine keeps waiting is not away. */
const PATIENT = { RATE_LIMIT_TIMEOUT_MS: '10000' };
/** For both: where nobody is let in uncounted, a busy machine’s late answer refuses as well. */
const RATHER_PATIENT = { RATE_LIMIT_TIMEOUT_MS: '1000' };

const counted = () => engine.calls.filter(({ request }) => request.TableName === COUNTERS);

/** What is wrong with the table of counters, and with nothing else. */
function breakCounters(fault: Fault): void {
  engine.faults = ({ request }) => (request.TableName === COUNTERS ? fault : undefined);
}

interface Timed {
  readonly status: number;
  readonly milliseconds: number;
}

async function timed(url: string, headers: RequestHeaders, query = QUERY): Promise<Timed> {
  const startedAt = performance.now();
  const { status } = await post(url, query, headers);
  return { status, milliseconds: performance.now() - startedAt };
}

async function oneByOne(url: string, headers: RequestHeaders, count: number, query = QUERY): Promise<Timed[]> {
  const all: Timed[] = [];
  for (let each = 0; each < count; each += 1) all.push(await timed(url, headers, query));
  return all;
}

const statuses = (all: readonly Timed[]) => all.map(({ status }) => status);
const worst = (all: readonly Timed[]) => Math.max(...all.map(({ milliseconds }) => milliseconds));

const FAULTS: readonly [string, Exclude<Fault, undefined>][] = [
  ['hangs', 'hang'],
  ['tears connections down', 'reset'],
  ['loses its answers', 'lose-answer'],
  ['cuts its answers', 'truncate'],
  ['answers a page', { status: 200, type: 'text/html', text: '<html>sign in</html>' }],
  ['answers another’s JSON', { status: 200, body: { ok: true } }],
  ['answers that there is less than nothing', totalOf('-1000000')],
  ['answers a total that nobody can have counted', totalOf('9000000000000000')],
  ['answers a part of a point', totalOf('0.5')],
  ['fails', { status: 500, body: { __type: 'x#InternalServerError' } }],
  ['refuses', { status: 400, body: { __type: 'x#AccessDeniedException' } }],
];

describe.each(FAULTS)('Side systems: a table of counters that %s', (_, fault) => {
  it('costs no answer more than a moment, and soon nothing; each instance counts for itself meanwhile', async () => {
    const { url } = await serverBeside(api, shared({ RATE_LIMIT_POINTS: '20' }));
    const customer = await api.guest();
    breakCounters(fault);
    engine.take();
    const asked = await oneByOne(url, customer.headers, 21);
    expect(statuses(asked)).toEqual([...new Array<number>(20).fill(200), 429]);
    expect(worst(asked)).toBeLessThan(SOON_MS);
    // Three before it is left alone, and a try now and then.
    expect(counted().length).toBeLessThan(10);
    expect(counted().length).toBeGreaterThanOrEqual(3);
  });

  it('guards what can be guessed all the same', async () => {
    const { url } = await serverBeside(api, shared({ RATE_LIMIT_ATTEMPTS: '3' }));
    const { headers } = await api.guest();
    breakCounters(fault);
    const asked = await oneByOne(url, { ...headers, 'x-visit-token': 'guess' }, 4);
    expect(statuses(asked)).toEqual([200, 200, 200, 429]);
    expect(worst(asked)).toBeLessThan(SOON_MS);
  });
});

describe('Side systems: a table of counters', () => {
  it('that hangs is told once, left alone, and counted in again when it is back', async () => {
    // One of two requests asks the table.
    const { url } = await serverBeside(api, shared({ RATE_LIMIT_POINTS: '799' }));
    const { headers } = await api.guest();
    const told = () => api.log.lines({ event: 'side-system', system: 'rate-limits' });
    const before = told().length;
    breakCounters('hang');
    await eventually(async () => {
      await timed(url, headers);
      return told().length > before;
    });
    await oneByOne(url, headers, 20);
    expect(told().slice(before)).toEqual([expect.objectContaining({ level: 'warn', fault: 'SideSystemTimeoutError' })]);
    engine.faults = undefined;
    await eventually(async () => {
      await timed(url, headers);
      return told().length > before + 1;
    });
    expect(told().slice(before + 1)).toEqual([
      expect.objectContaining({ level: 'info', milliseconds: expect.any(Number) }),
    ]);
    // What was let in meanwhile and surely not counted is told now.
    await eventually(async () => {
      await timed(url, headers);
      return Math.max(0, ...counted().map(({ response }) => pointsOf(response))) > 20;
    });
  });

  it('may say a little less than nothing: given back was what it had never counted', async () => {
    const { url } = await serverBeside(api, shared({ ...PATIENT, RATE_LIMIT_POINTS: '20' }));
    const { headers } = await api.guest();
    const told = () => api.log.lines({ event: 'side-system', system: 'rate-limits' }).length;
    const before = told();
    breakCounters(totalOf('-20'));
    expect(statuses(await oneByOne(url, headers, 30))).toEqual(new Array(30).fill(200));
    expect(told()).toBe(before);
  });

  it('gets one ADD for what a share of requests came to, and none for those that use what is left of it', async () => {
    // Of a size that no other test has: whose counter it is can be told by that. Each may let in 135 ahead of the table.
    const points = '54321';
    const { url } = await serverBeside(api, shared({ ...PATIENT, RATE_LIMIT_POINTS: points }));
    const owner = await api.ownerA();
    const adds = () => counted().filter(({ request }) => JSON.stringify(request.Key).includes(`:${points}:`));
    await oneByOne(url, owner, 17, PAGE);
    expect(adds()).toEqual([]);
    // 102 more than the 34 that these came to. Of the 136, the next pages use the hundred that this one did not.
    await oneByOne(url, owner, 18, PAGE);
    expect(adds().map(({ operation, status }) => [operation, status])).toEqual([['UpdateItem', 200]]);
    expect(adds().at(-1)?.response).toMatchObject({ Attributes: { points: { N: '136' } } });
  });

  it('bounds what all instances let in together, however much comes at once', async () => {
    const [limit, ahead] = [400, 10];
    const servers = await Promise.all(
      [1, 2, 3].map(async () => serverBeside(api, shared({ ...PATIENT, RATE_LIMIT_POINTS: String(limit) }))),
    );
    const { headers } = await api.guest();
    const asked = await Promise.all(
      servers.flatMap(({ url }) => Array.from({ length: 200 }, async () => timed(url, headers))),
    );
    const letIn = asked.filter(({ status }) => status === 200).length;
    expect(letIn).toBeGreaterThanOrEqual(limit);
    expect(letIn).toBeLessThanOrEqual(limit + servers.length * ahead);
    expect(new Set(statuses(asked))).toEqual(new Set([200, 429]));
    // Each soon knows what the others have let in.
    for (const { url } of servers) expect(statuses(await oneByOne(url, headers, 1))).toEqual([429]);
  });

  it('counts a guess before it is made, for all instances together', async () => {
    const servers = await Promise.all(
      [1, 2, 3].map(async () => serverBeside(api, shared({ ...PATIENT, RATE_LIMIT_ATTEMPTS: '3' }))),
    );
    const customer = await api.customer1();
    const asked = await Promise.all(
      servers.flatMap(({ url }) => Array.from({ length: 4 }, async () => timed(url, customer, CLAIM))),
    );
    expect(statuses(asked).filter((status) => status === 400)).toHaveLength(3);
    expect(statuses(asked).filter((status) => status === 429)).toHaveLength(9);
  });

  it('gives refused requests back: who asked for too much at one instance may ask for less at the other', async () => {
    const [one, other] = [
      await serverBeside(api, shared({ ...PATIENT, RATE_LIMIT_POINTS: '60' })),
      await serverBeside(api, shared({ ...PATIENT, RATE_LIMIT_POINTS: '60' })),
    ];
    const owner = await api.ownerA();
    expect(statuses(await oneByOne(one.url, owner, 5, PAGE))).toEqual(new Array(5).fill(429));
    expect(statuses(await oneByOne(other.url, owner, 60))).toEqual(new Array(60).fill(200));
    // One more point may be let in ahead of the table, which then says how it stands.
    expect(statuses(await oneByOne(one.url, owner, 3)).at(-1)).toBe(429);
  });
});

describe('Side systems: RATE_LIMIT_WHEN_AWAY=closed', () => {
  it.each<[string, Fault]>([
    ['hangs', 'hang'],
    ['answers a page', { status: 200, type: 'text/html', text: '<html>sign in</html>' }],
  ])('lets nobody in uncounted while the table %s, and everybody when it is back', async (_, fault) => {
    const { url } = await serverBeside(api, shared({ ...RATHER_PATIENT, RATE_LIMIT_WHEN_AWAY: 'closed' }));
    const { headers } = await api.guest();
    const guessing = { ...headers, 'x-visit-token': 'guess' };
    breakCounters(fault);
    await eventually(async () => (await timed(url, headers)).status === 503);
    expect(worst(await oneByOne(url, headers, 10))).toBeLessThan(SOON_MS);
    const refused = await post(url, QUERY, headers);
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([503, 2]);
    expect(refused.body.data).toBeUndefined();
    expect(refused.body.errors).toEqual([
      {
        message: 'Requests cannot be counted right now; try again in a moment.',
        extensions: expect.objectContaining({ code: 'TRY_AGAIN', retryAfterSeconds: 2 }),
      },
    ]);
    const guessed = await post(url, QUERY, guessing);
    expect([guessed.status, Number(guessed.headers.get('retry-after'))]).toEqual([503, 2]);
    engine.faults = undefined;
    await eventually(async () => (await timed(url, headers)).status === 200);
    expect(statuses(await oneByOne(url, headers, 5))).toEqual(new Array(5).fill(200));
  });
});

function totalOf(points: string): Fault & object {
  return { status: 200, body: { Attributes: { points: { N: points } } } };
}

function pointsOf(response: unknown): number {
  return Number((response as { Attributes?: { points?: { N?: string } } } | undefined)?.Attributes?.points?.N ?? 0);
}
