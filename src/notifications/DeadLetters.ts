import type { Change } from '../changes/Change';
import { kindOfStored, storedChange, type StoredChange } from '../changes/storedChange';
import type { Clock } from '../changes/clock';
import { RequirementError } from '../storage/calls/errors';
import type { Key } from '../storage/keys';
import type { Item, Position } from '../storage/requests';
import type { Page, Table } from '../storage/Table';
import { EXISTS, type Write } from '../storage/writes';

/** A notification that was given up. What it said is not kept: who it was for is nobody's business here. */
export interface DeadLetter {
  readonly id: string;
  readonly at: string;
  /** What it told of, so that it can be made again; `null` of news that are made of their id alone. */
  readonly change: Change | null;
}

const DEAD = 'DEAD';
/** One that is settled goes after so long. */
const KEPT_SECONDS = 30 * 86_400;

/** The list of notifications that were given up, until somebody settles them: by sending them again, or by taking note. */
export class DeadLetters {
  constructor(
    private readonly table: Table,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** For the transaction that gives a notification up. Of one that is listed already the time is that of the last failure. */
  entry(id: string, change: Change | null): Write {
    const at = new Date(this.clock.now()).toISOString();
    return {
      kind: 'update',
      key: keyOf(id),
      set: { at, open: 1, ...(change && { change: { ...storedChange(change), key: { ...change.key } } }) },
      remove: ['expiresAt'],
      // Listed before or not: what is required stands in the same transaction, of the notification.
      require: [{ kind: 'below', attribute: 'open', value: 2 }],
    };
  }

  /** Those that nobody has settled yet, the oldest first. */
  async all(): Promise<DeadLetter[]> {
    const rows: Item[] = [];
    let start: Position | null = null;
    do {
      const page: Page = await this.table.query(ALL, null, start);
      rows.push(...page.rows);
      start = page.next;
    } while (start);
    // Those of former versions have no such attribute.
    const open = rows.filter((row) => row.open !== 0);
    return open.map(letterOf).sort((one, other) => one.at.localeCompare(other.at));
  }

  /** Takes it off the list. Resolves with whether it was there. */
  async settle(id: string): Promise<boolean> {
    const expiresAt = Math.floor(this.clock.now() / 1000) + KEPT_SECONDS;
    const write: Write = { kind: 'update', key: keyOf(id), set: { open: 0, expiresAt }, require: [EXISTS] };
    return this.table.transact([write]).then(
      () => true,
      (cause: unknown) => {
        if (cause instanceof RequirementError) return false;
        throw cause;
      },
    );
  }
}

function keyOf(id: string): Key {
  return { pk: DEAD, sk: id };
}

function letterOf({ sk, at, change }: Item): DeadLetter {
  const stored = change as StoredChange | undefined;
  return { id: String(sk), at: String(at), change: stored ? { ...stored, kind: kindOfStored(stored.kind) } : null };
}

const ALL = {
  index: null,
  partition: DEAD,
  range: null,
  descending: false,
  where: [],
  attributes: ['at', 'open', 'change'],
  consistent: true,
} as const;
