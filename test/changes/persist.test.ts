import fc from 'fast-check';
import { ChangesMissedError } from '../../src/changes/ChangeQueue';
import { persist } from '../../src/changes/persist';
import { StoreUnavailableError } from '../../src/storage/calls/errors';

const WITHIN_MS = 30_000;
const away = new StoreUnavailableError('away');

/** A clock that goes on by pauses alone. */
function stillClock() {
  let now = 0;
  const pause = async (milliseconds: number) => {
    await Promise.resolve();
    now += milliseconds;
  };
  return { elapsed: () => now, pause };
}
const { signal } = new AbortController();

test('what fails in a way that passes is done again until it does, and for no longer than it may', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(60_000), fc.double({ min: 0, max: 0.99, noNaN: true }), async (awayMs, chance) => {
      const clock = stillClock();
      const act = () => (clock.elapsed() < awayMs ? Promise.reject(away) : Promise.resolve('told'));
      const outcome = await persist(act, { clock, withinMs: WITHIN_MS, signal, random: () => chance }).catch(
        (cause: unknown) => cause,
      );
      // The last attempt comes no more than one pause before the end.
      if (awayMs <= WITHIN_MS - 2000) expect(outcome).toBe('told');
      if (awayMs > WITHIN_MS) expect(outcome).toBeInstanceOf(ChangesMissedError);
      expect(clock.elapsed()).toBeLessThanOrEqual(WITHIN_MS);
    }),
  );
});

test('what fails in another way is not done again', async () => {
  const act = jest.fn(() => Promise.reject(new TypeError('a fault')));
  await expect(persist(act, { clock: stillClock(), withinMs: WITHIN_MS, signal })).rejects.toThrow(TypeError);
  expect(act).toHaveBeenCalledTimes(1);
});

test('nothing is done any more when nobody waits for it', async () => {
  const ending = new AbortController();
  const act = jest.fn(() => {
    ending.abort();
    return Promise.reject(away);
  });
  const persisting = persist(act, { clock: stillClock(), withinMs: WITHIN_MS, signal: ending.signal });
  await expect(persisting).rejects.toMatchObject({ name: 'AbortError' });
  expect(act).toHaveBeenCalledTimes(1);
});
