import type { Log } from '../observe/requests/Log';
import { ChangesLostError, GoneError, StreamOffError, StreamRenewedError } from './ChangeStream';
import { describeFault } from '../observe/faultLog';
import { UnexpectedMessageError } from './changesMessage';

/** The same trouble is told once in so long. */
const TROUBLE_EVERY_MS = 60_000;
/** That the stream is off is no trouble that passes: somebody has switched it off, or never on. */
const OFF_EVERY_MS = 3_600_000;

const GAPS = [ChangesLostError, GoneError, StreamRenewedError];

/** Hears of what keeps changes from being followed, and that it is over. */
export interface TroubleListener {
  readonly onTrouble: (cause: unknown) => void;
  readonly onWell: () => void;
}

/** Logs what keeps changes from being followed, without filling the log while it lasts, and that it is over. */
export function troubleLog(logger: Log): TroubleListener {
  const reportedAt = new Map<string, number>();
  const onTrouble = (cause: unknown) => {
    const { fault, ...description } = describeFault(cause);
    const now = performance.now();
    const isOff = cause instanceof StreamOffError;
    if (now - (reportedAt.get(fault) ?? Number.NEGATIVE_INFINITY) < (isOff ? OFF_EVERY_MS : TROUBLE_EVERY_MS)) return;
    reportedAt.set(fault, now);
    if (isOff)
      logger.warn(
        { event: 'changes', fault },
        'the table’s stream is off: switch it on (StreamViewType KEYS_ONLY) to have subscriptions and notices',
      );
    else if (cause instanceof UnexpectedMessageError)
      logger.warn(
        { event: 'changes', fault },
        'a message between servers could not be understood: whoever follows is told to begin anew',
      );
    else if (GAPS.some((each) => cause instanceof each))
      logger.warn(
        { event: 'changes', fault },
        'changes may have been missed for good: whoever follows is told to begin anew, and notifications of that time are not sent',
      );
    else logger.warn({ event: 'changes', fault, ...description }, 'changes cannot be followed right now');
  };
  const onWell = () => {
    if (reportedAt.size > 0) logger.info({ event: 'changes' }, 'changes are followed again');
    reportedAt.clear();
  };
  return { onTrouble, onWell };
}
