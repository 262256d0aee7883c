import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** As the target group has it, in a twentieth of its time: see deploy/stacks/sockets/Balancer.ts. */
const HEALTH_PATH = '/healthz';
const ASKED_EVERY_MS = 250;
const WELL_AFTER = 2;
const UNWELL_AFTER = 2;

interface Target {
  readonly port: number;
  readonly agent: Agent;
  /** How often in a row it said yes; below zero, no. */
  row: number;
  isWell: boolean;
  underWay: number;
  whenIdle: () => void;
}

/**
 * Stands where the load balancer stands: sends each request to the next target that is well, over connections that stay open, and tries none
 * again. A target that is taken out gets nothing new, and goes on with what it has.
 */
export class Balancer {
  private readonly targets: Target[] = [];
  private readonly asking: NodeJS.Timeout;
  private turn = 0;

  private constructor(private readonly server: Server) {
    this.asking = setInterval(() => this.targets.forEach((target) => void this.askHealth(target)), ASKED_EVERY_MS);
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => this.pass(incoming, outgoing));
    server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.join(incoming, socket, head),
    );
  }

  static async start(): Promise<Balancer> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Balancer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/graphql`;
  }

  /** How many of its targets get requests. */
  get well(): number {
    return this.targets.filter(({ isWell }) => isWell).length;
  }

  add(origin: string): void {
    const agent = new Agent({ keepAlive: true });
    const port = Number(new URL(origin).port);
    this.targets.push({ port, agent, row: 0, isWell: false, underWay: 0, whenIdle: () => undefined });
  }

  /** Resolves when nothing is under way there any more, but for sockets and event streams, which the server itself ends. */
  async remove(origin: string): Promise<void> {
    const index = this.targets.findIndex(({ port }) => port === Number(new URL(origin).port));
    const [target] = this.targets.splice(index, 1);
    if (!target) throw new Error('expected a target to remove');
    if (target.underWay > 0) await new Promise<void>((resolve) => (target.whenIdle = resolve));
  }

  async close(): Promise<void> {
    clearInterval(this.asking);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    this.targets.forEach(({ agent }) => agent.destroy());
  }

  private async askHealth(target: Target): Promise<void> {
    const isYes = await fetch(`http://127.0.0.1:${String(target.port)}${HEALTH_PATH}`).then(
      ({ ok }) => ok,
      () => false,
    );
    target.row = isYes ? Math.max(0, target.row) + 1 : Math.min(0, target.row) - 1;
    if (target.row >= WELL_AFTER) target.isWell = true;
    if (target.row <= -UNWELL_AFTER) target.isWell = false;
  }

  private next(): Target | undefined {
    const well = this.targets.filter(({ isWell }) => isWell);
    this.turn += 1;
    return well[this.turn % well.length];
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const target = this.next();
    if (!target) {
      outgoing.writeHead(503).end('no target is well');
      return;
    }
    const isStream = incoming.url?.endsWith('/stream') === true;
    if (!isStream) target.underWay += 1;
    outgoing.once('close', () => {
      if (!isStream) target.underWay -= 1;
      if (target.underWay === 0) target.whenIdle();
    });
    const { method, url: path, headers } = incoming;
    const passed = request({ host: '127.0.0.1', port: target.port, agent: target.agent, method, path, headers });
    passed.once('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.once('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    passed.once('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end('no answer')));
    outgoing.once('close', () => passed.destroy());
    incoming.pipe(passed);
  }

  private join(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const target = this.next();
    if (!target) return void socket.destroy();
    const { method = 'GET', url = '/', rawHeaders } = incoming;
    const lines = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1] ?? ''}`] : [],
    );
    const passed = connect(target.port, '127.0.0.1', () => {
      passed.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      passed.write(head);
      passed.pipe(socket).pipe(passed);
    });
    for (const [one, other] of [
      [passed, socket],
      [socket, passed],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  }
}
