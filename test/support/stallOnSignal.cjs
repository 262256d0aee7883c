/*
 * Preloaded into a process: on SIGUSR2 its event loop stands still, for ever (by a pattern that backtracks, a loop, promises that are followed
 * by others before any timer, and the like) or for so many milliseconds. Says `over` on stdout when it runs again.
 */
const { execSync } = require('node:child_process');
const { writeSync } = require('node:fs');

const STALLS = {
  pattern: () => /^(\d+)+$/.test(`${'9'.repeat(80)}.`),
  loop: () => {
    for (;;);
  },
  promises: async () => {
    for (;;) await null;
  },
  /** With a stderr that takes nothing more. */
  stderr: () => {
    for (;;)
      try {
        writeSync(2, 'x'.repeat(100_000));
      } catch {
        // It is full, and says so in place of waiting.
      }
  },
  /** Where `process` is something else. */
  shadowed: () =>
    ((process) => {
      for (;;) if (process.nothing) break;
    })({}),
  /** In native code, for two seconds, and then in a loop. */
  native: () => {
    execSync('sleep 2');
    for (;;);
  },
  while: (milliseconds) => {
    for (const until = performance.now() + Number(milliseconds); performance.now() < until;);
  },
};

const [kind, how] = process.env.STALL.split(':');
const stall = () =>
  setImmediate(() => {
    STALLS[kind](how);
    setImmediate(() => process.stdout.write('over\n'));
  });

process.on('SIGUSR2', stall);
// For a process that no signal reaches.
if (how === 'itself') setTimeout(stall, 500);
