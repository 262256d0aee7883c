import { url as debuggerUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';

/** How often the watched thread raises its counter, and the other one looks at it. */
const TICK_MS = 250;

/** What the watching thread is given. */
export interface Watch {
  /** Shared by both threads. First a counter that the watched one raises at each tick; then 1 while a debugger may stop it, else 0. */
  readonly signs: Int32Array;
  readonly tickMs: number;
  readonly seconds: number;
}

/**
 * Kills this process when its event loop has stood still for so many seconds, and writes to stderr why and where, so that a supervisor starts
 * a new one: a loop that is held answers nobody, not even `/livez` or SIGTERM. It is watched by a thread of its own, which counts its own
 * ticks and reads no clock: a process that was suspended, or a machine that slept, is not taken for a stalled one. A debugger may stop the
 * process for as long as it likes. `0` watches nothing. Costs 10 MB.
 *
 * For entries that stay: a function of AWS Lambda has a timeout of its own. The first process of a container, where it is held in native code,
 * can be killed from outside only (give it an init); its health check fails.
 */
export function watchEventLoop(seconds: number): void {
  if (seconds === 0) return;
  const signs = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const sign = () => {
    Atomics.add(signs, 0, 1);
    Atomics.store(signs, 1, debuggerUrl() === undefined ? 0 : 1);
  };
  sign();
  setInterval(sign, TICK_MS).unref();
  const watch: Watch = { signs, tickMs: TICK_MS, seconds };
  // Nothing of what this process preloads or is told runs in that thread as well.
  new Worker(require.resolve('./watchdogThread'), { workerData: watch, execArgv: [], env: {} }).unref();
}
