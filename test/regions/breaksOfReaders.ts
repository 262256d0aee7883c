import { Lease } from '../../src/changes/Lease';
import type { Notification } from '../../src/notifications/Notification';
import { Outbox } from '../../src/notifications/Outbox';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { openChangesTable } from '../support/changesTable';
import { codeOf, freshKey, outcomeOf, PLACE, placeInput, productNode } from '../support/ordering';
import { GlobalTable } from './GlobalTable';
import { world } from './TwoRegions';

const NOW = Date.parse('2100-01-01T00:00:00.000Z');
const CLOCK = { now: () => NOW, elapsed: () => NOW, pause: async () => Promise.resolve() };

/** The table of leases and of sent notices, as if it were a global one. */
async function withChangesTables(test: (tables: Awaited<ReturnType<typeof openChangesTables>>) => Promise<void>) {
  const tables = await openChangesTables();
  try {
    await test(tables);
  } finally {
    tables.close();
  }
}

async function openChangesTables() {
  const [east, west] = [await openChangesTable(), await openChangesTable()];
  const global = new GlobalTable({ east: east.table.name, west: west.table.name });
  const close = (): void => {
    global.close();
    for (const { client } of [east, west]) client.destroy();
  };
  return { east: east.table, west: west.table, global, close };
}

async function lease(): Promise<void> {
  await withChangesTables(async ({ east, west, global }) => {
    const of = (table: typeof east, owner: string) =>
      new Lease({ table, name: 'changes', owner, durationMs: 1000, clock: CLOCK });
    const [one, two] = [of(east, 'one'), of(west, 'two')];
    const turn = await global.writing('east', async () => one.acquire());
    const other = await global.writing('west', async () => two.acquire());
    expect([turn?.fence, other?.fence]).toEqual([1, 1]);
    await global.settle();
    // Each region has what the other wrote: who has the turn here is said to have none, and that is all.
    expect(await one.keep(turn!, { stream: null, positions: new Map() })).toBe(false);
  });
}

/** Every replica has a stream of its own, in which all changes stand, also those that came from the other region. */
async function notifications(): Promise<void> {
  await withChangesTables(async ({ east, west, global }) => {
    const sent: Notification[] = [];
    const outbox = (table: typeof east) =>
      new Outbox({
        ...{ table, clock: CLOCK, onTrouble: () => undefined, onGivenUp: () => undefined },
        notifier: {
          send: (each) => Promise.resolve(void sent.push(each)),
          carrierOf: () => 'mail',
          close: () => undefined,
        },
      });
    const notification: Notification = {
      ...{ id: 'order-1-accepted', subject: 'Accepted', text: 'Your order was accepted.' },
      to: { kind: 'email', address: 'somebody@example.com' },
    };
    const { signal } = new AbortController();
    for (const [region, table] of [
      ['east', east],
      ['west', west],
    ] as const)
      expect(await global.writing(region, async () => outbox(table).deliver(notification, signal))).toBe('sent');
    expect(sent).toEqual([notification, notification]);
  });
}

/** Two regions, each with rings of keys and counts of its own; or with the same keys. */
async function inRegionsOfTheirOwn(
  keys: readonly string[],
  test: (east: ApiUnderTest, west: ApiUnderTest) => Promise<void>,
): Promise<void> {
  const own = { RATE_LIMIT_ATTEMPTS: '2' };
  const east = await ApiUnderTest.start(world(1), own);
  const shared = Object.fromEntries(keys.map((name) => [name, east.environment[name] ?? '']));
  const west = await ApiUnderTest.start(world(1), { ...own, ...shared });
  try {
    await test(east, west);
  } finally {
    await Promise.all([east.close(), west.close()]);
  }
}

/** More than there is. */
async function tooMuch(api: ApiUnderTest, guest: Readonly<Record<string, string>>) {
  const lines = [{ productId: productNode('alpha', 1), quantity: 2 }];
  const input = placeInput({ idempotencyKey: freshKey(), lines });
  return api.execute(PLACE, { ...guest, ...(await api.visit('alpha')) }, { input });
}

/** One guest tries what may be tried twice, four times. */
async function limits(): Promise<void> {
  await inRegionsOfTheirOwn(['GUEST_SESSION_KEYS', 'VISIT_TOKEN_KEYS'], async (east, west) => {
    const { headers } = await east.guest();
    for (const api of [east, west]) {
      const tries = [await tooMuch(api, headers), await tooMuch(api, headers), await tooMuch(api, headers)];
      expect(tries.map((answer) => outcomeOf(answer))).toEqual(['OUT_OF_STOCK', 'OUT_OF_STOCK', 'RATE_LIMITED']);
    }
  });
}

async function signingKeys(): Promise<void> {
  await inRegionsOfTheirOwn([], async (east, west) => {
    const { headers } = await east.guest();
    expect(codeOf(await tooMuch(west, headers))).toBe('UNAUTHENTICATED');
  });
}

export const BREAKS_OF_READERS = {
  lease,
  'notification sent once': notifications,
  'rate limit': limits,
  'signing keys': signingKeys,
};
