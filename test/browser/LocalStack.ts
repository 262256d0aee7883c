import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/local/ports';

const READY = /API\s+(http:\S+)\/graphql/;

/** What `npm start` runs, from `dist/`: engine, local Cognito, demo data and API, in a folder of its own. */
export class LocalStack {
  private constructor(
    /** Such as `http://localhost:4000`. */
    readonly origin: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<LocalStack> {
    const folder = await mkdtemp(join(tmpdir(), 'fieldgate-browser-'));
    const child = spawn(process.execPath, ['dist/src/local/start.js', '--folder', folder], {
      env: { ...process.env, PORT: String(await freePort()), ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const origin = await whenReady(child);
    return new LocalStack(origin, child, folder);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
    await rm(this.folder, { recursive: true });
  }
}

async function whenReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk) => {
      said += String(chunk);
      const [, origin] = READY.exec(said) ?? [];
      if (origin !== undefined) resolve(origin);
    });
    child.once('exit', (code) => {
      reject(new Error(`npm start ended with code ${String(code)} before it was ready:\n${said}`));
    });
  });
}
