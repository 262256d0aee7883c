import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { ADVANCE, freshKey, orderingWorld, PATIENT, PLACE, placeInput, shopNode } from '../support/ordering';
import { StsUnderTest } from '../support/StsUnderTest';

/*
 * How often STS is asked, with ASSUME_ROLE_PER_ROLE: `npm run test:soak -- stsCalls`. First the real API serves one person of each kind, and
 * each request's sessions are taken down. Then a million such requests of many people, in many shops, are put to instances that keep
 * sessions as RoleSessions and HeldCredentials do, and what these do not hold is counted. docs/operations.md states what it prints.
 */

const PREFIX = 'arn:aws:iam::123456789012:role/fieldgate-test-';
const SHOP = shopNode('alpha');
const CALLERS = 'a caller’s own';
const ONE_SHOPS = 'one shop’s';

/** Each request of a person: the sessions that it takes, with the caller and the shop left open. */
type Visit = readonly (readonly string[])[];

let sts: StsUnderTest;
let api: ApiUnderTest;
beforeAll(async () => {
  sts = await StsUnderTest.start();
  const roles = { ASSUME_ROLE_PER_ROLE: 'on', ROLE_ARN_PREFIX: PREFIX, STS_ENDPOINT: sts.url };
  api = await ApiUnderTest.start(orderingWorld(), { ...PATIENT, ...roles });
});
afterAll(async () => {
  await api.close();
  await sts.close();
});

const PAGE = `{ shop(id: "${SHOP}") { name open description address { street city } openingHours { day } } }`;
const MENU = `{ shop(id: "${SHOP}") { name products(first: 20) { nodes { id name price { amount } } } } }`;
const order = (id: string): string => `{ order(id: "${id}") { number status lines { name quantity } } }`;
const DESK = `{ shop(id: "${SHOP}") { orders(first: 20) { nodes { id number status customerName lines { name quantity } } } } }`;
const PROFILE = '{ viewer { customer { displayName orders(first: 10) { nodes { id status } } } } }';

interface Data {
  readonly placeOrder: { readonly order: { readonly id: string } };
}

class Person {
  readonly visit: (readonly string[])[] = [];

  constructor(
    private readonly id: string,
    private readonly headers: RequestHeaders,
  ) {}

  async asks(query: string, variables?: Record<string, unknown>): Promise<Data> {
    const { calls, body } = await api.execute(query, this.headers, variables);
    expect(body.errors).toBeUndefined();
    const keys = new Set(calls.map(({ accessKeyId = '' }) => accessKeyId));
    this.visit.push([...keys].flatMap((key) => this.sessionOf(key)));
    return body.data as Data;
  }

  async places(): Promise<string> {
    const data = await this.asks(PLACE, { input: placeInput({ idempotencyKey: freshKey() }) });
    return data.placeOrder.order.id;
  }

  private sessionOf(accessKeyId: string): string[] {
    const session = sts.assumed.get(accessKeyId);
    if (!session) return [];
    const values = Object.values(session.tags);
    const named = [...(values.includes(this.id) ? [CALLERS] : []), ...(values.includes('alpha') ? [ONE_SHOPS] : [])];
    return [[session.role.slice(PREFIX.length), ...named].join(' | ')];
  }
}

async function visits(): Promise<Record<'lookers' | 'guests' | 'customers' | 'owners', Visit>> {
  const there = await api.visit('alpha');
  const looker = new Person('nobody', there);
  for (const query of [PAGE, MENU, MENU]) await looker.asks(query);
  const { headers, sessionId } = await api.guest();
  const guest = new Person(sessionId, { ...headers, ...there });
  for (const query of [PAGE, MENU]) await guest.asks(query);
  const placed = await guest.places();
  for (let polls = 0; polls < 5; polls += 1) await guest.asks(order(placed));
  const customer = new Person('customer-1', { ...(await api.customer1()), ...there });
  for (const query of [PROFILE, PAGE, MENU]) await customer.asks(query);
  const bought = await customer.places();
  for (let polls = 0; polls < 4; polls += 1) await customer.asks(order(bought));
  const owner = new Person('owner-a', await api.ownerA());
  for (let looks = 0; looks < 30; looks += 1) await owner.asks(DESK);
  for (const to of ['ACCEPTED', 'READY', 'COMPLETED']) await owner.asks(ADVANCE, { input: { orderId: placed, to } });
  return { lookers: looker.visit, guests: guest.visit, customers: customer.visit, owners: owner.visit };
}

