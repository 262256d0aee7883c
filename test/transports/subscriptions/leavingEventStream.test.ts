import { request } from 'node:http';
import { toGlobalId } from '../../../src/model/globalId';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { isRead } from '../../support/RecordedCall';
import { baseWorld, order, orderId, SUBJECTS } from '../../support/world';

const QUERY = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status } }';
const BODY = JSON.stringify({ query: QUERY, variables: { id: toGlobalId('Order', 'alpha', orderId(1)) } });

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 }),
  ]);
  await api.withStream();
});
afterEach(() => {
  api.recorder.faults = undefined;
});
afterAll(() => api.close());

/** Asks for an event stream; what is given back goes away. */
async function asked(): Promise<() => void> {
  const headers = { accept: 'text/event-stream', 'content-type': 'application/json', ...(await api.customer1()) };
  const asking = request(`${api.url}/stream`, { method: 'POST', agent: false, headers });
  asking.on('error', () => undefined).on('response', (answer) => answer.on('error', () => undefined).resume());
  asking.end(BODY);
  return () => asking.destroy();
}

/** Reads that are held, one after the other, until the client has left during the nth of them. */
async function leavesDuring(nth: number): Promise<void> {
  const lines = (fields: Record<string, unknown>) => api.log.lines(fields).length;
  const before = { left: lines({ outcome: 'aborted' }), begun: lines({ method: 'SUBSCRIBE' }) };
  let reached = () => {};
  const isReached = new Promise<void>((resolve) => (reached = resolve));
  let letPass = () => {};
  const held = new Promise<void>((resolve) => (letPass = resolve));
  let reads = 0;
  api.recorder.faults = async (call) => {
    if (!isRead(call) || (reads += 1) !== nth) return undefined;
    reached();
    await held;
    return undefined;
  };
  const leave = await asked();
  await isReached;
  leave();
  await api.log.until(() => lines({ outcome: 'aborted' }) > before.left);
  letPass();
  await api.log.until(() => lines({ method: 'SUBSCRIBE' }) > before.begun);
  // Whatever is told of it is told by then.
  await api.execute('{ viewer { roles } }');
}

test.each([1, 2, 3])('a client that leaves during read %d of an event stream is no fault of ours', async (nth) => {
  await leavesDuring(nth);
  expect(api.log.lines({ level: 'error' })).toEqual([]);
  expect(api.log.lines({ event: 'fault' })).toEqual([]);
});
