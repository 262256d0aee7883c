import * as fc from 'fast-check';
import { FixedTimeResponse } from '../../../resolvers/account/FixedTimeResponse';

const STEP = 1000;

/** A clock that stands still but for work and waiting, which take what they say. */
function clockwork() {
  let time = 12_345;
  const waits: number[] = [];
  const pass = (milliseconds: number) => void (time += milliseconds);
  const wait = async (milliseconds: number) => {
    waits.push(milliseconds);
    pass(milliseconds);
    return Promise.resolve();
  };
  return { now: () => time, wait, pass, waits };
}

describe('answers are given at fixed moments', () => {
  test('an integer number of steps after the beginning, the first one after the work is done, whatever comes of it', async () => {
    const law = fc.asyncProperty(fc.integer({ min: 0, max: 5 * STEP }), fc.boolean(), async (takes, fails) => {
      const clock = clockwork();
      const begun = clock.now();
      const work = async (): Promise<string> => {
        clock.pass(takes);
        return fails ? Promise.reject(new Error('refused')) : Promise.resolve('done');
      };
      const [outcome] = await Promise.allSettled([new FixedTimeResponse(STEP, clock).keep(work)]);
      expect(outcome.status).toBe(fails ? 'rejected' : 'fulfilled');
      const answered = clock.now() - begun;
      expect(answered % STEP).toBe(0);
      expect(answered).toBeGreaterThanOrEqual(Math.max(STEP, takes));
      expect(answered - takes).toBeLessThan(takes === 0 ? STEP + 1 : STEP);
    });
    await fc.assert(law);
  });

  test('what takes a little and what takes a little more are answered alike', async () => {
    const answeredAfter = async (takes: number) => {
      const clock = clockwork();
      const begun = clock.now();
      await new FixedTimeResponse(STEP, clock).keep(async () => {
        clock.pass(takes);
        return Promise.resolve();
      });
      return clock.now() - begun;
    };
    expect(new Set(await Promise.all([0, 3, 250, 999].map(answeredAfter)))).toEqual(new Set([STEP]));
  });

  test('0 waits for nothing', async () => {
    const clock = clockwork();
    expect(await new FixedTimeResponse(0, clock).keep(async () => Promise.resolve('done'))).toBe('done');
    expect(clock.waits).toEqual([]);
  });

  test('nobody is waited for who has gone', async () => {
    const gone = AbortSignal.abort();
    expect(await new FixedTimeResponse(600_000).keep(async () => Promise.resolve('done'), gone)).toBe('done');
  });
});