const REQUESTS = 1_000_000;
const SHOPS = 2000;
/** Of people. */
const MIX = { lookers: 0.5, guests: 0.3, customers: 0.15, owners: 0.05 } as const;
const STAY_S = 1800;
const SESSION_S = 3600;
/** By RoleSessions. */
const KEPT = { callers: 2000, shared: 5000 };
/** STS: 600 requests a second of an account in a region, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const QUOTA = 600;

/** The same figures each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Requests in the order of time, `rate` of them a second. */
function traffic(of: Record<keyof typeof MIX, Visit>, rate: number, random: () => number): [number, string[]][] {
  const people = Object.entries(MIX) as [keyof typeof MIX, number][];
  const each = people.reduce((sum, [kind, part]) => sum + part * of[kind].length, 0);
  const made: [number, string[]][] = [];
  for (let person = 0; made.length < REQUESTS; person += 1) {
    let drawn = random();
    const [kind] = people.find(([, part]) => (drawn -= part) < 0) ?? ['lookers'];
    const shop = Math.floor(random() * SHOPS);
    const came = (person * each) / rate;
    of[kind].forEach((sessions, index) => {
      const named = sessions.map((one) =>
        one.replace(CALLERS, `p${String(person)}`).replace(ONE_SHOPS, `s${String(shop)}`),
      );
      made.push([came + (index * STAY_S) / of[kind].length, named]);
    });
  }
  return made.sort(([one], [other]) => one - other);
}

function callsOfSts(requests: readonly [number, string[]][], instances: number, random: () => number): number {
  const held = Array.from({ length: instances }, () => ({
    shared: new Map<string, number>(),
    callers: new Map<string, number>(),
  }));
  let calls = 0;
  for (const [at, sessions] of requests) {
    const instance = held[Math.floor(random() * instances)];
    for (const session of sessions) {
      const kind = session.includes(' | p') ? 'callers' : 'shared';
      const here = instance?.[kind] ?? new Map<string, number>();
      const renewAt = here.get(session) ?? -1;
      const isHeld = renewAt > at;
      if (!isHeld) calls += 1;
      here.delete(session);
      here.set(session, isHeld ? renewAt : at + SESSION_S * (0.7 + 0.15 * random()));
      const [oldest = ''] = here.keys();
      if (here.size > KEPT[kind]) here.delete(oldest);
    }
  }
  return calls;
}

it('calls of STS for a million requests, and at how many requests a second AWS’s quota is met', async () => {
  const of = await visits();
  const lines = Object.entries(of).map(([kind, visit]) => `${kind}: ${JSON.stringify([...new Set(visit.flat())])}`);
  for (const rate of [100, 1000])
    for (const instances of [1, 10, 50]) {
      const random = randomFrom(7);
      const calls = callsOfSts(traffic(of, rate, random), instances, random);
      const ceiling = Math.floor((QUOTA * REQUESTS) / calls);
      lines.push(
        `| ${String(rate)} | ${String(instances)} | ${calls.toLocaleString('en')} | ${ceiling.toLocaleString('en')} |`,
      );
    }
  process.stdout.write(`${lines.join('\n')}\n`);
  // Whoever only looks is named in no session.
  expect(of.lookers.flat().filter((session) => session.includes(CALLERS))).toEqual([]);
});
