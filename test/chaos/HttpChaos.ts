import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { Gate } from '../../src/waiting/Gate';
import { keepAliveAgent } from '../support/keepAliveAgent';
import { SLOWED_MS, type Fault } from './Fault';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const NONSENSE = '<html><head><title>Welcome</title></head><body>Sign in to the network</body></html>';

/** Stands before something that speaks HTTP. Requests of some lanes can go wrong while those of others do not. */
export class HttpChaos {
  private readonly faults = new Map<string, Fault>();
  private readonly agent = keepAliveAgent();
  private readonly goesOn = new Gate();
  private readonly server: Server;

  private constructor(
    private readonly target: string,
    private readonly laneOf: (body: string) => string,
  ) {
    this.server = createServer((incoming, outgoing) => {
      this.serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  static async start(target: string, laneOf: (body: string) => string = () => 'all'): Promise<HttpChaos> {
    const chaos = new HttpChaos(target, laneOf);
    await new Promise<void>((resolve) => chaos.server.listen(0, '127.0.0.1', resolve));
    return chaos;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  begin(fault: Fault, lane = 'all'): void {
    this.faults.set(lane, fault);
    if (fault === 'stopped') this.goesOn.close();
    if (fault === 'killed') this.server.closeAllConnections();
  }

  end(lane = 'all'): void {
    this.faults.delete(lane);
    this.goesOn.open();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
    this.agent.destroy();
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const fault = this.faults.get(this.laneOf(body.toString('latin1')));
    if (fault === 'killed') return void outgoing.destroy();
    if (fault === 'stopped') await this.goesOn.opened();
    if (fault === 'slowed') await wait(SLOWED_MS);
    if (fault === 'answering nonsense') return void outgoing.setHeader('content-type', 'text/html').end(NONSENSE);
    const answer = await this.forward(incoming, body);
    outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
    if (fault !== 'cut in the middle') return void outgoing.end(answer.body);
    outgoing.write(answer.body.subarray(0, answer.body.length / 2), () => outgoing.destroy());
  }

  private async forward({ url, method, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      request(new URL(url ?? '/', this.target), { method, headers, agent: this.agent }, (answer) => {
        buffer(answer).then((all) => {
          const { 'transfer-encoding': _, ...kept } = answer.headers;
          resolve({ status: answer.statusCode ?? 500, headers: kept, body: all });
        }, reject);
      })
        .on('error', reject)
        .end(body);
    });
  }
}
