import { ApiUnderTest } from '../../../support/ApiUnderTest';
import { hasRedis, RedisUnderTest } from '../../../support/RedisUnderTest';
import { ServerProcess } from '../../../support/ServerProcess';
import { baseWorld } from '../../../support/world';

const describeWithRedis = hasRedis() ? describe : describe.skip;
const LEASE_MS = '2000';
/** Whatever is waited for without being bounded by the end lasts longer. */
const SOON_MS = 6000;

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  await Promise.all([api.withStream(), api.withChangesTable()]);
});
afterAll(() => api.close());

describeWithRedis('a server that is told to end', () => {
  it.each([
    ['the store, its stream and Redis do', () => true, true],
    ['the stream does', (operation: string) => operation === 'GetRecords', false],
  ])('does so while %s not answer, with exit code 0', async (_what, isHanging, isRedisHanging) => {
    const redis = await RedisUnderTest.start();
    const reading = new Set<string>();
    api.recorder.faults = ({ operation }) => void reading.add(operation);
    const server = await ServerProcess.start({
      ...api.environment,
      REALTIME_REDIS_URL: redis.url,
      CHANGES_LEASE_MS: LEASE_MS,
      SHUTDOWN_GRACE_SECONDS: '0',
    });
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
    };
    await until(() => reading.has('GetRecords'));
    const hanging = new Set<string>();
    api.recorder.faults = ({ operation }) => {
      if (!isHanging(operation)) return undefined;
      hanging.add(operation);
      return 'hang';
    };
    if (isRedisHanging) redis.pause();
    await until(() => hanging.has('GetRecords') && (!isRedisHanging || hanging.has('TransactWriteItems')));
    const since = performance.now();
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(performance.now() - since).toBeLessThan(SOON_MS);
    api.recorder.faults = undefined;
    redis.resume();
    await redis.stop();
  });
});
