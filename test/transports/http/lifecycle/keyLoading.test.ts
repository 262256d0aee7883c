import { KeyLoading } from '../../../../src/transports/http/lifecycle/KeyLoading';

/** Keys that cannot be had until `isThere`. */
class Keys {
  isWarm = false;
  isThere = false;
  tries = 0;

  async preload(): Promise<void> {
    this.tries += 1;
    if (!this.isThere) return Promise.reject(new Error('away'));
    this.isWarm = true;
  }
}

const warnings: string[] = [];
const logger = { warn: (message: string) => void warnings.push(message) };
let keys: Keys;
let loading: KeyLoading;

beforeEach(() => {
  jest.useFakeTimers();
  warnings.length = 0;
  keys = new Keys();
  // The longest waits there are.
  loading = new KeyLoading(keys, logger as never, () => 1);
});
afterEach(() => {
  loading.close();
  jest.useRealTimers();
});

it('tries once where the keys are there, and never where they came with the deployment', async () => {
  keys.isThere = true;
  await loading.start();
  expect([loading.isDone, keys.tries, warnings, jest.getTimerCount()]).toEqual([true, 1, [], 0]);
  const given = new Keys();
  given.isWarm = true;
  await new KeyLoading(given, logger as never).start();
  expect(given.tries).toBe(0);
});

it('tries again after longer and longer waits, half a minute at the longest, and says so once', async () => {
  await loading.start();
  const triedAt: number[] = [];
  let before = keys.tries;
  for (let second = 0.5; second <= 150; second += 0.5) {
    await jest.advanceTimersByTimeAsync(500);
    if (keys.tries > before) triedAt.push(second);
    before = keys.tries;
  }
  expect(triedAt).toEqual([0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 61.5, 91.5, 121.5]);
  expect(warnings).toEqual(['the identity provider’s keys cannot be fetched yet']);
});

it('stops when the keys are there, by whatever way they came', async () => {
  await loading.start();
  keys.isThere = true;
  await jest.advanceTimersByTimeAsync(500);
  expect([loading.isDone, keys.tries, jest.getTimerCount()]).toEqual([true, 2, 0]);
  const other = new Keys();
  const otherLoading = new KeyLoading(other, logger as never, () => 1);
  await otherLoading.start();
  other.isWarm = true;
  await jest.advanceTimersByTimeAsync(500);
  expect([other.tries, jest.getTimerCount()]).toEqual([1, 0]);
});

it('stops when the server does, also in the middle of a try', async () => {
  await loading.start();
  loading.close();
  expect(jest.getTimerCount()).toBe(0);
  const other = new KeyLoading(keys, logger as never, () => 1);
  const starting = other.start();
  other.close();
  await starting;
  expect(jest.getTimerCount()).toBe(0);
});
