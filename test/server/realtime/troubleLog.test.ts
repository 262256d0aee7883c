import { StreamOffError } from '../../../src/storage/changes/ChangeStream';
import { createLogger } from '../../../src/server/observe/logger';
import { troubleLog } from '../../../src/server/realtime/troubleLog';
import { LogRecorder } from '../../support/LogRecorder';

const recorder = () => {
  const log = new LogRecorder();
  return { log, tell: troubleLog(createLogger({ LOG_LEVEL: 'warn' }, log)) };
};

test('that the stream is off is one sentence that says what to do, however often it is met', () => {
  const { log, tell } = recorder();
  for (let times = 0; times < 100; times += 1) tell(new StreamOffError('the table has no stream'));
  expect(log.lines()).toEqual([
    {
      level: 'warn',
      time: expect.any(String) as string,
      event: 'changes',
      msg: 'the table’s stream is off: switch it on (StreamViewType KEYS_ONLY) to have subscriptions and notices',
    },
  ]);
});

test('other trouble is told with where it arose, and the same once within a while', () => {
  const { log, tell } = recorder();
  for (let times = 0; times < 3; times += 1) tell(new TypeError('canary'));
  expect(log.lines()).toMatchObject([{ fault: 'TypeError', msg: 'changes cannot be followed right now' }]);
  expect(log.written.join('')).not.toContain('canary');
});
