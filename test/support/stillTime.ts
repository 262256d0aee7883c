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

/** The same for what goes by the clock that nobody sets, until `mockRestore` of what is given back. */
export function laterByEveryClock(milliseconds: number): jest.SpyInstance {
  later(milliseconds);
  const now = performance.now.bind(performance);
  return jest.spyOn(performance, 'now').mockImplementation(() => now() + milliseconds);
}

/** From here on it is so much later; nothing has to wait. */
export function later(milliseconds: number): void {
  jest.setSystemTime(Date.now() + milliseconds);
}
