import { Agent, request, type IncomingMessage } from 'node:http';

/**
 * Clients that each send one request after the other over a connection of their own, as a load balancer does: until an answer says
 * that it is the last one on its connection, or `stop()`.
 */
export class KeepAliveLoad {
  answered = 0;
  /** Requests without an answer, or with one that is no success: what became of them. */
  readonly failures: string[] = [];
  /** How many connections the server announced to close. */
  announced = 0;

  private isStopped = false;
  private readonly clients: Promise<void>[];

  constructor(
    private readonly url: string,
    private readonly body: string,
    connections: number,
    /** Told of every answer; to wait for a number of them. */
    private readonly onAnswer: () => void = () => undefined,
  ) {
    this.clients = Array.from({ length: connections }, () => this.client());
  }

  /** Resolves when every client has its last answer. */
  async over(): Promise<void> {
    await Promise.all(this.clients);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.over();
  }

  private async client(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let isOpen = true; isOpen && !this.isStopped;) {
      isOpen = await this.ask(agent).catch((error: unknown) => {
        this.failures.push((error as { code?: string }).code ?? String(error));
        return false;
      });
    }
    agent.destroy();
  }

  /** Whether the connection may be used again. */
  private async ask(agent: Agent): Promise<boolean> {
    const { statusCode, headers } = await this.send(agent);
    if (statusCode === 200) this.answered += 1;
    else this.failures.push(String(statusCode));
    this.onAnswer();
    const isLast = headers.connection === 'close';
    if (isLast) this.announced += 1;
    return !isLast;
  }

  private async send(agent: Agent): Promise<IncomingMessage> {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(this.body) };
    return new Promise((resolve, reject) => {
      const outgoing = request(this.url, { method: 'POST', agent, headers }, (response) => {
        response
          .resume()
          .once('end', () => resolve(response))
          .once('error', reject);
      });
      outgoing.once('error', reject).end(this.body);
    });
  }
}
