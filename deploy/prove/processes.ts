import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { assertUninterrupted, onInterruption } from './interruption';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Program {
  readonly command: string;
  readonly given: readonly string[];
  readonly cwd?: string;
  readonly env?: Environment;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) end(child, 'SIGTERM');
});

/** Starts a program in a group of its own: a Ctrl-C in the terminal reaches this process alone, which ends it when it is time. */
export function start({ command, given, ...options }: Program) {
  const child = spawn(command, given, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Sends a signal to a program and all that it has started. */
export function end({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Runs a program to its end. `isBrief`: an interruption waits for that, so that nobody has to guess what came of it. */
export async function runToEnd({ isBrief = false, ...program }: Program & { isBrief?: boolean }): Promise<Ended> {
  assertUninterrupted();
  const child = start(program);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const forget = isBrief
    ? undefined
    : onInterruption(() => {
        end(child, 'SIGINT');
      });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (!isBrief) assertUninterrupted();
    return { code: code ?? 1, stdout, stderr };
  } finally {
    forget?.();
  }
}
