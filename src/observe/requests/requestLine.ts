import type { Log } from './Log';
import { isProbe, type Outcome, type RequestRecord } from './RequestRecord';

const OF_ACCESS: ReadonlySet<string> = new Set(['FORBIDDEN', 'UNAUTHENTICATED']);

/** Writes the one line of a request that is over. */
export function writeRequestLine(logger: Log, record: RequestRecord): void {
  const { requestId, method, route, operationName, operationType, roles, caller, status, codes, denied, cost } = record;
  const { calls, attempts, readUnits, writeUnits } = record.store;
  const outcome = outcomeOf(record);
  const line = {
    event: 'request',
    ...{ requestId, method, route, operationName, operationType, roles, caller, outcome, status },
    ...(codes.size > 0 && { codes: [...codes] }),
    ...(denied.length > 0 && { denied, deniedCount: denied.length }),
    ...{ storeCalls: calls, storeAttempts: attempts, readUnits, writeUnits },
    ...(cost && { cost }),
    latencyMs: Math.round((performance.now() - record.startedAt) * 10) / 10,
  };
  if (isProbe(record) || (record.method === 'EVENT' && outcome !== 'failed')) logger.debug(line, 'request');
  else if (outcome === 'failed') logger.warn(line, 'request');
  else logger.info(line, 'request');
}

/** The worst that happened; of denials, only where nothing worse did. */
export function outcomeOf({ outcome, status, codes, denied }: RequestRecord): Outcome {
  if (outcome) return outcome;
  if (status === 429 || codes.has('RATE_LIMITED')) return 'throttled';
  if (status >= 500 || codes.has('INTERNAL_SERVER_ERROR') || codes.has('TRY_AGAIN')) return 'failed';
  if (status >= 400 || [...codes].some((code) => !OF_ACCESS.has(code))) return 'refused';
  return denied.length > 0 || codes.size > 0 ? 'denied' : 'ok';
}
