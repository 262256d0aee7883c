import type { FastifyBaseLogger } from 'fastify';
import { describeFault } from '../observe/faultLog';

/** The same trouble is told once in so long. */
const TROUBLE_EVERY_MS = 60_000;

/** Logs what keeps changes from being followed, without filling the log while it lasts. */
export function troubleLog(logger: FastifyBaseLogger): (cause: unknown) => void {
  const toldAt = new Map<string, number>();
  return (cause) => {
    const { fault, ...description } = describeFault(cause);
    const now = performance.now();
    if (now - (toldAt.get(fault) ?? Number.NEGATIVE_INFINITY) < TROUBLE_EVERY_MS) return;
    toldAt.set(fault, now);
    logger.warn({ event: 'changes', fault, ...description }, 'changes cannot be followed right now');
  };
}
