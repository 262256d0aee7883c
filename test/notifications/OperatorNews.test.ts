import { OperatorNews } from '../../src/notifications/OperatorNews';
import type { StoreClient } from '../../src/storage/client';
import type { Notification } from '../../src/notifications/Notification';
import { Outbox } from '../../src/notifications/Outbox';
import type { Table } from '../../src/storage/Table';
import { openChangesTable } from '../support/changesTable';

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 1, 3, 12);

let client: StoreClient;
let table: Table;
beforeEach(async () => {
  ({ client, table } = await openChangesTable());
});
afterEach(() => client.destroy());

/** The news of one instance; all of them share the table. */
function instance() {
  const sent: Notification[] = [];
  const troubles: unknown[] = [];
  const clock = { time: NOON, now: () => clock.time, pause: () => Promise.resolve() };
  const state = { isAway: false };
  const notifier = {
    send: (notification: Notification) => Promise.resolve(void sent.push(notification)),
    carrierOf: () => 'one',
    close: () => undefined,
  };
  const box = new Outbox({ table, notifier, clock, onTrouble: () => undefined, onGivenUp: () => undefined });
  const deliver: Outbox['deliver'] = async (notification, signal) =>
    state.isAway ? Promise.reject(new Error('the table is away')) : box.deliver(notification, signal);
  const news = new OperatorNews({
    outbox: { deliver },
    now: clock.now,
    signal: new AbortController().signal,
    onTrouble: (cause) => troubles.push(cause),
  });
  return { news, sent, troubles, clock, state };
}

it('one notification of a kind in a day, however often it happens and whichever instances see it', async () => {
  const [one, two] = [instance(), instance()];
  for (let count = 0; count < 100; count += 1) for (const { news } of [one, two]) news.report('forged_token');
  one.news.report('forged_cursor');
  await Promise.all([one.news.settled(), two.news.settled()]);
  expect([...one.sent, ...two.sent].map(({ id, to }) => [id, to.kind]).sort()).toEqual([
    ['news-forged_cursor-2026-02-03', 'operators'],
    ['news-forged_token-2026-02-03', 'operators'],
  ]);
  two.clock.time += DAY_MS;
  two.news.report('forged_token');
  await two.news.settled();
  expect(two.sent.at(-1)?.id).toBe('news-forged_token-2026-02-04');
});

it('what honest clients run into as well is no news', async () => {
  const { news, sent } = instance();
  for (const kind of ['rate_limited', 'cross_site_request'] as const) news.report(kind);
  await news.settled();
  expect(sent).toEqual([]);
});

it('news that could not be written down are told with the next one', async () => {
  const { news, sent, troubles, state } = instance();
  state.isAway = true;
  news.report('changes_lost');
  await news.settled();
  expect([sent.length, troubles.length]).toEqual([0, 1]);
  state.isAway = false;
  news.report('changes_lost');
  await news.settled();
  expect(sent.map(({ id }) => id)).toEqual(['news-changes_lost-2026-02-03']);
});

it('changes that are lost, or read more than five minutes late, are news', async () => {
  const { news, sent, troubles } = instance();
  news.onLag(300);
  await news.settled();
  expect(sent).toEqual([]);
  news.onLag(301);
  news.report('changes_lost');
  await news.settled();
  expect(sent.map(({ id }) => id).sort()).toEqual(['news-changes_late-2026-02-03', 'news-changes_lost-2026-02-03']);
  expect(troubles).toEqual([]);
});
