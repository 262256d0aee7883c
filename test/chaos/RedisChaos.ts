import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { RedisUnderTest } from '../support/RedisUnderTest';
import { SLOWED_MS, type Fault } from './Fault';

/** A Redis that is killed and stopped as a process, and behind a proxy for the rest. */
export class RedisChaos {
  private fault: Fault | null = null;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(private redis: RedisUnderTest) {
    this.server = createServer((client) => this.connect(client));
  }

  static async start(): Promise<RedisChaos> {
    const chaos = new RedisChaos(await RedisUnderTest.start());
    await new Promise<void>((resolve) => chaos.server.listen(0, '127.0.0.1', resolve));
    return chaos;
  }

  get url(): string {
    return `redis://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async begin(fault: Fault): Promise<void> {
    this.fault = fault;
    if (fault === 'killed') await this.redis.stop();
    if (fault === 'stopped') this.redis.pause();
  }

  async end(): Promise<void> {
    const { fault } = this;
    this.fault = null;
    if (fault === 'killed') this.redis = await RedisUnderTest.start(this.redis.port);
    if (fault === 'stopped') this.redis.resume();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    await this.redis.stop();
  }

  private connect(client: Socket): void {
    const upstream = createConnection(this.redis.port, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          this.sockets.delete(socket);
          other.destroy();
        });
    }
    client.on('data', (chunk) => upstream.write(chunk));
    let before = Promise.resolve();
    upstream.on('data', (chunk) => {
      before = before.then(async () => this.answer(client, chunk));
    });
  }

  private async answer(client: Socket, chunk: Buffer): Promise<void> {
    if (this.fault === 'slowed') await new Promise((resolve) => setTimeout(resolve, SLOWED_MS));
    if (this.fault === 'answering nonsense') client.write('HTTP/1.1 200 OK\r\n\r\n<html>\r\n');
    else if (this.fault === 'cut in the middle') client.end(chunk.subarray(0, chunk.length / 2));
    else client.write(chunk);
  }
}
