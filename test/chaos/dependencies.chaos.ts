import { orderKeyOf, placed, placeInput, shopNode, PLACE } from '../support/ordering';
import { postJson } from '../support/postJson';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import type { RequestHeaders } from '../support/ApiUnderTest';
import { hasRedis } from '../support/RedisUnderTest';
import { SUBJECTS } from '../support/world';
import { FAULTS, type Fault } from './Fault';
import { Follower } from './Follower';
import { Load, type Actor } from './Load';
import { DEADLINE_MS, Stack, type Dependency, type Usage } from './Stack';

/*
 * Everything that the servers need is in turn killed, stopped, slowed, cut off in the middle of its answers and made to answer nonsense, under
 * load of all roles and transports. Afterwards all is as it was: without a restart, within ten seconds, with nothing lost and nothing doubled.
 *
 * `npm run test:chaos` takes half an hour; `FIELDGATE_CHAOS=short` takes four minutes.
 */

const IS_SHORT = process.env.FIELDGATE_CHAOS === 'short';
const FAULT_MS = IS_SHORT ? 4000 : 52_000;
/** All is well when for so long everybody got what they asked for, each at least once. */
const WELL_FOR_MS = 2000;
const WELL_WITHIN_MS = 10_000;
const GIVEN_UP_AFTER_MS = 60_000;
/** Beside the deadline: the way, a busy machine, and what a field that hangs beside the signal is given. */
const TOLD_WITHIN_MS = DEADLINE_MS + 2500;
const GROWN_MB = 24;
const GROWN_HANDLES = 12;
/** More than both instances together keep sessions of, so that each comes without one; no more than these, as something is remembered of everybody. */
const NEWCOMERS = 5000;
const STRANGERS = 200;

const ALPHA = shopNode('alpha');
const BROWSE = `{ shop(id: "${ALPHA}") { name open } }`;
const FIGURES = '{ platformStatistics(from: "2026-01-01", to: "2026-01-31") { shopCount } }';
const ANNOTATE = `mutation ($id: ID!, $note: String!) {
  annotateOrder(input: { orderId: $id, internalNote: $note }) { order { internalNote } userErrors { code } }
}`;
const SIGN_IN = `mutation ($email: EmailAddress!) {
  signIn(input: { email: $email, password: "Wrong-password-1" }) { userErrors { code } }
}`;

interface Row {
  readonly dependency: string;
  readonly fault: Fault;
  readonly during: string;
  readonly worstMs: number;
  readonly wellAfterMs: number;
  readonly lost: number;
  readonly doubled: number;
}

const describeWithRedis = hasRedis() ? describe : describe.skip;

