import type { RoleBook } from '../../access/RoleBook';
import type { CallerFacts } from '../../loading/CallerFacts';
import type { TableReads } from '../../loading/TableReads';
import type { TableWrites } from '../../loading/Writer';
import type { RoleSessions } from '../../storage/RoleSessions';
import type { Table } from '../../storage/Table';
import { needsTenants, sessionTagsOf } from './sessionTags';
import { roleSetName, SYSTEM } from './roleSets';

/** Where one caller's operation reads, and where it writes. */
export interface CallerTables {
  readonly reads: TableReads;
  readonly writes: TableWrites;
  /** Where the system reads and writes in its own name, to act for this caller. */
  readonly system: TableWrites;
}

/**
 * The table in the name of the caller's own role (ASSUME_ROLE_PER_ROLE): one role of the cloud's for what the caller's rules can ever
 * show, another for what writing takes. What the caller may not see is read and written in the name of the system's own role, of which
 * each caller has a session, too. A session is opened when the first request of the caller goes to the table.
 */
export class RoleTables {
  constructor(
    private readonly sessions: RoleSessions,
    private readonly book: RoleBook,
    /** What stands before the name of a role in its ARN. */
    private readonly arnPrefix: string,
  ) {}

  of(callerFacts: CallerFacts): CallerTables {
    const own = roleSetName(callerFacts.caller.roles);
    const reads = async () => this.table(callerFacts, `${own}-reads`);
    return {
      reads: {
        read: async (...given) => (await reads()).read(...given),
        query: async (...given) => (await reads()).query(...given),
      },
      writes: writesTo(async () => this.table(callerFacts, `${own}-writes`)),
      system: writesTo(async () => this.table(callerFacts, SYSTEM)),
    };
  }

  close(): void {
    this.sessions.close();
  }

  private async table(callerFacts: CallerFacts, role: string): Promise<Table> {
    const { caller } = callerFacts;
    const tenants = needsTenants(caller, this.book) ? await callerFacts.tenants() : new Set<string>();
    return this.sessions.table({
      role: `${this.arnPrefix}${role}`,
      tags: sessionTagsOf(caller, tenants),
    });
  }
}

function writesTo(table: () => Promise<Table>): TableWrites {
  return {
    read: async (...given) => (await table()).read(...given),
    query: async (...given) => (await table()).query(...given),
    transact: async (...given) => (await table()).transact(...given),
  };
}
