import { getEventListeners } from 'node:events';
import { Background } from '../../src/waiting/Background';
import { Gate } from '../../src/waiting/Gate';
import { untilAborted } from '../../src/waiting/untilAborted';
import { DeadlineError, within } from '../../src/waiting/within';

const never = new Promise<never>(() => undefined);

describe('untilAborted', () => {
  test('gives up when the signal is aborted, whatever it waits for', async () => {
    const controller = new AbortController();
    const wait = untilAborted(never, controller.signal);
    controller.abort();
    await expect(wait).rejects.toMatchObject({ name: 'AbortError' });
    await expect(untilAborted(never, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('or so long after that', async () => {
    const controller = new AbortController();
    let resolve: (answer: number) => void = () => undefined;
    const inTime = untilAborted(new Promise<number>((given) => (resolve = given)), controller.signal, 60_000);
    const late = untilAborted(never, controller.signal, 1);
    controller.abort();
    resolve(1);
    expect(await inTime).toBe(1);
    await expect(late).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('leaves no listener behind, and gives what comes', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(untilAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(await untilAborted(Promise.resolve(2), undefined)).toBe(2);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('a failure after that is nobody’s', async () => {
    const controller = new AbortController();
    let fail: (cause: Error) => void = () => undefined;
    const wait = untilAborted(new Promise((_resolve, reject) => (fail = reject)), controller.signal);
    controller.abort();
    await expect(wait).rejects.toMatchObject({ name: 'AbortError' });
    // An unhandled rejection would end the process.
    fail(new Error('late'));
    await new Promise(setImmediate);
  });
});

test('within gives what comes in time, and else a deadline’s error', async () => {
  expect(await within(60_000, Promise.resolve(1))).toBe(1);
  await expect(within(60_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(within(1, never)).rejects.toThrow(DeadlineError);
});

describe('a gate', () => {
  test('lets through whoever comes while it is open, and the others when it opens', async () => {
    const gate = new Gate();
    const before = gate.opened();
    gate.open();
    await before;
    await gate.opened();
    gate.close();
    const passed = jest.fn();
    const after = gate.opened().then(passed);
    await new Promise(setImmediate);
    expect(passed).not.toHaveBeenCalled();
    gate.open();
    await after;
  });

  test('lets go of whoever does not want to wait any longer', async () => {
    const gate = new Gate();
    const controller = new AbortController();
    const waiting = gate.opened(controller.signal);
    controller.abort();
    await waiting;
    await gate.opened(controller.signal);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });
});

test('background work is waited for at the end, all of it', async () => {
  const background = new Background();
  let end: () => void = () => undefined;
  background.add(Promise.resolve());
  background.add(new Promise((resolve) => (end = resolve)));
  const over = jest.fn();
  const waiting = background.over().then(over);
  await new Promise(setImmediate);
  expect(over).not.toHaveBeenCalled();
  end();
  await waiting;
});
