import {
  accessPatterns,
  callerRecords,
  rowPartitions,
  secondFactorRecord,
  systemAccess,
  writeAccess,
} from '../../schema';
import type { Model } from '../model/Model';
import type { StoreRules } from '../iam/scopes';

/** What this API asks of its table, for policies and for the sessions that they are for. */
export function storeRules(model: Model): StoreRules {
  return {
    model,
    patterns: accessPatterns,
    rows: rowPartitions,
    writes: writeAccess,
    system: systemAccess,
    records: callerRecords,
    secondFactor: secondFactorRecord,
  };
}
