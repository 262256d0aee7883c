import { EventEmitter, once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import { PATIENCE_MS } from './patience';

/** A message of the protocol `graphql-transport-ws`. */
export interface SocketMessage {
  readonly id?: string;
  readonly type: string;
  // The shape is what the test is about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly payload?: any;
}

/** The client's end of a socket, message by message, so that a test can also say what no honest client says. */
export class SocketClient {
  readonly messages: SocketMessage[] = [];
  /** Code and reason, when it was closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly events = new EventEmitter().setMaxListeners(0);
  private ids = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString('utf8')) as SocketMessage);
      this.events.emit('message');
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.events.emit('message');
      });
    });
    socket.on('error', () => undefined);
  }

  /** Opens a socket; rejects with the HTTP status where it is refused. */
  static async open(
    url: string,
    options: ClientOptions = {},
    protocol = 'graphql-transport-ws',
  ): Promise<SocketClient> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), protocol, options);
    const client = new SocketClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve).once('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => reject(new Refused(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'))));
      });
    });
    return client;
  }

  /** The same, with its `connection_init` acknowledged. */
  static async connect(
    url: string,
    payload: Readonly<Record<string, unknown>> = {},
    options: ClientOptions = {},
  ): Promise<SocketClient> {
    const client = await SocketClient.open(url, options);
    client.send({ type: 'connection_init', payload });
    await client.message(({ type }) => type === 'connection_ack');
    return client;
  }

  /** Whether its `connection_init` is answered by an acknowledgement, and not by the end of the connection. */
  async isAcknowledged(): Promise<boolean> {
    const acknowledged = this.message(({ type }) => type === 'connection_ack').then(
      () => true,
      () => false,
    );
    return Promise.race([acknowledged, this.closed.then(() => false)]);
  }

  send(message: SocketMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Asks for a subscription; what comes of it has the id that is given back. */
  subscribe(query: string, variables?: Readonly<Record<string, unknown>>, more: object = {}): string {
    this.ids += 1;
    const id = `s${this.ids}`;
    this.send({ id, type: 'subscribe', payload: { query, ...(variables && { variables }), ...more } });
    return id;
  }

  /** What came for one subscription so far: payloads of `next`, then `error` or `complete`. */
  of(id: string): SocketMessage[] {
    return this.messages.filter((message) => message.id === id);
  }

  /** The first message that is so; waits for it. */
  async message(isIt: (message: SocketMessage) => boolean): Promise<SocketMessage> {
    await this.until(() => this.messages.some(isIt));
    return this.messages.find(isIt)!;
  }

  /** The `position`th answer of a subscription, from 1. */
  async next(id: string, position = 1): Promise<SocketMessage['payload']> {
    const nexts = () => this.of(id).filter(({ type }) => type === 'next');
    await this.until(() => nexts().length >= position || this.isOver(id));
    if (nexts().length < position) throw new Error(`expected more answers; there came ${this.said()}`);
    return nexts()[position - 1]!.payload;
  }

  async completed(id: string): Promise<void> {
    await this.until(() => this.isOver(id));
    if (this.of(id).at(-1)?.type !== 'complete') throw new Error(`expected it to complete; there came ${this.said()}`);
  }

  /** The errors with which a subscription was refused. */
  async refusal(id: string): Promise<SocketMessage['payload']> {
    return (await this.message((message) => message.id === id && message.type === 'error')).payload;
  }

  close(): void {
    this.socket.terminate();
  }

  private async until(isSo: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!isSo()) {
      if (this.socket.readyState >= WebSocket.CLOSING && !isSo())
        throw new Error(`the socket was closed (${JSON.stringify(await this.closed)}) after ${this.said()}`);
      await once(this.events, 'message', { signal }).catch(() => {
        throw new Error(`expected another message, but it did not come; there came ${this.said()}`);
      });
    }
  }

  private isOver(id: string): boolean {
    return this.of(id).some(({ type }) => type === 'error' || type === 'complete');
  }

  private said(): string {
    return JSON.stringify(this.messages.slice(-5));
  }
}

/** The server answered with something else than a socket. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
  ) {
    super(`refused with ${String(status)}: ${body}`);
  }
}
