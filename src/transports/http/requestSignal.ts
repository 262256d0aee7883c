import { setMaxListeners } from 'node:events';
import type { FastifyReply } from 'fastify';

/** One for all: the error that `abort` makes otherwise costs more than ending the request. */
const OVER = new Error('the request is over');

/**
 * Aborts when the time for the answer is over, when the client goes away, and when the answer is out: whatever still runs then
 * (a sibling of a field whose failure ended the operation) runs for nobody. Holds its timer no longer than the request lasts.
 */
export function requestSignal({ raw }: Pick<FastifyReply, 'raw'>, milliseconds: number): AbortSignal {
  const controller = new AbortController();
  // Every read and write under way listens; node would warn of a leak from the eleventh on.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(() => {
    controller.abort();
  }, milliseconds);
  const end = () => {
    clearTimeout(timer);
    controller.abort(OVER);
  };
  if (raw.closed) end();
  else raw.once('close', end);
  return controller.signal;
}
