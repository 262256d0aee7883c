import { createLogger } from '../../src/observe/logger';
import { LagLog } from '../../src/changes/LagLog';
import { LogRecorder } from '../support/LogRecorder';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a reader that is more than a minute late is told of once a minute, until it is not', () => {
  const log = new LogRecorder();
  const lagLog = new LagLog(createLogger({ LOG_LEVEL: 'info' }, log));
  let seconds = 60;
  lagLog.watch('notices', () => seconds);
  lagLog.watch('subscriptions', () => 0);
  jest.advanceTimersByTime(60_000);
  expect(log.lines()).toEqual([]);
  seconds = 61.4;
  jest.advanceTimersByTime(120_000);
  const line = { level: 'warn', event: 'changes', reader: 'notices', lagSeconds: 61, msg: 'changes are read late' };
  expect(log.lines()).toMatchObject([line, line]);
  seconds = 0;
  jest.advanceTimersByTime(60_000);
  expect(log.lines()).toHaveLength(2);
  lagLog.close();
  expect(jest.getTimerCount()).toBe(0);
});
