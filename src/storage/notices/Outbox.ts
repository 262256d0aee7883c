import type { Clock } from '../changes/clock';
import { RequirementError, StoreUnavailableError } from '../errors';
import type { Key } from '../keys';
import type { Page, Table } from '../Table';
import { MISSING, type Write } from '../writes';
import type { Position } from '../requests';
import type { Draft, Notice, Notifier } from './Notice';

interface Options {
  readonly table: Table;
  readonly notifier: Notifier;
  readonly clock: Clock;
  /** Hears of each failure that is tried again, and of each notice that is given up. */
  readonly onTrouble: (cause: unknown) => void;
}

/** A notice that was given up. What it said is not kept: who it was for is nobody's business here. */
export interface DeadLetter {
  readonly id: string;
  readonly at: string;
}

/** What became of a notice; `void`: nobody was to hear of it any more. */
export type Outcome = 'sent' | 'void' | 'known' | 'dead' | 'interrupted';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
/** Long after the stream has forgotten what it was made of. */
const KEPT_SECONDS = 30 * 86_400;
const DEAD = 'DEAD';

/**
 * Sends each notice at least once, and not again when the change that it is made of is met again. What is sent stands in an item of its
 * own; a process that dies between sending and saying so sends twice. After a few failures a notice is given up, and listed.
 */
export class Outbox {
  constructor(private readonly options: Options) {}

  /**
   * Resolves when it was sent or given up; `interrupted` where the signal aborts before, and it is to be met again. A draft is written anew for
   * each attempt, and counts as not sent where it cannot be. Rejects where the table is away.
   */
  async deliver(notice: Notice | Draft, signal: AbortSignal): Promise<Outcome> {
    const key = { pk: `NOTICE#${notice.id}`, sk: 'NOTICE' };
    const state = await this.enter(key);
    if (state.isOver) return 'known';
    for (let attempt = state.attempts + 1; attempt <= ATTEMPTS; attempt += 1) {
      if (signal.aborted) return 'interrupted';
      const outcome = await this.attempt(notice, async () =>
        this.write([{ kind: 'update', key, set: { attempts: attempt }, require: [PENDING] }]),
      );
      if (outcome !== null) {
        await this.write([{ kind: 'update', key, set: { state: outcome }, require: [PENDING] }]);
        return outcome;
      }
      if (attempt < ATTEMPTS) await this.options.clock.pause(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
    }
    await this.giveUp(notice, key);
    return 'dead';
  }

  /** What was given up, the oldest first. */
  async deadLetters(): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    let start: Position | null = null;
    do {
      const page: Page = await this.options.table.query(ALL_DEAD, null, start);
      letters.push(...page.rows.map(({ sk, at }) => ({ id: String(sk), at: String(at) })));
      start = page.next;
    } while (start);
    return letters.sort((one, other) => one.at.localeCompare(other.at));
  }

  /**
   * `null` where it failed. Counted before anything is sent, so that what kills the process is not tried for ever; and not before it is written:
   * a table that is away is no failure of the notice.
   */
  private async attempt(notice: Notice | Draft, count: () => Promise<void>): Promise<'sent' | 'void' | null> {
    const written = await write(notice).catch((cause: unknown) => {
      if (cause instanceof StoreUnavailableError) throw cause;
      return new Unwritten(cause);
    });
    if (written === null) return 'void';
    await count();
    try {
      if (written instanceof Unwritten) throw written.cause;
      await this.options.notifier.send(written);
      return 'sent';
    } catch (cause) {
      this.options.onTrouble(cause);
      return null;
    }
  }

  private async enter(key: Key): Promise<{ isOver: boolean; attempts: number }> {
    const item = { state: 'pending', attempts: 0, expiresAt: this.inSeconds() + KEPT_SECONDS };
    const isNew = await this.options.table.transact([{ kind: 'put', key, item, require: [MISSING] }]).then(
      () => true,
      (cause: unknown) => {
        if (cause instanceof RequirementError) return false;
        throw cause;
      },
    );
    if (isNew) return { isOver: false, attempts: 0 };
    const [known] = await this.options.table.read([key], ['state', 'attempts'], { consistent: true });
    if (known instanceof Error) throw known;
    return { isOver: known?.state !== 'pending', attempts: Number(known?.attempts ?? 0) };
  }

  private async giveUp(notice: Notice | Draft, key: Key): Promise<void> {
    const at = new Date(this.options.clock.now()).toISOString();
    await this.write([
      { kind: 'update', key, set: { state: 'dead' }, require: [PENDING] },
      { kind: 'put', key: { pk: DEAD, sk: notice.id }, item: { at }, require: [MISSING] },
    ]);
    if ('to' in notice && notice.to.kind === 'operators') return;
    const text = `A notice could not be delivered after ${String(ATTEMPTS)} attempts: ${notice.id}`;
    await this.options.notifier
      .send({ id: `dead-${notice.id}`, to: { kind: 'operators' }, subject: 'A notice was given up', text })
      .catch(this.options.onTrouble);
  }

  private async write(writes: readonly Write[]): Promise<void> {
    await this.options.table.transact(writes);
  }

  private inSeconds(): number {
    return Math.floor(this.options.clock.now() / 1000);
  }
}

/** Why a draft could not be written. */
class Unwritten {
  constructor(readonly cause: unknown) {}
}

async function write(notice: Notice | Draft): Promise<Notice | null> {
  return 'write' in notice ? notice.write() : notice;
}

const PENDING = { kind: 'equals', attribute: 'state', value: 'pending' } as const;

const ALL_DEAD = {
  index: null,
  partition: DEAD,
  range: null,
  descending: false,
  where: [],
  attributes: ['at'],
  consistent: true,
} as const;
