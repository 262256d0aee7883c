import { SideSystem, SideSystemAwayError, type SideSystemChange } from '../../src/sideSystems/SideSystem';
import { eventually } from '../abuse/requests';
import { later, stopTheClock } from '../support/stillTime';

afterEach(() => jest.useRealTimers());

function watched(isOutage?: (cause: unknown) => boolean) {
  const changes: SideSystemChange[] = [];
  const onChange = (_: string, change: SideSystemChange) => changes.push(change);
  return {
    changes,
    system: new SideSystem({ name: 'traces', timeoutMs: 20, onChange, ...(isOutage && { isOutage }) }),
  };
}

const good = () => Promise.resolve('good');
const bad = () => Promise.reject(new Error('bad'));
const hanging = () => new Promise<never>(() => undefined);
const outcome = async (called: Promise<unknown>) => called.catch((cause: unknown) => (cause as Error).name);

test('it is left alone after three failures in a row, and no sooner', async () => {
  const { system, changes } = watched();
  for (const send of [bad, bad]) await outcome(system.call<unknown>(send));
  expect([system.isAway, changes]).toEqual([false, []]);
  await outcome(system.call(bad));
  expect(system.isAway).toBe(true);
  await expect(system.call(good)).rejects.toBeInstanceOf(SideSystemAwayError);
  expect(changes).toEqual([{ isAway: true, cause: expect.objectContaining({ message: 'bad' }) }]);
});

test('a success takes back one failure: where most calls fail, it is left alone', async () => {
  const { system } = watched();
  for (const send of [bad, bad, good, bad]) await outcome(system.call<unknown>(send));
  expect(system.isAway).toBe(false);
  await outcome(system.call(bad));
  expect(system.isAway).toBe(true);
});

test('where every third call is good, few of them wait in vain', async () => {
  const { system } = watched();
  const names = [];
  for (let call = 1; call <= 30; call += 1)
    names.push(await outcome(system.call<unknown>(call % 3 === 0 ? good : hanging)));
  expect(names.filter((name) => name === 'SideSystemTimeoutError').length).toBeLessThan(6);
});

test('as many failures as successes never open it, however many there are', async () => {
  const { system } = watched();
  for (let time = 0; time < 50; time += 1)
    for (const send of [good, good, bad]) await outcome(system.call<unknown>(send));
  expect(system.isAway).toBe(false);
});

test('what hangs is given up in time, whether or not it heeds its signal', async () => {
  const { system } = watched();
  let signal: AbortSignal | undefined;
  const names = [];
  for (let time = 0; time < 4; time += 1)
    names.push(
      await outcome(
        system.call((given) => {
          signal = given;
          return hanging();
        }),
      ),
    );
  expect(names).toEqual([...new Array<string>(3).fill('SideSystemTimeoutError'), 'SideSystemAwayError']);
  expect(signal?.aborted).toBe(true);
});

test('after a pause one call tries, nobody waits for it, and a good one lets all through; the wall clock has no part in it', async () => {
  stopTheClock();
  const { system, changes } = watched();
  for (let time = 0; time < 3; time += 1) await outcome(system.call(bad));
  later(-3_600_000);
  let answer: (value: string) => void = () => undefined;
  const tries: Promise<unknown>[] = [];
  const slow = () => new Promise<string>((resolve) => (answer = resolve));
  await eventually(async () => {
    const send = jest.fn(slow);
    const call = system.call(send);
    call.catch(() => undefined);
    const isSent = send.mock.calls.length > 0;
    if (isSent) tries.push(call);
    else await outcome(call);
    return isSent;
  });
  expect(await outcome(system.call(good))).toBe('SideSystemAwayError');
  answer('there');
  expect(await Promise.all(tries)).toEqual(['there']);
  expect(await outcome(system.call(good))).toBe('good');
  expect(changes.map(({ isAway }) => isAway)).toEqual([true, false]);
});

test('a try that fails is told to nobody, and begins another pause', async () => {
  const { system, changes } = watched();
  for (let time = 0; time < 3; time += 1) await outcome(system.call(bad));
  await eventually(async () => (await outcome(system.call(bad))) === 'Error');
  expect(await outcome(system.call(bad))).toBe('SideSystemAwayError');
  expect(changes).toHaveLength(1);
});

describe('what is no outage', () => {
  const throttled = () => Promise.reject(new Error('throttled'));
  const isOutage = (cause: unknown) => (cause as Error).message !== 'throttled';

  test('does not open it', async () => {
    const { system } = watched(isOutage);
    for (let time = 0; time < 5; time += 1) expect(await outcome(system.call(throttled))).toBe('Error');
    expect(system.isAway).toBe(false);
  });

  test('does not hold it closed: one caller’s throttles do not make others wait', async () => {
    const { system } = watched(isOutage);
    for (const send of [bad, throttled, bad, throttled, throttled]) await outcome(system.call(send));
    expect(system.isAway).toBe(false);
    await outcome(system.call(bad));
    expect(system.isAway).toBe(true);
  });

  test('as the answer to a try leaves the next one to try', async () => {
    const { system, changes } = watched(isOutage);
    for (let time = 0; time < 3; time += 1) await outcome(system.call(bad));
    await eventually(async () => (await outcome(system.call(throttled))) === 'Error');
    expect(system.isAway).toBe(true);
    expect(await outcome(system.call(good))).toBe('good');
    expect([system.isAway, changes.map(({ isAway }) => isAway)]).toEqual([false, [true, false]]);
  });
});
