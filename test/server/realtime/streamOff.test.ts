import { toGlobalId } from '../../../src/model/globalId';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { SocketClient } from '../../support/SocketClient';
import { baseWorld, order, orderId, SUBJECTS } from '../../support/world';

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
  const id = toGlobalId('Order', 'alpha', orderId(1));
  const subscription = client.subscribe('subscription ($id: ID!) { orderChanged(orderId: $id) { id } }', { id });
  expect(await client.refusal(subscription)).toMatchObject([{ extensions: { code: 'TRY_AGAIN' } }]);
  client.close();
  const about = api.log.lines().filter(({ event }) => event === 'changes' || event === 'fault');
  expect(about.map(({ msg, at }) => [msg, at])).toEqual([
    ['the table’s stream is off: switch it on (StreamViewType KEYS_ONLY) to have subscriptions and notices', undefined],
  ]);
});
