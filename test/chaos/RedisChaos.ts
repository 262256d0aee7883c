import type { Socket } from 'node:net';
import { RedisUnderTest } from '../support/RedisUnderTest';
import { TcpProxy } from '../support/TcpProxy';
import { SLOWED_MS, type Fault } from './Fault';

/** The fault of this moment: the proxy reads it with each chunk that it hands on. */
interface Present {
  fault: Fault | null;
}

/** A Redis that is killed and stopped as a process, and behind a proxy for the rest. */
export class RedisChaos {
  private constructor(
    private redis: RedisUnderTest,
    private readonly proxy: TcpProxy,
    private readonly present: Present,
  ) {}

  static async start(): Promise<RedisChaos> {
    const redis = await RedisUnderTest.start();
    const present: Present = { fault: null };
    const proxy = await TcpProxy.start(redis.port, async (client, chunk) => handOn(present.fault, client, chunk));
    return new RedisChaos(redis, proxy, present);
  }

  get url(): string {
    return `redis://127.0.0.1:${String(this.proxy.port)}`;
  }

  async begin(fault: Fault): Promise<void> {
    this.present.fault = fault;
    if (fault === 'killed') await this.redis.stop();
    if (fault === 'stopped') this.redis.pause();
  }

  async end(): Promise<void> {
    const { fault } = this.present;
    this.present.fault = null;
    if (fault === 'killed') this.redis = await RedisUnderTest.start(this.redis.port);
    if (fault === 'stopped') this.redis.resume();
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.redis.stop();
  }
}

async function handOn(fault: Fault | null, client: Socket, chunk: Buffer): Promise<void> {
  if (fault === 'slowed') await new Promise((resolve) => setTimeout(resolve, SLOWED_MS));
  if (fault === 'answering nonsense') client.write('HTTP/1.1 200 OK\r\n\r\n<html>\r\n');
  else if (fault === 'cut in the middle') client.end(chunk.subarray(0, chunk.length / 2));
  else client.write(chunk);
}
