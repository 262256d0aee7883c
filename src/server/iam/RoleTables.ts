import type { RoleBook } from '../../access/RoleBook';
import type { CallerFacts } from '../../loading/CallerFacts';
import type { TableReads } from '../../loading/TableReads';
import type { TableWrites } from '../../loading/Writer';
import type { RoleSessions } from '../../storage/RoleSessions';
import type { Table } from '../../storage/Table';
import { needsTenants, sessionTagsOf } from './sessionTags';
import { roleSetName, type Purpose } from './roleSets';

/** Where one caller's operation reads, and where it writes. */
export interface CallerTables {
  readonly reads: TableReads;
  readonly writes: TableWrites;
}

/**
 * The table in the name of the caller's own role (ASSUME_ROLE_PER_ROLE): one role of the cloud's for what the caller's rules can ever
 * show, another for what writing takes. A session is opened when the first request of the caller goes to the table.
 */
export class RoleTables {
  constructor(
    private readonly sessions: RoleSessions,
    private readonly book: RoleBook,
    /** What stands before the name of a role in its ARN. */
    private readonly arnPrefix: string,
  ) {}

  of(callerFacts: CallerFacts): CallerTables {
    const reads = async () => this.table(callerFacts, 'reads');
    const writes = async () => this.table(callerFacts, 'writes');
    return {
      reads: {
        read: async (...given) => (await reads()).read(...given),
        query: async (...given) => (await reads()).query(...given),
      },
      writes: {
        read: async (...given) => (await writes()).read(...given),
        query: async (...given) => (await writes()).query(...given),
        transact: async (...given) => (await writes()).transact(...given),
      },
    };
  }

  close(): void {
    this.sessions.close();
  }

  private async table(callerFacts: CallerFacts, purpose: Purpose): Promise<Table> {
    const { caller } = callerFacts;
    const tenants = needsTenants(caller, this.book) ? await callerFacts.tenants() : new Set<string>();
    return this.sessions.table({
      role: `${this.arnPrefix}${roleSetName(caller.roles)}-${purpose}`,
      tags: sessionTagsOf(caller, tenants),
    });
  }
}
