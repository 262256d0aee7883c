import { noticeReads, type NoticeSources } from '../../../resolvers';
import type { UserPool } from '../../identity/userPool/UserPool';
import { SystemReader } from '../../loading/SystemReader';
import type { Table } from '../../storage/Table';

/** What notices are written from: items of the table, and the addresses that people have at the user pool. */
export function noticeSources(table: Table, userPool: UserPool): NoticeSources {
  return {
    reader: new SystemReader(table, noticeReads),
    addressOf: async (subject) => userPool.verifiedEmail(subject),
  };
}
