import type { SecondFactorRecord } from '../src/loading/SecondFactors';
import type { CallerRecords } from '../src/loading/TableCallerFacts';

/** Where the table keeps what only it can tell of a caller: the shops they own, and whether a visit token is still current. */
export const callerRecords: CallerRecords = {
  ownership: { partition: 'USER#{subject}', prefix: 'SHOP#', row: 'SHOP#{tenant}' },
  visitSerial: { key: { pk: 'SHOP#{tenant}', sk: 'SHOP' }, attribute: 'visitSerial' },
};

/** Where it keeps what must outlive a process of somebody's second factor: apart from who owns what, which the server may not write. */
export const secondFactorRecord: SecondFactorRecord = {
  key: { pk: 'SECOND_FACTOR#{subject}', sk: 'SECOND_FACTOR' },
  serial: 'proofSerial',
  failures: { known: 'wrongCodesOnKnownDevices', other: 'wrongCodesElsewhere' },
  forgivenAt: 'wrongCodesForgivenAt',
};
