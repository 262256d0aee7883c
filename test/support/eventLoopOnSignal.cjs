/*
 * Preloaded into a server's process: on SIGUSR2 it says on stderr how long its event loop was held since the last time, as a line of JSON, in
 * milliseconds: the longest, and what 999 of a thousand turns kept within.
 */
const { monitorEventLoopDelay } = require('node:perf_hooks');

const RESOLUTION_MS = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

process.on('SIGUSR2', () => {
  const inMs = (nanoseconds) => nanoseconds / 1e6;
  const told = { p50: inMs(delay.percentile(50)), p999: inMs(delay.percentile(99.9)), max: inMs(delay.max) };
  delay.reset();
  process.stderr.write(`${JSON.stringify(told)}\n`);
});
