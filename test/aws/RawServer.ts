import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

type Answer = (socket: Socket, request: string) => void;

/** A server that answers each request as it likes, byte by byte. */
export class RawServer {
  readonly requests: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(answer: Answer): Promise<RawServer> {
    const server = createServer((socket) => {
      raw.sockets.add(socket);
      let read = '';
      socket.on('data', (chunk) => {
        read += chunk.toString('latin1');
        const end = read.indexOf('\r\n\r\n');
        const length = Number(/content-length: (\d+)/i.exec(read)?.[1] ?? 0);
        if (end < 0 || read.length < end + 4 + length) return;
        raw.requests.push(read);
        answer(socket, read);
        read = '';
      });
      socket.on('error', () => undefined).on('close', () => raw.sockets.delete(socket));
    });
    const raw = new RawServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return raw;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** How many connections somebody holds. */
  get held(): number {
    return this.sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
  }
}

/** A whole answer of one of the services that speak JSON. */
export function answered(socket: Socket, status: number, body: object): void {
  const text = JSON.stringify(body);
  socket.write(
    `HTTP/1.1 ${String(status)} X\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${String(text.length)}\r\n\r\n${text}`,
  );
}
