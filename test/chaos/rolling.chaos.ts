import { join } from 'node:path';
import { firstRings, rotated, type KeyRings } from '../../deploy/lambda/keyRings';
import { eventually } from '../abuse/requests';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { orderingWorld, orderKeyOf, placed, placeInput, shopNode, PLACE } from '../support/ordering';
import { postJson } from '../support/postJson';
import { hasRedis, RedisUnderTest } from '../support/RedisUnderTest';
import { ServerProcess } from '../support/ServerProcess';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { Balancer } from './Balancer';
import { Follower } from './Follower';
import { Load, type Actor } from './Load';

/*
 * A release, as the tasks of `sockets` get it: two instances behind a load balancer are replaced one after the other, under load, by instances
 * whose schema has a field more and whose keys have been rotated. Nobody is refused, and no token or cursor of before is taken for a forgery.
 */

const ALPHA = shopNode('alpha');
const BROWSE = `{ shop(id: "${ALPHA}") { name open } }`;
const SESSION = 'mutation { startGuestSession { token } }';
const VIEWER = '{ viewer { roles } }';
const PAGE = `query ($after: String) { shop(id: "${ALPHA}") { products(first: 2, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } } } }`;
const MOTTO = `{ shop(id: "${ALPHA}") { name motto } }`;
const ANNOTATE = `mutation ($id: ID!, $note: String!) {
  annotateOrder(input: { orderId: $id, internalNote: $note }) { order { internalNote } userErrors { code } }
}`;
const NEXT_SCHEMA = ['--require', join(__dirname, '../support/nextSchema.cjs')];
const INSTANCES = 2;
/** Everybody acts so often on each mixture of old and new instances. */
const ACTS = 5;

