import type { CallerRecords } from '../src/loading/TableCallerFacts';

/** Where the table keeps what only it can tell of a caller: the shops they own, and whether a visit token is still current. */
export const callerRecords: CallerRecords = {
  ownership: { partition: 'USER#{subject}', prefix: 'SHOP#', row: 'SHOP#{tenant}' },
  visitSerial: { key: { pk: 'SHOP#{tenant}', sk: 'SHOP' }, attribute: 'visitSerial' },
};
