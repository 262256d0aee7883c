import type { UserPool } from '../identity/userPool/UserPool';
import { SystemReader, type SystemReads } from '../loading/SystemReader';
import type { Change } from '../changes/Change';
import type { Draft, Notice } from './Notice';
import type { Table } from '../storage/Table';

/** What a domain has to tell people outside of the API; its resolvers hand it over. */
export interface NoticeRules {
  /** What notices are made of, and no more. */
  readonly reads: SystemReads;
  /** The notices that a change of the table gives rise to. */
  readonly noticesOf: (change: Change, sources: NoticeSources) => Promise<readonly (Notice | Draft)[]>;
}

export interface NoticeSources {
  readonly reader: SystemReader;
  /** The verified e-mail address that somebody has now; `null` where they have none. */
  readonly addressOf: (subject: string) => Promise<string | null>;
}

/** What notices are written from: items of the table, and the addresses that people have at the user pool. */
export function noticeSources({ reads }: NoticeRules, table: Table, userPool: UserPool): NoticeSources {
  return {
    reader: new SystemReader(table, reads),
    addressOf: async (subject) => userPool.verifiedEmail(subject),
  };
}
