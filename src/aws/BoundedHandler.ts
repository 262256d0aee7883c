import type { Readable } from 'node:stream';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';

type Handle = NodeHttpHandler['handle'];

/**
 * The SDK's timeouts bound how long an answer may take to begin, and how long it may pause. This one bounds the whole of it: an answer that
 * trickles is cut off.
 */
export class BoundedHandler extends NodeHttpHandler {
  constructor(
    options: NodeHttpHandlerOptions,
    private readonly answerMs: number,
  ) {
    super(options);
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
    try {
      const answer = await super.handle(request, { ...options, abortSignal: ending.signal });
      (answer.response.body as Readable).once('close', end);
      return answer;
    } catch (cause) {
      end();
      throw cause;
    }
  }
}
