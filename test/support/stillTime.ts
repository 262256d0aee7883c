const STEP_MS = 30_000;

/**
 * The date stands still, for all that runs in this process, in the middle of a step of authenticators: codes and expiries do not depend on
 * when a test happens to run. Ends with `jest.useRealTimers()`.
 */
export function stopTheClock(): void {
  jest.useRealTimers();
  stopTheClockAt(new Date(Math.floor(Date.now() / STEP_MS) * STEP_MS + STEP_MS / 2));
}

/** The same, at a moment of one's own. */
export function stopTheClockAt(now: Date): void {
  jest.useFakeTimers({
    now,
    // Everything but the date goes on as it is: sockets, timers, promises.
    doNotFake: [
      ...(['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
      ...(['setInterval', 'clearInterval', 'performance', 'hrtime'] as const),
    ],
  });
}

/** Every clock stands still, and so do timers: what runs in this process goes by `jest.advanceTimersByTime`. */
export function stopEveryClock(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'] });
}

const steady = performance.now.bind(performance);

/** The same for what goes by the clock that nobody sets, until `mockRestore` of what is given back. It may be called again. */
export function laterByEveryClock(milliseconds: number): jest.SpyInstance {
  later(milliseconds);
  const ahead = performance.now() - steady() + milliseconds;
  return jest.spyOn(performance, 'now').mockImplementation(() => steady() + ahead);
}

/** From here on it is so much later; nothing has to wait. */
export function later(milliseconds: number): void {
  jest.setSystemTime(Date.now() + milliseconds);
}
