import type { CallerFacts } from '../loading/CallerFacts';
import type { TableReads } from '../loading/TableReads';
import type { TableWrites } from '../loading/Writer';
import type { RoleSessions } from '../storage/roles/RoleSessions';
import type { Table } from '../storage/Table';
import type { IamPrincipal } from './IamPrincipal';
import type { IamPrincipals } from './IamPrincipals';
import { sessionNameOf, sessionTagsOf, type Values } from './sessionTags';
import { SessionTables } from './SessionTables';

/** Where one caller's operation reads, and where it writes. */
export interface CallerTables {
  readonly reads: TableReads;
  readonly writes: TableWrites;
  /** Where the system reads and writes in its own name, to act for this caller. */
  readonly system: TableWrites;
}

/**
 * The table in the name of the caller's own role (ASSUME_ROLE_PER_ROLE): one role of the cloud's for what the caller's rules can ever
 * show, another for what writing takes, and one for what everybody may see. What the caller may not see is read and written in the name
 * of the system's own role. A session names what the keys of a request take, and callers for whom that is the same share it. It is opened
 * when the first such request goes to the table.
 */
export class RoleTables {
  constructor(
    private readonly sessions: RoleSessions,
    private readonly iamPrincipals: IamPrincipals,
    /** What stands before the name of a role in its ARN. */
    private readonly arnPrefix: string,
  ) {}

  of(callerFacts: CallerFacts): CallerTables {
    const { iamPrincipals } = this;
    const { roles } = callerFacts.caller;
    return {
      reads: this.tables(callerFacts, iamPrincipals.readers(roles)),
      writes: this.tables(callerFacts, iamPrincipals.writers(roles)),
      system: this.tables(callerFacts, iamPrincipals.system),
    };
  }

  close(): void {
    this.sessions.close();
  }

  private tables(callerFacts: CallerFacts, iamPrincipal: IamPrincipal): SessionTables {
    const { iamPrincipals } = this;
    return new SessionTables({ callerFacts, iamPrincipal, iamPrincipals, open: (...given) => this.open(...given) });
  }

  private open({ name, sources, isPersonal }: IamPrincipal, named: Values): Table {
    return this.sessions.table({
      isShared: !isPersonal && !named.has('subject') && !named.has('guestSession'),
      role: `${this.arnPrefix}${name}`,
      name: sessionNameOf(named),
      tags: sessionTagsOf(sources, named),
    });
  }
}
