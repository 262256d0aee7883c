import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const ROOT = join(__dirname, '../..');

interface Options {
  /** All that it knows beside the PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** More of node's own arguments. */
  readonly nodeArguments?: readonly string[];
  readonly timeout?: number;
  readonly killSignal?: NodeJS.Signals;
}

/** Starts a program of ours in a process of its own, run from its sources; what it writes is there to be read. */
export function spawnSources(
  program: `src/${string}.ts`,
  args: readonly string[],
  { env, nodeArguments = [], ...ending }: Options,
): ChildProcessByStdio<null, Readable, Readable> {
  const preload = ['--require', join(__dirname, 'runSources.cjs'), ...nodeArguments];
  return spawn(process.execPath, [...preload, join(ROOT, program), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...ending,
  });
}
