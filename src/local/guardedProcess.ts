import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Runs "$@" and dies with its own parent: the parent holds the other end of standard input, so however the parent ends
 * (also by SIGKILL), the read below ends, and the whole process group goes. Under a shell, because a native program cannot
 * be told to watch its parent, and a second Node process would cost 40 MB.
 */
const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
exec >/dev/null 2>&1
trap 'kill -TERM "$child"' TERM INT HUP
( while read -r _ <&3; do :; done
  kill -TERM "$child"
  sleep 3
  kill -KILL 0 ) &
wait "$child"
while kill -0 "$child"; do wait "$child"; done
kill -KILL 0
`;

export interface GuardedProcess {
  readonly pid: number;
  /** Settles when the program has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Whether the program has ended. */
  hasEnded(): boolean;
  /** What the program wrote last, for a sentence about why it ended. */
  lastWords(): string;
  /** Ends the program: asks it, and after two seconds makes it. Resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/**
 * Starts a program that never outlives this process: not after Ctrl-C (it has its own process group, so that we decide
 * when it ends), not after a crash, not after SIGKILL. (On Windows: not after a regular end.)
 */
export function startGuarded(command: string, args: readonly string[], options: SpawnOptions = {}): GuardedProcess {
  const child = process.platform === 'win32' ? spawnPlain(command, args, options) : spawnGuard(command, args, options);
  const words = collectLastWords(child);
  let over = false;
  const ended = childEnd(child).then(() => {
    over = true;
    process.off('exit', killNow);
  });
  const killNow = (): void => kill(child, 'SIGKILL');
  process.once('exit', killNow);
  return {
    pid: child.pid ?? -1,
    ended,
    hasEnded: () => over,
    lastWords: () => words.text.trim(),
    stop: () => stopGently(child, ended, () => over),
  };
}

interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

function spawnGuard(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn('/bin/sh', ['-c', GUARD, 'fieldgate-guard', command, ...args], {
    ...options,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function spawnPlain(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Reads (and so never blocks) what the program writes, keeping the end of it. */
function collectLastWords(child: ChildProcess): { text: string } {
  const words = { text: '' };
  const keep = (chunk: Buffer): void => void (words.text = (words.text + chunk.toString('utf8')).slice(-2_000));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.stdin?.on('error', () => undefined);
  return words;
}

async function childEnd(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}

async function stopGently(child: ChildProcess, ended: Promise<void>, isOver: () => boolean): Promise<void> {
  if (isOver()) return;
  kill(child, 'SIGTERM');
  const timer = setTimeout(() => kill(child, 'SIGKILL'), 2_000);
  await ended;
  clearTimeout(timer);
}

/** The guard and its program are one process group, so nothing of it can be missed. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It ended in the meantime.
  }
}
