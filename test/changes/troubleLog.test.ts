import { StreamOffError } from '../../src/changes/ChangeStream';
import { createLogger } from '../../src/observe/logger';
import { troubleLog } from '../../src/changes/troubleLog';
import { LogRecorder } from '../support/LogRecorder';

const recorder = () => {
  const log = new LogRecorder();
  return { log, ...troubleLog(createLogger({ LOG_LEVEL: 'info' }, log)) };
};

test('that the stream is off is one sentence that says what to do, however often it is met', () => {
  const { log, onTrouble } = recorder();
  for (let times = 0; times < 100; times += 1) onTrouble(new StreamOffError('the table has no stream'));
  expect(log.lines()).toEqual([
    {
      level: 'warn',
      time: expect.any(String) as string,
      event: 'changes',
      fault: 'StreamOffError',
      msg: 'the table’s stream is off: switch it on (StreamViewType KEYS_ONLY) to have subscriptions and notices',
    },
  ]);
});

test('other trouble is told with where it arose, and the same once within a while', () => {
  const { log, onTrouble } = recorder();
  for (let times = 0; times < 3; times += 1) onTrouble(new TypeError('canary'));
  expect(log.lines()).toMatchObject([{ fault: 'TypeError', msg: 'changes cannot be followed right now' }]);
  expect(log.written.join('')).not.toContain('canary');
});

test('that it is over is told once, and then what comes anew', () => {
  const { log, onTrouble, onWell } = recorder();
  onWell();
  for (let times = 0; times < 2; times += 1) {
    onTrouble(new TypeError('away'));
    onTrouble(new TypeError('away'));
    onWell();
    onWell();
  }
  const told = ['changes cannot be followed right now', 'changes are followed again'];
  expect(log.lines().map(({ msg }) => msg)).toEqual([...told, ...told]);
});
