import type { UserPool } from '../identity/userPool/UserPool';
import { SystemReader, type SystemReads } from '../loading/SystemReader';
import type { Change } from '../changes/Change';
import type { Draft, Notification } from './Notification';
import type { Table } from '../storage/Table';

/** What a domain has to tell people outside of the API; its resolvers hand it over. */
export interface NotificationRules {
  /** What notifications are made of, and no more. */
  readonly reads: SystemReads;
  /** The notifications that a change of the table gives rise to. */
  readonly notificationsOf: (
    change: Change,
    sources: NotificationSources,
  ) => Promise<readonly (Notification | Draft)[]>;
}

export interface NotificationSources {
  readonly reader: SystemReader;
  /** The verified e-mail address that somebody has now; `null` where they have none. */
  readonly addressOf: (subject: string) => Promise<string | null>;
}

/** What notifications are written from: items of the table, and the addresses that people have at the user pool. */
export function notificationSources(
  { reads }: NotificationRules,
  table: Table,
  userPool: UserPool,
): NotificationSources {
  return {
    reader: new SystemReader(table, reads),
    addressOf: async (subject) => userPool.verifiedEmail(subject),
  };
}
