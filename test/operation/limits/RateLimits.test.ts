import type { Caller } from '../../../src/identity/Caller';
import { Address } from '../../../src/network/Address';
import type { Bucket } from '../../../src/operation/limits/buckets';
import { Counters } from '../../../src/operation/limits/Counters';
import { RateLimitError } from '../../../src/operation/limits/RateLimitError';
import { RateLimits } from '../../../src/operation/limits/RateLimits';
import { stopEveryClock } from '../../support/stillTime';

const SECONDS = 60;
const person: Caller = {
  roles: [],
  subject: 'p1',
  email: null,
  signIn: null,
  hasSecondFactor: true,
  device: null,
  guestSession: null,
  visit: null,
};
const asker = { caller: person, address: Address.UNKNOWN };

beforeEach(stopEveryClock);
afterEach(() => jest.useRealTimers());

function limits(addressPoints = 1000): RateLimits {
  return new RateLimits({
    points: { general: 100, byRole: new Map() },
    addressPoints,
    addressRequests: 1000,
    windowSeconds: SECONDS,
    attempts: 10,
    attemptsWindowSeconds: SECONDS,
    store: null,
  });
}

const left = async (rateLimits: RateLimits) => (await rateLimits.status(asker)).currentlyAvailable;

describe('a charge', () => {
  test.each<[string, number | 'refused', number]>([
    ['less', 10, 90],
    ['more', 70, 30],
    ['as much', 40, 60],
    ['nothing, which counts as the least', 0, 99],
    ['nothing at all where it was refused', 'refused', 100],
  ])('is settled in its window to what it came to: %s', async (_, actual, after) => {
    const rateLimits = limits();
    const charge = await rateLimits.charge(asker, 40);
    jest.advanceTimersByTime(SECONDS * 1000 - 1);
    const status = { maximumAvailable: 100, currentlyAvailable: after, restoreRate: 100 / SECONDS };
    expect(await rateLimits.settle(charge, actual)).toEqual(status);
    expect(await left(rateLimits)).toBe(after);
  });

  test.each<number | 'refused'>([10, 70, 40, 'refused'])(
    'changes nothing in the window after its own: %s',
    async (actual) => {
      const rateLimits = limits(120);
      const charge = await rateLimits.charge(asker, 40);
      jest.advanceTimersByTime(SECONDS * 1000);
      await rateLimits.charge(asker, 60);
      await rateLimits.settle(charge, actual);
      expect(await left(rateLimits)).toBe(40);
      const beside = { ...asker, caller: { ...person, subject: 'p2' } };
      await rateLimits.charge(beside, 60);
      await expect(rateLimits.charge(beside, 1)).rejects.toThrow(RateLimitError);
    },
  );
});

test('a charge that is settled after its window tells of a full bucket', async () => {
  const rateLimits = limits();
  const charge = await rateLimits.charge(asker, 40);
  jest.advanceTimersByTime(SECONDS * 1000);
  expect(await rateLimits.settle(charge, 10)).toMatchObject({ currentlyAvailable: 100, maximumAvailable: 100 });
});

test('what was taken in one window is given back in no other', async () => {
  const counters = new Counters('test');
  const bucket: Bucket = { name: 'own', points: 10, seconds: SECONDS };
  const taken = await counters.take(bucket, 6);
  jest.advanceTimersByTime(SECONDS * 1000);
  await counters.take(bucket, 4);
  expect(await counters.giveBack(taken)).toBeNull();
  expect((await counters.look(bucket)).left).toBe(6);
});

describe('where the clock on the wall is set back', () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const refusal = async (asked: Promise<unknown>) =>
    asked.then(
      () => null,
      (cause: unknown) => (cause as RateLimitError).retryAfterSeconds,
    );

  test('nobody is told to wait for longer than a window, or waits for longer', async () => {
    const rateLimits = limits();
    await rateLimits.charge(asker, 100);
    const tries = [];
    for (let index = 0; index < 30; index += 1) {
      if (index === 15) jest.setSystemTime(Date.now() - DAY_MS);
      tries.push(await refusal(rateLimits.charge(asker, 1)));
    }
    tries.push(await refusal(rateLimits.assertNotHeld(asker, 'credential')));
    tries.push(await refusal(rateLimits.countRequest(asker.address, 'credential')));
    expect(tries).toEqual(new Array(32).fill(SECONDS));
    jest.advanceTimersByTime(SECONDS * 1000);
    await rateLimits.countRequest(asker.address, 'credential');
    await rateLimits.assertNotHeld(asker, 'credential');
    await rateLimits.charge(asker, 100);
  });
});