describeWithRedis('whatever fails, comes back', () => {
  let stack: Stack;
  let load: Load;
  let table: TableBeside;
  let followers: Follower[];
  let before: Usage[];
  const rows: Row[] = [];
  /** Keys of the orders that somebody was told of. */
  const acknowledged = new Set<string>();
  let told: () => void = () => undefined;

  beforeAll(async () => {
    stack = await Stack.start();
    table = new TableBeside(stack.api);
    const owner = await stack.signedIn(SUBJECTS.ownerA, 'shop-owners');
    const marker = await placed(stack.api, (await stack.api.guest()).headers);
    followers = stack.urls.flatMap((url) =>
      (['socket', 'event stream'] as const).map((by) => new Follower(by, url, owner, marker, () => told())),
    );
    load = new Load(await actors(marker, owner));
    load.start();
    await whenWell(performance.now());
    before = await stack.usage();
  });

  afterAll(async () => {
    const closed = followers.map(async (follower) => follower.close());
    await load.stop();
    table.close();
    await stack.close();
    await Promise.all(closed);
  });

  let turn = 0;
  const anyUrl = () => stack.urls[(turn += 1) % stack.urls.length] ?? '';

  async function ask(headers: RequestHeaders, query: string, variables: object = {}): Promise<Answer> {
    const signal = AbortSignal.timeout(4 * DEADLINE_MS);
    const { status, text } = await postJson(anyUrl(), headers, { query, variables }, signal);
    return { status, ...(JSON.parse(text) as Omit<Answer, 'status'>) };
  }

  /** Everybody who uses the API, by the ways that they use. */
  async function actors(marker: string, owner: RequestHeaders): Promise<Actor[]> {
    const { api } = stack;
    const admin = await stack.signedIn(SUBJECTS.admin, 'platform-admins');
    const customer = await stack.signedIn(SUBJECTS.customer1, 'customers');
    const visit = await api.visit('alpha');
    const guest = (await api.guest()).headers;
    let [keys, notes, people, strangers] = [0, 0, 0, 0];
    const simply = (name: string, headers: RequestHeaders, query: string): Actor => ({
      name,
      act: async () => problemOf(await ask(headers, query)),
    });
    const buyer = (name: string, headers: RequestHeaders): Actor => {
      let idempotencyKey = '';
      return {
        name,
        act: async () => {
          // Whoever does not know whether it was placed asks again with the same key.
          idempotencyKey ||= `chaos-${String((keys += 1))}`;
          const input = placeInput({ idempotencyKey, note: idempotencyKey });
          const answer = await ask({ ...headers, ...visit }, PLACE, { input });
          const problem = problemOf(answer);
          if (problem !== null) return problem;
          acknowledged.add(orderIdIn(answer));
          idempotencyKey = '';
          return null;
        },
      };
    };
    return [
      simply('guest', guest, BROWSE),
      {
        name: 'visitor by GET',
        act: async () => {
          const url = `${anyUrl()}?query=${encodeURIComponent(BROWSE)}`;
          const answer = await fetch(url, {
            headers: { 'apollo-require-preflight': 'true' },
            signal: AbortSignal.timeout(4 * DEADLINE_MS),
          });
          return problemOf({ status: answer.status, ...((await answer.json()) as Omit<Answer, 'status'>) });
        },
      },
      simply('owner', owner, `{ shop(id: "${ALPHA}") { taxId orders(first: 3) { nodes { number } } } }`),
      simply('administrator', admin, FIGURES),
      {
        name: 'newcomer',
        act: async () => {
          const somebody = await stack.signedIn(`newcomer-${String((people += 1) % NEWCOMERS)}`, 'customers');
          return problemOf(await ask(somebody, BROWSE));
        },
      },
      buyer('guest who buys', guest),
      buyer('customer who buys', customer),
      {
        name: 'sign-in',
        act: async () => {
          const email = `somebody-${String((strangers += 1) % STRANGERS)}@example.com`;
          const answer = await ask({}, SIGN_IN, { email });
          const refusal = answer.data?.signIn?.userErrors?.[0]?.code;
          // Nobody of that name: the pool has answered.
          return problemOf(answer) === refusal ? null : (problemOf(answer) ?? 'SIGNED_IN');
        },
      },
      {
        name: 'followers',
        act: async () => {
          const note = String((notes += 1));
          const problem = problemOf(await ask(owner, ANNOTATE, { id: marker, note }));
          if (problem !== null) return problem;
          const late = AbortSignal.timeout(DEADLINE_MS);
          const isTold = () => followers.every(({ seen }) => Number(seen) >= Number(note));
          while (!isTold() && !late.aborted)
            await new Promise<void>((resolve) => {
              told = resolve;
              late.addEventListener('abort', () => resolve(), { once: true });
            });
          const deaf = followers.filter(({ seen }) => Number(seen) < Number(note));
          return deaf.length === 0 ? null : `not told: ${deaf.map(({ name }) => name).join()}`;
        },
      },
    ];
  }

  /** When the last trouble ended that somebody had after this moment; waits until there is none any more. */
  async function whenWell(since: number): Promise<number> {
    for (;;) {
      const now = performance.now();
      const after = load.outcomes.filter(({ endedAt }) => endedAt >= since);
      const last = Math.max(since, ...after.filter(({ problem }) => problem !== null).map(({ endedAt }) => endedAt));
      const well = new Set(
        after.filter(({ endedAt, problem }) => problem === null && endedAt > last).map(({ who }) => who),
      );
      if (now - last > WELL_FOR_MS && load.names.every((name) => well.has(name))) return last - since;
      if (now - since > GIVEN_UP_AFTER_MS) {
        process.stdout.write(`not well: ${troublesSince(now - WELL_WITHIN_MS)}\n`);
        return Infinity;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  function troublesSince(moment: number): string {
    const counts: Record<string, number> = {};
    for (const { who, problem, endedAt } of load.outcomes)
      if (endedAt > moment) counts[`${who}: ${problem ?? 'well'}`] = (counts[`${who}: ${problem ?? 'well'}`] ?? 0) + 1;
    return JSON.stringify(counts);
  }

  async function gone(dependency: Dependency, fault: Fault): Promise<Row> {
    const begun = performance.now();
    await dependency.begin(fault);
    await new Promise((resolve) => setTimeout(resolve, FAULT_MS));
    await dependency.end(fault);
    const ended = performance.now();
    const wellAfterMs = await whenWell(ended);
    const during = load.outcomes.filter(({ begunAt, endedAt }) => begunAt < ended && endedAt > begun);
    const good = during.filter(({ problem }) => problem === null).length;
    const worstMs = Math.max(0, ...during.map(({ begunAt, endedAt }) => endedAt - begunAt));
    // Taken before the table is read: the load goes on, and what is placed meanwhile may be missing there.
    const toldUntilNow = [...acknowledged];
    const orders = await table.items('ORDER#');
    const placedIds = new Set(orders.map(({ sk }) => sk));
    const lost = toldUntilNow.filter((id) => !placedIds.has(id)).length;
    const doubled = doubledIn(orders);
    load.outcomes.splice(0);
    return {
      ...{ dependency: dependency.name, fault, worstMs, wellAfterMs, lost, doubled },
      during: `${String(good)} of ${String(during.length)}`,
    };
  }

  it.each(FAULTS.flatMap((fault) => Array.from({ length: 6 }, (_, index) => [fault, index] as const)))(
    '%s: dependency %i',
    async (fault, index) => {
      const dependency = stack.dependencies[index]!;
      const row = await gone(dependency, fault);
      rows.push(row);
      process.stdout.write(`${lineOf(row)}\n`);
      expect(row).toMatchObject({ lost: 0, doubled: 0 });
      expect(row.wellAfterMs).toBeLessThan(WELL_WITHIN_MS);
      expect(row.worstMs).toBeLessThan(TOLD_WITHIN_MS);
    },
  );

  it('everything adds up, and nothing is held that was not held before', async () => {
    await load.stop();
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
    const after = await stack.usage();
    process.stdout.write(`${['', HEAD, ...rows.map(lineOf)].join('\n')}\n${JSON.stringify({ before, after })}\n`);
    after.forEach(({ heapMb, handles }, index) => {
      expect(heapMb - before[index]!.heapMb).toBeLessThan(GROWN_MB);
      expect(handles - before[index]!.handles).toBeLessThan(GROWN_HANDLES);
    });
    expect(stack.servers.map(({ words }) => words.replace(/^\{.*\}\n/gm, ''))).toEqual(['', '']);
  });
});

interface Answer {
  readonly status: number;
  readonly data?: Record<
    string,
    { readonly userErrors?: readonly { readonly code: string }[]; readonly order?: { id: string } } | null
  >;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

function problemOf({ status, data, errors }: Answer): string | null {
  const [error] = errors ?? [];
  if (error) return error.extensions?.code ?? 'an error without a code';
  const [first] = Object.values(data ?? {});
  return first?.userErrors?.[0]?.code ?? (status === 200 ? null : `status ${String(status)}`);
}

function orderIdIn({ data }: Answer): string {
  return orderKeyOf(data?.placeOrder?.order?.id ?? '').sk;
}

/** Orders beyond the first one of a key, which its buyer has noted on it. */
function doubledIn(orders: readonly object[]): number {
  const notes = orders.flatMap(({ note }: { readonly note?: unknown }) => (typeof note === 'string' ? [note] : []));
  return notes.length - new Set(notes).size;
}

const HEAD = `| dependency | fault | as asked, during | worst wait | well after | lost | doubled |
| --- | --- | --- | --- | --- | --- | --- |`;

function lineOf({ dependency, fault, during, worstMs, wellAfterMs, lost, doubled }: Row): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return `| ${[dependency, fault, during, seconds(worstMs), seconds(wellAfterMs), lost, doubled].join(' | ')} |`;
}
