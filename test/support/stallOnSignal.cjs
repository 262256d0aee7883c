/*
 * Preloaded into a process: on SIGUSR2 its event loop stands still, for ever (by a pattern that backtracks, a loop, promises that are followed
 * by others before any timer) or for so many milliseconds. Says `over` on stdout when it runs again.
 */
const STALLS = {
  pattern: () => /^(\d+)+$/.test(`${'9'.repeat(80)}.`),
  loop: () => {
    for (;;);
  },
  promises: async () => {
    for (;;) await null;
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
