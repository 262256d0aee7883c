import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

type Answer = (client: Socket, chunk: Buffer) => Promise<void>;

/** Stands before a server as its name does: what connects by it goes where it points at that moment. */
export class TcpProxy {
  private readonly pairs = new Set<{ readonly client: Socket; readonly server: Socket }>();

  private constructor(
    private readonly listener: Server,
    /** Where new connections go. */
    public target: number,
    private readonly answer: Answer | undefined,
  ) {}

  /** `answer` hands on what the server says; as it is, unless told otherwise. */
  static async start(target: number, answer?: Answer): Promise<TcpProxy> {
    const listener = createServer();
    const proxy = new TcpProxy(listener, target, answer);
    listener.on('connection', (client) => proxy.join(client));
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  get size(): number {
    return this.pairs.size;
  }

  /** From now on those who are connected say into the void, and hear nothing, until they connect anew. */
  swallow(): void {
    for (const { client, server } of this.pairs) {
      client.unpipe(server).resume();
      server.unpipe(client).resume();
    }
  }

  /** Breaks off those connections of which that is so. */
  cut(isIt: (position: number) => boolean = () => true): void {
    [...this.pairs].forEach(({ client }, position) => {
      if (isIt(position)) client.destroy();
    });
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private join(client: Socket): void {
    const server = connect(this.target, '127.0.0.1');
    const pair = { client, server };
    this.pairs.add(pair);
    const end = () => {
      this.pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const each of [client, server]) each.on('error', end).on('close', end);
    client.pipe(server);
    if (!this.answer) server.pipe(client);
    else this.handOn(pair, this.answer);
  }

  /** One after the other: what is held up holds up what comes after it. */
  private handOn({ client, server }: { readonly client: Socket; readonly server: Socket }, answer: Answer): void {
    let before = Promise.resolve();
    server.on('data', (chunk: Buffer) => {
      before = before.then(async () => answer(client, chunk));
    });
  }
}
