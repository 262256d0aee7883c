import type { ChildProcess } from 'node:child_process';
import { freePort } from '../../src/local/ports';
import { LogRecorder } from './LogRecorder';
import { PATIENCE_MS } from './patience';
import { spawnSources } from './spawnSources';

const POLL_MS = 50;

interface Options {
  /** More of node's own arguments. */
  readonly nodeArguments?: readonly string[];
}

/** The production entry in a process of its own, run from the sources, as whoever deploys it runs it. */
export class ServerProcess {
  /** What it writes to stdout: its log. */
  readonly log = new LogRecorder();
  /** What it writes to stderr, where nothing should come. */
  words = '';
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach((line) => this.log.write(`${line}\n`));
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.words += text));
    this.ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  }

  /** Resolves when it is ready. */
  static async start(environment: Readonly<Record<string, string>>, options: Options = {}): Promise<ServerProcess> {
    const port = await freePort();
    const child = spawnSources('src/main.ts', [], {
      env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...environment, PORT: String(port) },
      ...options,
    });
    const server = new ServerProcess(child, port);
    await server.untilReady();
    return server;
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `${this.origin}/graphql`;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Whatever became of it, nothing of it is left behind. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    const isReady = async () =>
      fetch(`${this.origin}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isReady())) {
      if (this.child.exitCode !== null || Date.now() > deadline) {
        await this.kill();
        throw new Error(`expected the server to start; it said: ${this.words || this.log.written.join('')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}
