import * as fc from 'fast-check';
import { Retries } from '../../../src/storage/calls/retries';

type Failure = Parameters<Retries['refreshRetryTokenForRetry']>[1];

const throttled: Failure = { errorType: 'THROTTLING' };
const named = (name: string, errorType: Failure['errorType'] = 'CLIENT_ERROR') =>
  ({ errorType, error: Object.assign(new Error('x'), { name }) }) as Failure;

/** One call that fails each time: how often it was sent, and the pauses in between. */
async function exhausted(retries: Retries, failure = throttled): Promise<{ sent: number; pauses: number[] }> {
  let token = await retries.acquireInitialRetryToken();
  const pauses: number[] = [];
  for (;;) {
    const next = await retries.refreshRetryTokenForRetry(token, failure).catch(() => null);
    if (!next) return { sent: pauses.length + 1, pauses };
    token = next;
    pauses.push(next.getRetryDelay());
  }
}

describe('a call that fails in passing', () => {
  test.each<[string, Failure]>([
    ['throttled', throttled],
    ['a torn connection, a time-out', { errorType: 'TRANSIENT' }],
    ['a fault of the server', { errorType: 'SERVER_ERROR' }],
    ['a page instead of JSON', named('SyntaxError')],
    ['an answer that is not the store’s', named('ForeignAnswerError')],
  ])('is sent seven times at most: %s', async (_, failure) => {
    expect((await exhausted(new Retries(), failure)).sent).toBe(7);
  });

  test.each<[string, Failure]>([
    ['refused', { errorType: 'CLIENT_ERROR' }],
    ['given up by whoever asked', named('AbortError')],
    ['still at work, which is waited for elsewhere', named('TransactionInProgressException', 'THROTTLING')],
  ])('is not what failed for good: %s', async (_, failure) => {
    expect((await exhausted(new Retries(), failure)).sent).toBe(1);
  });

  test('waits for a doubling, bounded time at the longest', async () => {
    const { pauses } = await exhausted(new Retries({ random: () => 1 }));
    expect(pauses).toEqual([25, 50, 100, 200, 400, 400]);
  });

  test('waits for any part of it, so that callers do not come back in step', () =>
    fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (draw) => {
        const { pauses } = await exhausted(new Retries({ random: () => draw }));
        expect(pauses).toEqual([25, 50, 100, 200, 400, 400].map((longest) => draw * longest));
      }),
    ));
});

describe('the budget that all calls share', () => {
  test('bounds what an outage adds to the load: half a retry for each call, and 500', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2000 }), async (calls) => {
        const retries = new Retries();
        let sent = 0;
        for (let call = 0; call < calls; call += 1) sent += (await exhausted(retries)).sent;
        expect(sent - calls).toBeLessThanOrEqual(500 + calls / 2);
      }),
      { numRuns: 30 },
    ));

  test('is enough, where up to three calls in ten fail, a thousand at once, for as long as it takes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        async (atOnce, failing) => {
          const retries = new Retries();
          for (let wave = 0; wave < 3; wave += 1) {
            let tokens = await Promise.all(Array.from({ length: atOnce }, () => retries.acquireInitialRetryToken()));
            for (let round = 1; round <= 3; round += 1) {
              const failed = tokens.slice(0, Math.floor(failing * tokens.length));
              tokens = await Promise.all(failed.map((token) => retries.refreshRetryTokenForRetry(token, throttled)));
            }
          }
        },
      ),
      { numRuns: 30 },
    ));

  test('used up, keeps nobody from trying once', async () => {
    const retries = new Retries();
    for (let call = 0; call < 1000; call += 1) await exhausted(retries);
    await expect(retries.acquireInitialRetryToken()).resolves.toBeDefined();
  });
});
