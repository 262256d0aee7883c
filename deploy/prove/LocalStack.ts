import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/local/ports';
import type { RunningStack } from '../../src/local/running';

export const ROOT = join(__dirname, '../..');
const BUILT = join(ROOT, 'dist/src');
const run = promisify(execFile);

export type Environment = Readonly<Record<string, string>>;

/** Builds what the processes below run, as `npm start` does. */
export async function build(): Promise<void> {
  await run('npm', ['run', 'build', '--silent'], { cwd: ROOT });
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the built programs to its end, such as `local/verify.js`. */
export async function runBuilt(program: string, given: readonly string[], environment: Environment): Promise<Ended> {
  const child = spawn(process.execPath, [join(BUILT, program), ...given], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, stdout, stderr };
}

/** A server in a process of its own, until it is stopped. */
export class ServerProcess {
  /** All that it has printed so far. */
  printed = '';

  private constructor(private readonly child: ChildProcess) {
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
  }

  /** Resolves when `url` answers that it is ready. Rejects, with what it said, where it ends before. */
  static async start(program: string, given: readonly string[], environment: Environment, url: string) {
    const env = { ...process.env, ...environment };
    const child = spawn(process.execPath, [join(BUILT, program), ...given], { cwd: ROOT, env, stdio: 'pipe' });
    const server = new ServerProcess(child);
    while (!(await isReady(url))) {
      if (child.exitCode !== null)
        throw new Error(`the server ended: ${server.printed.trim().split('\n').at(-1) ?? ''}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return server;
  }

  /** Lines of its log. */
  get log(): readonly string[] {
    return this.printed.split('\n').filter((line) => line.startsWith('{'));
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** What `npm start` runs, in a folder and on a port of its own. */
export class LocalStack {
  private constructor(
    readonly server: ServerProcess,
    readonly folder: string,
    /** Such as `http://localhost:4000`. */
    readonly url: string,
    readonly running: RunningStack,
  ) {}

  static async start(environment: Environment = {}): Promise<LocalStack> {
    const folder = await mkdtemp(join(tmpdir(), 'fieldgate-prove-'));
    const port = String(await freePort());
    const url = `http://localhost:${port}`;
    const given = ['--folder', folder, '--quiet'];
    const server = await ServerProcess.start('local/start.js', given, { PORT: port, ...environment }, url);
    const { ready } = await untilPublished(join(folder, 'run.json'));
    return new LocalStack(server, folder, url, ready);
  }

  /** The environment of another server, or of a command, on the same table. */
  get store(): Environment {
    const { dynamoDbEndpoint: DYNAMODB_ENDPOINT, tableName: TABLE_NAME, region: AWS_REGION } = this.running;
    return { DYNAMODB_ENDPOINT, TABLE_NAME, AWS_REGION };
  }

  /** A fresh ID token of a local user. */
  async idToken(email: string): Promise<string> {
    const { code, stdout, stderr } = await runBuilt('local/token.js', [email, '--folder', this.folder], {});
    if (code !== 0) throw new Error(`expected an ID token of ${email}; got: ${stderr.trim()}`);
    return stdout.trim();
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** It is written as soon as the server listens, which may be a moment after it answers. */
async function untilPublished(file: string): Promise<{ readonly ready: RunningStack }> {
  for (;;) {
    const read = JSON.parse(await readFile(file, 'utf8')) as { readonly ready?: RunningStack };
    if (read.ready) return { ready: read.ready };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
