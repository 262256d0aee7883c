import { readFileSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { ApiUnderTest, RequestHeaders } from '../../support/ApiUnderTest';
import { ServerProcess } from '../../support/ServerProcess';
import { SocketClient } from '../../support/SocketClient';
import { eventually } from '../requests';

const EVENT_LOOP = join(__dirname, '../../support/eventLoopOnSignal.cjs');

/** So that texts come as far as they can, and nothing is refused for how often it is asked. */
const UNLIMITED = {
  MAX_BODY_BYTES: '4000000',
  SOCKET_MESSAGE_BYTES: '4000000',
  SOCKETS_PER_CALLER: '1000000',
  SOCKETS_PER_ADDRESS: '1000000',
  RATE_LIMIT_ATTEMPTS: '1000000',
  ACCOUNT_ANSWER_MS: '0',
  LOG_LEVEL: 'fatal',
};

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol': 'graphql-transport-ws',
};

export interface EventLoopDelay {
  readonly p50: number;
  readonly p999: number;
  readonly max: number;
}

/**
 * A server in a process of its own, whose CPU is measured from outside (on Linux: the time that its main thread ran). A string that holds it is
 * ended by its own watchdog, which says where it stood.
 */
export class MeasuredServer {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly sockets = new Map<RequestHeaders, SocketClient>();
  private subscriptions = 0;

  private constructor(private readonly process: ServerProcess) {}

  static async start(api: ApiUnderTest, overrides: Readonly<Record<string, string>> = {}): Promise<MeasuredServer> {
    const environment = { ...api.environment, ...UNLIMITED, ...overrides };
    return new MeasuredServer(await ServerProcess.start(environment, { nodeArguments: ['--require', EVENT_LOOP] }));
  }

  /** The CPU that its main thread took for it, in milliseconds. What its other threads do, such as collecting garbage, does not count. */
  async cpuOf(work: () => Promise<unknown>): Promise<number> {
    const before = this.cpuMs();
    await work().catch((cause: unknown) => {
      throw new Error(`the server did not answer; it said: ${this.process.words || String(cause)}`);
    });
    return this.cpuMs() - before;
  }

  /** How long its event loop was held since it was asked the last time. */
  async eventLoopDelay(): Promise<EventLoopDelay> {
    const known = this.process.words.length;
    this.process.signal('SIGUSR2');
    await eventually(async () => Promise.resolve(this.process.words.includes('\n', known)));
    return JSON.parse(this.process.words.slice(known)) as EventLoopDelay;
  }

  /** Posts to a path; resolves with the status when the answer is there, or has begun where it would go on. */
  async post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const sent = Buffer.from(JSON.stringify(body));
    return this.send(
      'POST',
      path,
      { 'content-type': 'application/json', ...headers, 'content-length': String(sent.length) },
      sent,
    );
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    return this.send('GET', path, headers);
  }

  /** Asks for a subscription over a socket that stays open; resolves with its first message. */
  async subscribe(payload: object, headers: RequestHeaders): Promise<void> {
    const client = this.sockets.get(headers) ?? (await SocketClient.connect(this.process.url, {}, { headers }));
    this.sockets.set(headers, client);
    this.subscriptions += 1;
    const id = `t${this.subscriptions}`;
    client.send({ id, type: 'subscribe', payload });
    await client.message((message) => message.id === id);
    client.send({ id, type: 'complete' });
  }

  /** Opens a socket and says who it is; resolves when that was taken or refused. */
  async connect(payload: Readonly<Record<string, string>>): Promise<void> {
    const client = await SocketClient.open(this.process.url);
    client.send({ type: 'connection_init', payload });
    await Promise.race([client.closed, client.message(({ type }) => type === 'connection_ack')]);
    client.close();
  }

  /** Asks for a socket by a request of any form; resolves when it was opened, and closed again, or refused. */
  async upgrade(path: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const all = { ...UPGRADE, ...headers };
    await new Promise<void>((resolve, reject) => {
      const outgoing = request(this.process.origin, { path, headers: all, agent: false }, (answer) => {
        void read(answer).then(resolve);
      });
      outgoing.on('upgrade', (_answer, socket) => {
        socket.destroy();
        resolve();
      });
      outgoing.on('error', reject).end();
    });
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.values()) socket.close();
    this.agent.destroy();
    await this.process.kill();
  }

  private cpuMs(): number {
    const { pid } = this.process;
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  }

  private async send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: Buffer,
  ): Promise<number> {
    const all = { accept: '*/*', ...headers };
    return new Promise((resolve, reject) => {
      const outgoing = request(this.process.origin, { method, path, headers: all, agent: this.agent }, (answer) => {
        void read(answer).then(() => resolve(answer.statusCode ?? 0));
      });
      outgoing.on('error', reject).end(body);
    });
  }
}

/** Reads an answer to its end; of one that goes on for as long as its reader likes, the beginning. */
async function read(answer: IncomingMessage): Promise<void> {
  if (answer.headers['content-type']?.startsWith('text/event-stream')) {
    answer.destroy();
    return;
  }
  for await (const _ of answer);
}
