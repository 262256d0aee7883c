import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { hasRedis, RedisUnderTest } from '../support/RedisUnderTest';
import { ServerProcess } from '../support/ServerProcess';
import { SocketClient } from '../support/SocketClient';
import { baseWorld, order, orderId, SUBJECTS } from '../support/world';

const describeWithRedis = hasRedis() ? describe : describe.skip;
const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status } }';
const id = toGlobalId('Order', 'alpha', orderId(1));

describeWithRedis('a Redis that goes silent without closing', () => {
  it('closes who follows with 1012, turns away who would, and all goes on when it speaks again', async () => {
    const redis = await RedisUnderTest.start();
    const orders = order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 });
    const api = await ApiUnderTest.start([...baseWorld(), ...orders]);
    await Promise.all([api.withStream(), api.withChangesTable()]);
    const server = await ServerProcess.start({
      ...api.environment,
      DYNAMODB_ENDPOINT: process.env.FIELDGATE_TEST_ENDPOINT ?? '',
      REALTIME_REDIS_URL: redis.url,
      CHANGES_LEASE_MS: '2000',
    });
    const customer = await api.customer1();
    const follower = await SocketClient.connect(server.url, customer);
    await follower.next(follower.subscribe(FOLLOW, { id }), 1);
    redis.pause();
    expect(await follower.closed).toEqual({ code: 1012, reason: 'Changes were missed' });
    const late = await SocketClient.connect(server.url, customer);
    expect(await late.refusal(late.subscribe(FOLLOW, { id }))).toMatchObject([{ extensions: { code: 'TRY_AGAIN' } }]);
    redis.resume();
    let waitsForIt: string;
    do waitsForIt = late.subscribe(FOLLOW, { id });
    while ((await late.message((message) => message.id === waitsForIt)).type === 'error');
    await api.execute(
      `mutation ($id: ID!) { advanceOrder(input: { orderId: $id, to: ACCEPTED }) { order { status } } }`,
      await api.ownerA(),
      { id },
    );
    expect((await late.next(waitsForIt, 2)).data.orderChanged).toEqual({ status: 'ACCEPTED' });
    // Once each time that it changes, however long it lasts.
    const told = server.log
      .lines()
      .filter(({ fault, msg }) => fault === 'RedisSilentError' || msg === 'changes are followed again')
      .map(({ fault }) => fault ?? 'well');
    expect(told.slice(0, 2)).toEqual(['RedisSilentError', 'well']);
    expect(told.filter((each, position) => each === told[position - 1])).toEqual([]);
    await server.kill();
    await redis.stop();
    await api.close();
  });
});
