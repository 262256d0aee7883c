import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { Redis } from 'ioredis';
import { freePort } from '../../src/local/ports';

/** Whether there is a Redis to test with; in CI there has to be one. */
export function hasRedis(): boolean {
  return process.env.CI !== undefined || spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** A Redis of its own, which keeps nothing. */
export class RedisUnderTest {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  /** Resolves when it answers. */
  static async start(port?: number): Promise<RedisUnderTest> {
    const chosen = port ?? (await freePort());
    const options = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const redis = new RedisUnderTest(spawn('redis-server', options, { stdio: 'ignore' }), chosen);
    const client = new Redis(redis.url, { retryStrategy: () => 50, maxRetriesPerRequest: 200 });
    client.on('error', () => undefined);
    await client.ping();
    client.disconnect();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${String(this.port)}`;
  }

  /** Holds it still: its connections stay open, and nothing answers. */
  pause(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  /** What a failover does to the node that was the primary, or to the one that is it now. */
  async follow(primary: RedisUnderTest | null): Promise<void> {
    const client = new Redis(this.url);
    await (primary ? client.replicaof('127.0.0.1', primary.port) : client.replicaof('NO', 'ONE'));
    client.disconnect();
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await ended;
  }
}
