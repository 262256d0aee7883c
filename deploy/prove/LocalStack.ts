import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/local/ports';
import type { RunningStack } from '../../src/local/running';
import { pause, undoneAfter } from './interruption';
import { end, runToEnd, start, type Ended, type Environment } from './processes';
import { Unproven } from './Step';

export const ROOT = join(__dirname, '../..');
const BUILT = join(ROOT, 'dist/src');
/** Demo data are loaded in ten seconds; a machine may be busy. */
const READY_MS = 180_000;
const LOOK_MS = 50;
/** What `npm start` and the server of production say once they listen. */
const ANNOUNCED = /Fieldgate is ready|the server listens/;
const ANSWER_MS = 5_000;

/** Builds what the processes below run, as `npm start` does. */
export async function build(): Promise<void> {
  const { code, stdout, stderr } = await runToEnd({
    command: 'npm',
    given: ['run', 'build:tools', '--silent'],
    cwd: ROOT,
  });
  if (code === 0) return;
  const [first = ''] = `${stdout}${stderr}`.trim().split('\n');
  throw new Unproven('`npm run build:tools` to end well', `it said: ${first}`, 'Run `npm ci` first, or mend that.');
}

/** What the shell says of the API, such as TABLE_NAME, speaks of another table than the one that is meant here. */
export function environmentWith(given: Environment): Environment {
  const text = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8');
  const variables = new Set([...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name));
  const isOfApi = (name: string) => variables.has(name) || /^(FIELDGATE|OTEL)_/.test(name);
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfApi(name))), ...given };
}

/** Runs one of the built programs to its end, such as `local/verify.js`. */
export async function runBuilt(program: string, given: readonly string[], environment: Environment): Promise<Ended> {
  const all = [join(BUILT, program), ...given];
  return runToEnd({ command: process.execPath, given: all, cwd: ROOT, env: environmentWith(environment) });
}

/** A server in a process of its own, until it is stopped. */
export class ServerProcess {
  /** All that it has printed so far. */
  printed = '';

  private constructor(private readonly child: ChildProcess) {
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
  }

  /** Resolves when `url` answers that it is ready. Rejects, with what it said, where it ends before or takes too long. */
  static async start(program: string, given: readonly string[], environment: Environment, url: string) {
    const env = environmentWith(environment);
    const server = new ServerProcess(
      start({ command: process.execPath, given: [join(BUILT, program), ...given], cwd: ROOT, env }),
    );
    try {
      await server.untilReady(url);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Lines of its log. */
  get log(): readonly string[] {
    return this.printed.split('\n').filter((line) => line.startsWith('{'));
  }

  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    end(this.child, 'SIGTERM');
    await ended;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async untilReady(url: string): Promise<void> {
    const deadline = performance.now() + READY_MS;
    // Somebody else may answer at an address that this one could not have.
    while (!(ANNOUNCED.test(this.printed) && (await isReady(url)))) {
      const said = this.printed.trim().split('\n').at(-1) ?? '';
      if (this.hasEnded) throw new Unproven('a server to be ready', `it ended: ${said}`, 'Mend that first.');
      if (performance.now() > deadline)
        throw new Unproven('a server to be ready', `it was not in time: ${said}`, `Ask ${url}/readyz why.`);
      await pause(LOOK_MS);
    }
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
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
    try {
      const port = String(await freePort());
      const url = `http://localhost:${port}`;
      const given = ['--folder', folder, '--quiet'];
      const server = await ServerProcess.start('local/start.js', given, { PORT: port, ...environment }, url);
      const { ready } = await untilPublished(join(folder, 'run.json'));
      return new LocalStack(server, folder, url, ready);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
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
    await pause(LOOK_MS);
  }
}

/** Starts a server of the local stack in a folder and on a port of its own, and removes both after the use. */
export async function withServer<T>(
  environment: Environment,
  use: (url: string, server: ServerProcess) => Promise<T>,
): Promise<T> {
  const stack = await LocalStack.start(environment);
  return undoneAfter(
    async () => use(stack.url, stack.server),
    async () => stack.stop(),
  );
}
