import type { Change } from '../changes/Change';
import type { Clock } from '../changes/clock';
import { RequirementError, StoreUnavailableError } from '../storage/calls/errors';
import type { Key } from '../storage/keys';
import type { Table } from '../storage/Table';
import { MISSING, type Write } from '../storage/writes';
import { DeadLetters } from './DeadLetters';
import type { Draft, Notification, Notifier } from './Notification';

interface Options {
  readonly table: Table;
  readonly notifier: Notifier;
  readonly clock: Pick<Clock, 'now' | 'pause'>;
  /** Hears of each failure that is tried again. */
  readonly onTrouble: (cause: unknown) => void;
  /** Hears of each notification that is given up, by no carrier at all. */
  readonly onGivenUp: () => void;
}

/** What became of a notification; `void`: nobody was to hear of it any more. */
export type Outcome = 'sent' | 'void' | 'known' | 'dead' | 'interrupted';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
/** Long after the stream has forgotten what it was made of. */
const KEPT_SECONDS = 30 * 86_400;
const OPERATORS = { kind: 'operators' } as const;

/**
 * Sends each notification at least once, and not again when the change that it is made of is met again. What is sent stands in an item of its
 * own; a process that dies between sending and saying so sends twice. After a few failures a notification is given up, and listed.
 */
export class Outbox {
  readonly deadLetters: DeadLetters;

  constructor(private readonly options: Options) {
    this.deadLetters = new DeadLetters(options.table, options.clock);
  }

  /**
   * Resolves when it was sent or given up; `interrupted` where the signal aborts before, and it is to be met again. A draft is written anew for
   * each attempt, and counts as not sent where it cannot be. `change`: what it tells of, for who makes it again. Rejects where the table is away.
   */
  async deliver(
    notification: Notification | Draft,
    signal: AbortSignal,
    change: Change | null = null,
  ): Promise<Outcome> {
    const key = keyOf(notification.id);
    const state = await this.enter(key);
    if (state.isOver) return 'known';
    let failed: Failure | null = null;
    for (let attempt = state.attempts + 1; attempt <= ATTEMPTS; attempt += 1) {
      if (signal.aborted) return 'interrupted';
      const outcome = await this.attempt(notification, async () =>
        this.write([{ kind: 'update', key, set: { attempts: attempt }, require: [PENDING] }]),
      );
      if (!(outcome instanceof Failure)) {
        await this.write([{ kind: 'update', key, set: { state: outcome }, require: [PENDING] }]);
        return outcome;
      }
      failed = outcome;
      if (attempt < ATTEMPTS) await this.options.clock.pause(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
    }
    await this.giveUp(notification, change, failed);
    return 'dead';
  }

  /** Begins anew with a notification that was given up. It stays listed until it is sent, or nobody is to hear of it any more. */
  async redeliver(notification: Notification | Draft, signal: AbortSignal, change: Change | null): Promise<Outcome> {
    await this.reopen(keyOf(notification.id));
    const outcome = await this.deliver(notification, signal, change);
    if (outcome === 'sent' || outcome === 'void') await this.deadLetters.settle(notification.id);
    return outcome;
  }

  /**
   * Counted before anything is sent, so that what kills the process is not tried for ever; and not before it is written:
   * a table that is away is no failure of the notice.
   */
  private async attempt(
    notification: Notification | Draft,
    count: () => Promise<void>,
  ): Promise<'sent' | 'void' | Failure> {
    const written = await write(notification).catch((cause: unknown) => {
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
      return new Failure(written instanceof Unwritten ? null : this.options.notifier.carrierOf(written.to));
    }
  }

  private async enter(key: Key): Promise<{ isOver: boolean; attempts: number }> {
    const item = { state: 'pending', attempts: 0, expiresAt: this.inSeconds() + KEPT_SECONDS };
    if (await this.isWritten([{ kind: 'put', key, item, require: [MISSING] }])) return { isOver: false, attempts: 0 };
    const [known] = await this.options.table.read([key], ['state', 'attempts'], { consistent: true });
    if (known instanceof Error) throw known;
    return { isOver: known?.state !== 'pending', attempts: Number(known?.attempts ?? 0) };
  }

  /** One that is under way, or is forgotten, need not be. */
  private async reopen(key: Key): Promise<void> {
    const set = { state: 'pending', attempts: 0, expiresAt: this.inSeconds() + KEPT_SECONDS };
    await this.isWritten([{ kind: 'update', key, set, require: [UNSENT] }]);
  }

  private async giveUp({ id }: Notification | Draft, change: Change | null, failed: Failure | null): Promise<void> {
    await this.write([
      { kind: 'update', key: keyOf(id), set: { state: 'dead' }, require: [PENDING] },
      this.deadLetters.entry(id, change),
    ]);
    this.options.onGivenUp();
    const { notifier } = this.options;
    // What has failed five times would not tell of it either.
    if (failed?.carrier === notifier.carrierOf(OPERATORS)) return;
    const text = `A notification could not be delivered after ${String(ATTEMPTS)} attempts: ${id}`;
    await notifier
      .send({ id: `dead-${id}`, to: OPERATORS, subject: 'A notification was given up', text })
      .catch(this.options.onTrouble);
  }

  private async isWritten(writes: readonly Write[]): Promise<boolean> {
    return this.write(writes).then(
      () => true,
      (cause: unknown) => {
        if (cause instanceof RequirementError) return false;
        throw cause;
      },
    );
  }

  private async write(writes: readonly Write[]): Promise<void> {
    await this.options.table.transact(writes);
  }

  private inSeconds(): number {
    return Math.floor(this.options.clock.now() / 1000);
  }
}

function keyOf(id: string): Key {
  return { pk: `NOTICE#${id}`, sk: 'NOTICE' };
}

/** An attempt that failed, and which carrier's it was; `null` where it came to none. */
class Failure {
  constructor(readonly carrier: string | null) {}
}

/** Why a draft could not be written. */
class Unwritten {
  constructor(readonly cause: unknown) {}
}

async function write(notification: Notification | Draft): Promise<Notification | null> {
  return 'write' in notification ? notification.write() : notification;
}

const PENDING = { kind: 'equals', attribute: 'state', value: 'pending' } as const;
const UNSENT = { kind: 'oneOf', attribute: 'state', values: ['dead', 'pending'] } as const;
