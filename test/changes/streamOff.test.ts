import { freePort } from '../../src/local/ports';
import { toGlobalId } from '../../src/model/globalId';
import { serverBeside } from '../abuse/requests';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { hasRedis, RedisUnderTest } from '../support/RedisUnderTest';
import { postJson } from '../support/postJson';
import { SocketClient } from '../support/SocketClient';
import { baseWorld, order, orderId, SUBJECTS } from '../support/world';
import { Exposition } from '../observe/Exposition';

const ANNOTATE = `mutation ($id: ID!, $note: String!) {
  annotateOrder(input: { orderId: $id, internalNote: $note }) { order { internalNote } }
}`;
const id = toGlobalId('Order', 'alpha', orderId(1));

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 }),
  ]);
});
afterAll(() => api.close());

test('whoever subscribes while the stream is off is to ask again, and the log has one line about it, without a stack', async () => {
  const client = await SocketClient.connect(api.url, await api.customer1());
  const subscription = client.subscribe('subscription ($id: ID!) { orderChanged(orderId: $id) { id } }', { id });
  expect(await client.refusal(subscription)).toMatchObject([{ extensions: { code: 'TRY_AGAIN' } }]);
  client.close();
  const about = api.log.lines().filter(({ event }) => event === 'changes' || event === 'fault');
  expect(about.map(({ msg, at }) => [msg, at])).toEqual([
    ['the table’s stream is off: switch it on (StreamViewType KEYS_ONLY) to have subscriptions and notices', undefined],
  ]);
});

/** Only a change that was heard says that changes are being read. */
async function changeUntil(heard: Promise<unknown>): Promise<void> {
  const ending = new AbortController();
  void heard.finally(() => ending.abort());
  for (let note = 1; !ending.signal.aborted; note += 1)
    await postJson(api.url, await api.ownerA(), { query: ANNOTATE, variables: { id, note: String(note) } });
}

/** Somebody follows while the stream is switched off and on; gives how often operators were told that changes were missed. */
async function gapsToldWhileFollowed(overrides: Readonly<Record<string, string>>): Promise<number> {
  await api.withStream();
  const port = await freePort();
  const { url, close } = await serverBeside(api, {
    TELEMETRY: 'prometheus',
    PROMETHEUS_PORT: String(port),
    ...overrides,
  });
  const follower = await SocketClient.connect(url, await api.ownerA());
  const follow = 'subscription ($id: ID!) { orderChanged(orderId: $id) { internalNote } }';
  const subscription = follower.subscribe(follow, { id });
  await changeUntil(follower.next(subscription, 1));
  await api.withoutStream();
  await api.withStream();
  expect(await follower.closed).toEqual({ code: 1012, reason: 'Changes were missed' });
  const told = (await Exposition.fetch(port)).of('fieldgate_changes_gaps_total');
  await close();
  return told.find(({ labels }) => labels.reader === 'subscriptions')?.value ?? 0;
}

describe('whoever follows while the stream is switched off and on is to begin anew, and operators are told', () => {
  test('where each instance reads for itself', async () => {
    expect(await gapsToldWhileFollowed({})).toBe(1);
  });

  (hasRedis() ? test : test.skip)('where one reads for all', async () => {
    const redis = await RedisUnderTest.start();
    await api.withChangesTable();
    expect(await gapsToldWhileFollowed({ REALTIME_REDIS_URL: redis.url, CHANGES_LEASE_MS: '2000' })).toBe(1);
    await redis.stop();
  });
});
