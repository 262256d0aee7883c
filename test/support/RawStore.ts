import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What is put on the connection in answer to one request, byte for byte, and what becomes of the connection then. */
export interface Raw {
  readonly bytes: string | Buffer;
  readonly then?: 'keep' | 'end' | 'reset';
}

/** One request that came. */
export interface Arrived {
  /** `GetItem`, … */
  readonly operation: string;
  readonly headers: string;
  readonly body: string;
  /** How many came on this connection before it. */
  readonly before: number;
}

const BLANK = '\r\n\r\n';

/** A server on bare connections: whatever can stand on a wire can be its answer. */
export class RawStore {
  readonly arrived: Arrived[] = [];
  readonly sockets = new Set<Socket>();
  private readonly server: Server;

  static async start(answer: (request: Arrived, socket: Socket) => Raw | null): Promise<RawStore> {
    const store = new RawStore(answer);
    await new Promise<void>((resolve) => store.server.listen(0, '127.0.0.1', resolve));
    return store;
  }

  private constructor(private readonly answer: (request: Arrived, socket: Socket) => Raw | null) {
    this.server = createServer((socket) => this.serve(socket));
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  take(): Arrived[] {
    return this.arrived.splice(0);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let received = '';
    let before = 0;
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const request = requestOf(received, before);
      if (!request) return;
      received = '';
      before += 1;
      this.arrived.push(request);
      const raw = this.answer(request, socket);
      if (raw) send(socket, raw);
    });
  }
}

function requestOf(received: string, before: number): Arrived | null {
  const end = received.indexOf(BLANK);
  const headers = received.slice(0, end);
  const length = Number(/content-length: *(\d+)/i.exec(headers)?.[1]);
  const body = received.slice(end + BLANK.length);
  if (end < 0 || body.length < length) return null;
  return { operation: /x-amz-target: *\w+\.(\w+)/i.exec(headers)?.[1] ?? '', headers, body, before };
}

function send(socket: Socket, { bytes, then = 'keep' }: Raw): void {
  if (then === 'reset') socket.write(bytes, () => socket.resetAndDestroy());
  else if (then === 'end') socket.end(bytes);
  else socket.write(bytes);
}

export const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.0' };

interface Parts {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** More than there is: the rest never comes. */
  readonly missing?: number;
  readonly then?: Raw['then'];
}

/** An answer in HTTP's form, as long as it says unless something is missing. */
export function http(status: number, { headers = {}, body = '', missing = 0, then = 'keep' }: Parts = {}): Raw {
  const content = Buffer.from(body);
  const all = { 'content-length': String(content.length + missing), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return {
    bytes: Buffer.concat([Buffer.from(`HTTP/1.1 ${String(status)} X\r\n${lines.join('')}\r\n`), content]),
    then,
  };
}

/** JSON, as the store sends it. */
export function json(status: number, value: unknown, parts: Parts = {}): Raw {
  return http(status, { ...parts, headers: { ...JSON_TYPE, ...parts.headers }, body: JSON.stringify(value) });
}
