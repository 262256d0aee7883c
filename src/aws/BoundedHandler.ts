import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';

type Handle = NodeHttpHandler['handle'];

interface Bounds extends Omit<NodeHttpHandlerOptions, 'httpAgent' | 'httpsAgent'> {
  /** Of the kept connections. */
  readonly agent: AgentOptions;
  /** How long the whole of an answer may take. */
  readonly answerMs: number;
}

/**
 * The SDK's timeouts bound how long an answer may take to begin, and how long it may pause. This one bounds the whole of it: an answer that
 * trickles is cut off.
 *
 * Where a connection fails, the idle ones from which nothing came since are given up: whatever has cut it off may have cut others that
 * nobody has looked at, and the next one may be given the same request, sent again.
 */
export class BoundedHandler extends NodeHttpHandler {
  private readonly idleSince = new WeakMap<Socket, number>();
  private readonly agents: readonly (HttpAgent | HttpsAgent)[];
  private readonly answerMs: number;

  constructor({ agent, answerMs, ...options }: Bounds) {
    const [httpAgent, httpsAgent] = [new HttpAgent(agent), new HttpsAgent(agent)];
    super({ ...options, httpAgent, httpsAgent });
    this.answerMs = answerMs;
    this.agents = [httpAgent, httpsAgent];
    for (const each of this.agents) each.on('free', (socket: Socket) => this.idleSince.set(socket, performance.now()));
  }

  override async handle(...[request, options = {}]: Parameters<Handle>): ReturnType<Handle> {
    const ending = new AbortController();
    const abort = () => ending.abort();
    const timer = setTimeout(abort, this.answerMs);
    const abortSignal = options.abortSignal as AbortSignal | undefined;
    if (abortSignal?.aborted) abort();
    abortSignal?.addEventListener('abort', abort);
    const end = () => {
      clearTimeout(timer);
      abortSignal?.removeEventListener('abort', abort);
    };
    const begun = performance.now();
    const failed = () => {
      if (!abortSignal?.aborted) this.dropIdleSince(begun);
    };
    try {
      const answer = await super.handle(request, { ...options, abortSignal: ending.signal });
      (answer.response.body as Readable).once('error', failed).once('close', end);
      return answer;
    } catch (cause) {
      end();
      failed();
      throw cause;
    }
  }

  private dropIdleSince(moment: number): void {
    const idle = this.agents.flatMap(({ freeSockets }) =>
      Object.values(freeSockets).flatMap((sockets) => sockets ?? []),
    );
    for (const socket of idle) if ((this.idleSince.get(socket) ?? 0) < moment) socket.destroy();
  }
}
