import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/local/ports';

const ROOT = join(__dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What somebody types at a terminal beside `npm start`: the stack runs in a folder and on a port of its own. */
export class LocalCommands {
  /** What `npm start` has printed so far. */
  printed = '';

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly child: ChildProcess,
  ) {
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
  }

  /** Resolves when the stack is ready. */
  static async start(): Promise<LocalCommands> {
    const folder = await mkdtemp(join(tmpdir(), 'fieldgate-commands-'));
    const port = await freePort();
    const environment = { ...process.env, FIELDGATE_FOLDER: folder, PORT: String(port) };
    const child = spawn('npm', ['start'], { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const commands = new LocalCommands(port, folder, environment, child);
    await commands.untilPrinted(/Fieldgate is ready/);
    return commands;
  }

  async untilPrinted(words: RegExp): Promise<void> {
    while (!words.test(this.printed)) {
      if (this.child.exitCode !== null)
        throw new Error(`npm start ended before it said ${String(words)}:\n${this.printed}`);
      await Promise.race([once(this.child.stdout ?? this.child, 'data'), once(this.child, 'exit')]);
    }
  }

  /** Runs some lines of a shell; of the port that documents name, the stack's own is meant. */
  async shell(lines: string): Promise<Ended> {
    const text = lines.replaceAll('localhost:4000', `localhost:${String(this.port)}`);
    const child = spawn('bash', ['-c', `set -e\n${text}`], { cwd: ROOT, env: this.environment });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (said: string) => (stdout += said));
    child.stderr.setEncoding('utf8').on('data', (said: string) => (stderr += said));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  /** As Ctrl-C does. Its data is left. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const ended = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill('SIGINT');
    return (await ended)[0];
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
