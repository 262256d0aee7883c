import type { HttpAnswer } from '../../../src/storage/wire/Connections';
import { Clock } from '../../../src/storage/wire/Clock';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-12-02T09:00:00.500Z');

let ours = NOW;
beforeEach(() => {
  ours = NOW;
  jest.spyOn(Date, 'now').mockImplementation(() => ours);
});
afterEach(() => jest.restoreAllMocks());

function answer(at: number, more: Record<string, string> = {}): HttpAnswer {
  return { status: 200, headers: { date: new Date(at).toUTCString(), ...more }, body: '{}' };
}

function answered(clock: Clock, at: number, more?: Record<string, string>): void {
  clock.answered(clock.sending(), answer(at, more));
}

/** The header says no more than the second. */
function expectTime(clock: Clock, at: number): void {
  expect(Math.abs(clock.now().getTime() - at)).toBeLessThanOrEqual(1000);
}

test.each([-HOUR_MS, HOUR_MS])('our clock that is set by %i ms is noticed in the same second of the store', (by) => {
  const clock = new Clock();
  answered(clock, NOW);
  ours += by;
  answered(clock, NOW);
  expectTime(clock, NOW);
});

test('also where it was set while an answer was on its way', () => {
  const clock = new Clock();
  const sent = clock.sending();
  ours += HOUR_MS;
  clock.answered(sent, answer(NOW));
  answered(clock, NOW);
  expectTime(clock, NOW);
});

test('what somebody before the store says of the time is set right by the next answer', () => {
  const clock = new Clock();
  answered(clock, NOW);
  const refusal = Object.assign(new Error('no'), {
    $response: { statusCode: 503, headers: answer(NOW - HOUR_MS).headers },
  });
  clock.refused(clock.sending(), refusal as never);
  answered(clock, NOW);
  expectTime(clock, NOW);
});

test('an answer of another second is looked at, however soon it comes, and one from a cache is not', () => {
  const clock = new Clock();
  answered(clock, NOW);
  answered(clock, NOW - HOUR_MS, { age: '3600' });
  expectTime(clock, NOW);
  answered(clock, NOW + HOUR_MS);
  expectTime(clock, NOW + HOUR_MS);
});
