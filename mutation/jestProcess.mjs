import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import places from './places.cjs';

const { ROOT, WORK } = places;
const JEST = path.join(ROOT, 'node_modules/jest/bin/jest.js');
const ARGUMENTS = ['--config', path.join(ROOT, 'mutation/jest.config.cjs'), '--runInBand', '--passWithNoTests'];
const NODE = ['--single-threaded', '--max-semi-space-size=64', '--max-old-space-size=6144'];

// Without these, a signal ends this process and leaves the one that it started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

/**
 * Runs jest with the work given, and hands on what it tells. Resolves when it has ended; a message with a `deadline` (in ms) that no
 * other one follows in time ends it.
 */
export function runJest(work, onMessage) {
  writeFileSync(WORK, JSON.stringify(work));
  const child = fork(JEST, ARGUMENTS, { cwd: ROOT, execArgv: NODE, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (output = (output + text).slice(-4000)));
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  let timer;
  child.on('message', (message) => {
    clearTimeout(timer);
    if (message.deadline !== undefined) timer = setTimeout(stop, message.deadline);
    onMessage(message);
  });
  return new Promise((done) =>
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', stop);
      done({ code, output });
    }),
  );
}
