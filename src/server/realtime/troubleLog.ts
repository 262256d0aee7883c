import type { FastifyBaseLogger } from 'fastify';
import { StreamOffError } from '../../storage/changes/ChangeStream';
import { describeFault } from '../observe/faultLog';

/** The same trouble is told once in so long. */
const TROUBLE_EVERY_MS = 60_000;
/** That the stream is off is no trouble that passes: somebody has switched it off, or never on. */
const OFF_EVERY_MS = 3_600_000;

/** Logs what keeps changes from being followed, without filling the log while it lasts. */
export function troubleLog(logger: FastifyBaseLogger): (cause: unknown) => void {
  const toldAt = new Map<string, number>();
  return (cause) => {
    const { fault, ...description } = describeFault(cause);
    const now = performance.now();
    const isOff = cause instanceof StreamOffError;
    if (now - (toldAt.get(fault) ?? Number.NEGATIVE_INFINITY) < (isOff ? OFF_EVERY_MS : TROUBLE_EVERY_MS)) return;
    toldAt.set(fault, now);
    if (isOff)
      logger.warn(
        { event: 'changes' },
        'the table’s stream is off: switch it on (StreamViewType KEYS_ONLY) to have subscriptions and notices',
      );
    else logger.warn({ event: 'changes', fault, ...description }, 'changes cannot be followed right now');
  };
}