interface Answer {
  readonly status: number;
  // The shape is what each actor asks for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data?: Record<string, any> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

const describeWithRedis = hasRedis() ? describe : describe.skip;

describeWithRedis('a release under load', () => {
  let api: ApiUnderTest;
  let redis: RedisUnderTest;
  let balancer: Balancer;
  let table: TableBeside;
  let rings: KeyRings;
  let followers: Follower[];
  let load: Load;
  const all: ServerProcess[] = [];
  const acknowledged = new Set<string>();
  let note = 0;

  beforeAll(async () => {
    rings = firstRings();
    [api, redis, balancer] = await Promise.all([
      ApiUnderTest.start(orderingWorld({ stock: 1_000_000 }), { ...rings }),
      RedisUnderTest.start(),
      Balancer.start(),
    ]);
    table = new TableBeside(api);
    await Promise.all([api.withStream(), api.withChangesTable()]);
  });

  afterAll(async () => {
    await Promise.all(followers.map(async (follower) => follower.close()));
    await Promise.all(all.map(async (server) => server.kill()));
    table.close();
    await balancer.close();
    await redis.stop();
    await api.close();
  });

  async function started(nodeArguments: readonly string[]): Promise<ServerProcess> {
    const environment = {
      ...api.environment,
      ...rings,
      REALTIME_REDIS_URL: redis.url,
      LOG_LEVEL: 'info',
      SHUTDOWN_GRACE_SECONDS: '1',
    };
    const server = await ServerProcess.start(environment, { nodeArguments });
    all.push(server);
    balancer.add(server.origin);
    return server;
  }

  async function ask(headers: RequestHeaders, query: string, variables: object = {}): Promise<Answer> {
    const { status, text } = await postJson(balancer.url, headers, { query, variables });
    return { status, ...(status === 200 && (JSON.parse(text) as Omit<Answer, 'status'>)) };
  }

  function problemOf({ status, data, errors }: Answer): string | null {
    const [first] = Object.values(data ?? {});
    const code =
      errors?.[0]?.extensions.code ?? (first as { userErrors?: { code: string }[] } | null)?.userErrors?.[0]?.code;
    return code ?? (status === 200 ? null : `status ${String(status)}`);
  }

  async function actors(owner: RequestHeaders, marker: string): Promise<Actor[]> {
    const customer = await api.customer1();
    const visit = await api.visit('alpha');
    let session: RequestHeaders = (await api.guest()).headers;
    let after: string | null = null;
    let keys = 0;
    return [
      { name: 'visitor', act: async () => problemOf(await ask(visit, BROWSE)) },
      {
        // With the session that the last instance gave.
        name: 'guest',
        act: async () => {
          const seen = await ask(session, VIEWER);
          if (!(seen.data?.viewer?.roles as string[] | undefined)?.includes('GUEST'))
            return problemOf(seen) ?? 'no guest';
          const renewed = await ask({}, SESSION);
          session = { authorization: `Bearer ${String(renewed.data?.startGuestSession?.token)}` };
          return problemOf(renewed);
        },
      },
      {
        // With the cursor that the last instance gave.
        name: 'reader of pages',
        act: async () => {
          const page = await ask(visit, PAGE, { after });
          const { endCursor, hasNextPage } = (page.data?.shop?.products?.pageInfo ?? {}) as {
            endCursor?: string;
            hasNextPage?: boolean;
          };
          after = hasNextPage === true ? (endCursor ?? null) : null;
          return problemOf(page);
        },
      },
      {
        name: 'customer',
        act: async () => {
          const idempotencyKey = `rolling-${String((keys += 1))}`;
          const answer = await ask({ ...customer, ...visit }, PLACE, { input: placeInput({ idempotencyKey }) });
          const problem = problemOf(answer);
          if (problem === null) acknowledged.add(orderKeyOf(String(answer.data?.placeOrder?.order?.id)).sk);
          return problem;
        },
      },
      {
        name: 'owner',
        act: async () => {
          const answer = await ask(owner, ANNOTATE, { id: marker, note: String(note + 1) });
          if (problemOf(answer) === null) note += 1;
          return problemOf(answer);
        },
      },
    ];
  }

  /** Resolves when everybody has acted that often from now on. */
  async function everybodyActed(): Promise<void> {
    const from = load.outcomes.length;
    await eventually(async () => {
      const since = load.outcomes.slice(from);
      return Promise.resolve(load.names.every((name) => since.filter(({ who }) => who === name).length >= ACTS));
    });
  }

  test('refuses nobody, loses nothing, and takes nothing for a forgery', async () => {
    const old = [];
    for (let instance = 0; instance < INSTANCES; instance += 1) old.push(await started([]));
    await eventually(async () => Promise.resolve(balancer.well === INSTANCES));
    const owner = await api.ownerA();
    const marker = await placed(api, (await api.guest()).headers);
    followers = (['socket', 'event stream'] as const).map(
      (by) => new Follower(by, balancer.url, owner, marker, () => undefined),
    );
    load = new Load(await actors(owner, marker));
    load.start();
    await everybodyActed();

    rings = rotated(rings);
    for (const server of old) {
      await started(NEXT_SCHEMA);
      await eventually(async () => Promise.resolve(balancer.well === INSTANCES + 1));
      await everybodyActed();
      await balancer.remove(server.origin);
      server.signal('SIGTERM');
      await everybodyActed();
      expect(await server.ended).toBe(0);
    }
    await everybodyActed();
    await eventually(async () => Promise.resolve(followers.every(({ seen }) => Number(seen) > 0)));
    await load.stop();
    await eventually(async () => Promise.resolve(followers.every(({ seen }) => seen === String(note))));

    const failed = load.outcomes.filter(({ problem }) => problem !== null);
    process.stdout.write(`${String(load.outcomes.length)} requests, ${String(failed.length)} of them failed\n`);
    expect(failed.map(({ who, problem }) => `${who}: ${problem ?? ''}`)).toEqual([]);
    expect(await ask(await api.visit('alpha'), MOTTO)).toMatchObject({
      status: 200,
      data: { shop: { name: expect.any(String) as string, motto: null } },
    });
    expect(all.flatMap(({ log }) => log.lines({ event: 'security' }))).toEqual([]);
    expect(all.map(({ words }) => words)).toEqual(all.map(() => ''));
    const kept = new Set((await table.items('ORDER#')).map(({ sk }) => sk));
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(INSTANCES * ACTS);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });
});
