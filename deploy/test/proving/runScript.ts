import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Typing {
  readonly typed?: string;
  /** Presses Ctrl-C when this has been printed. */
  readonly interruptedAt?: RegExp;
}

/** As an operator does, from another folder. */
export async function run(
  script: string,
  given: readonly string[],
  environment: object = {},
  { typed = '', interruptedAt }: Typing = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(__dirname, '../..', script), ...given], {
    cwd: tmpdir(),
    env: { ...process.env, ...environment },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const isMet = interruptedAt?.test(stdout) === true;
    stdout += text;
    if (!isMet && interruptedAt?.test(stdout) === true) child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(typed);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

export const STEPS = ['deploy', 'callers', 'fields', 'attributes', 'keys', 'page', 'restore', 'destroy'];

export const saw = ({ stdout }: Ended, step: string) =>
  stdout.split('\n').filter((line) => line.startsWith(`  ${step} saw: `));
