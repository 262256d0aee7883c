import type { RequestRecord } from '../requests/RequestRecord';
import { outcomeOf } from '../requests/requestLine';

/** The codes of answers that are our fault, the worst first. */
const FAULTS = ['INTERNAL_SERVER_ERROR', 'TRY_AGAIN'];

/** Why a request failed, in a word of ours; `null` where it did not. What the client did wrong is no failure of the server. */
export function errorTypeOf(record: RequestRecord): string | null {
  if (outcomeOf(record) !== 'failed') return null;
  return FAULTS.find((code) => record.codes.has(code)) ?? (record.status >= 500 ? String(record.status) : '_OTHER');
}
