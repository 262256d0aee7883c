import type { Log } from './requests/Log';
import { describeFault } from './faultLog';
import type { SideSystemListener } from '../sideSystems/SideSystem';

/** One line where a side system is found to be away, and one where it is back. */
export function sideSystemLog(logger: Log): SideSystemListener {
  return (system, change) => {
    const event = { event: 'side-system', system };
    if (change.isAway)
      logger.warn({ ...event, ...describeFault(change.cause) }, 'a side system does not answer: nothing waits for it');
    else logger.info({ ...event, milliseconds: change.milliseconds }, 'a side system answers again');
  };
}
