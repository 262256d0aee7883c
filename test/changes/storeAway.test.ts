import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { isRead } from '../support/RecordedCall';
import { SocketClient } from '../support/SocketClient';
import { baseWorld, order, orderId, SUBJECTS } from '../support/world';

const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status } }';
const ALPHAS = { shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 };
const id = toGlobalId('Order', 'alpha', orderId(1));
/** More than an event was ever tried before it was given up. */
const MANY = 5;

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start([...baseWorld(), ...order(ALPHAS)]);
  await api.withStream();
});
afterEach(() => {
  api.recorder.faults = undefined;
  jest.restoreAllMocks();
});
afterAll(() => api.close());

async function following(): Promise<{ client: SocketClient; followed: string }> {
  const client = await SocketClient.connect(api.url, await api.customer1());
  const followed = client.subscribe(FOLLOW, { id });
  await client.next(followed);
  return { client, followed };
}

/** Writes, and lets nobody read what was written; resolves when that was tried many times. */
async function changedWhileAway(status: string): Promise<void> {
  api.recorder.faults = (call) =>
    isRead(call) ? { status: 500, body: { __type: 'InternalServerError', message: 'away' } } : undefined;
  const tried = () => api.log.lines({ method: 'EVENT' }).filter(({ codes }) => String(codes).includes('TRY_AGAIN'));
  const before = tried().length;
  const [head] = order({ ...ALPHAS, status });
  await api.replace(head!);
  await api.log.until(() => tried().length >= before + MANY);
}

test('what is written while nobody can read it is told when somebody can, and nothing in its place before', async () => {
  const { client, followed } = await following();
  await changedWhileAway('ACCEPTED');
  api.recorder.faults = undefined;
  expect(await client.next(followed, 2)).toEqual({ data: { orderChanged: { status: 'ACCEPTED' } } });
  client.close();
});

test('whoever follows is to begin anew where that lasts for half a minute', async () => {
  const { client, followed } = await following();
  await changedWhileAway('READY');
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + 30_000);
  expect(await client.closed).toEqual({ code: 1012, reason: 'Changes were missed' });
  expect(client.of(followed)).toHaveLength(1);
});
