import { ulid } from 'ulid';
import { ordersOfCustomer } from '../../schema/accessPatterns';
import type { EraseMyDataPayload } from '../../schema/payloads';
import { retryOnConflict } from '../../src/loading/retryOnConflict';
import type { Key } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { EXISTS, type Write } from '../../src/storage/writes';
import { allOrders } from '../ordering/allOrders';
import { customerBuyer } from '../ordering/buyers';
import { completeMark, readErasure, setMark, stillMarked, type Erasure } from '../ordering/erasureMark';
import { nextVersion, sameVersion, versionIn } from '../ordering/versions';
import type { FieldgateContext } from '../Services';
import { KEPT_DATA } from './keptData';
import { countCustomer, customerIdOf, profileKey } from './profile';
import { isTimeLeft } from './timeLeft';

/**
 * What stays of an order: what was sold, when and for how much, that it was theirs, and what a recount goes by. All else goes, whoever wrote it
 * and whatever it is called, and nobody has to read it for that.
 */
const KEPT_OF_ORDER = [
  ...['customerId', 'gsi1pk', 'gsi1sk', 'number', 'status', 'placedAt', 'total', 'currencyCode', 'lineCount'],
  ...['platformFee', 'version', 'withdrawnOn', 'countedFor', 'claimedVersion'],
] as const;
/** Of an order: by which erasure it was erased. */
const ERASED_BY = 'erasure';
/** Few enough that a change to one of them by its shop seldom holds up the others. */
const ORDERS_AT_ONCE = 25;

/**
 * Marks the caller, takes what is personal out of all their orders, then out of their profile. Nothing new can come to who is marked, so that
 * "complete" stays true, however many ask for it at once and whatever their other devices do. What was interrupted goes on where it stopped;
 * where nothing is left, nothing happens.
 */
export async function eraseMyData(context: FieldgateContext): Promise<EraseMyDataPayload> {
  const customerId = customerIdOf(context);
  const { erasure, isNew } = await mark(context, customerId);
  const outcome = await new Erasing(context, customerId, erasure).run(isNew);
  return { changed: { customerId }, ...outcome, kept: KEPT_DATA, userErrors: [] };
}

/** The mark that is there, or a new one. */
async function mark(context: FieldgateContext, customerId: string): Promise<{ erasure: Erasure; isNew: boolean }> {
  return retryOnConflict(async () => {
    const known = await readErasure(context, customerId);
    if (known) return { erasure: known, isNew: false };
    const id = ulid(context.now.getTime());
    const { isMade } = await context.systemWriter.attempt([setMark(customerId, id)]);
    return isMade ? { erasure: { id, erasedAt: null }, isNew: true } : null;
  });
}

class Erasing {
  private erasedOrderCount = 0;
  /** The mark is another one by now: this erasure was completed by somebody else who asked for it, and the person registered again. */
  private isOver = false;

  constructor(
    private readonly context: FieldgateContext,
    private readonly customerId: string,
    private readonly erasure: Erasure,
  ) {}

  /** What went wrong is thrown where nothing was done before it: `hasBegun` where the mark was set by this very call. */
  async run(hasBegun: boolean): Promise<Pick<EraseMyDataPayload, 'erasedOrderCount' | 'complete'>> {
    const complete = await this.eraseAll().catch((cause: unknown) => {
      if (!hasBegun && this.erasedOrderCount === 0) throw cause;
      this.context.report(cause);
      return false;
    });
    return { erasedOrderCount: this.erasedOrderCount, complete };
  }

  private async eraseAll(): Promise<boolean> {
    if (this.erasure.erasedAt !== null) return true;
    const complete = await this.eraseOrders();
    if (complete && !this.isOver) await this.eraseProfile();
    return complete;
  }

  /** `false` where the time was up before the end. */
  private async eraseOrders(): Promise<boolean> {
    const { context, customerId } = this;
    const indexed = context.writer.keysOf(ordersOfCustomer, { customerId });
    for await (const keys of allOrders(context, customerBuyer(customerId), indexed)) {
      for (let at = 0; at < keys.length && !this.isOver; at += ORDERS_AT_ONCE) {
        if (!isTimeLeft(context)) return false;
        this.erasedOrderCount += await this.eraseSome(keys.slice(at, at + ORDERS_AT_ONCE));
      }
      if (this.isOver) return true;
    }
    return true;
  }

  /** How many of these orders it was that had something to erase. In the system's name: an order's version is the shop's to see. */
  private async eraseSome(keys: readonly Key[]): Promise<number> {
    const { systemWriter: writer } = this.context;
    return retryOnConflict(async () => {
      const orders = await writer.facts(keys, [...KEPT_OF_ORDER, ERASED_BY]);
      const writes = keys.flatMap((key, index) => this.orderWrites(key, orders[index] ?? null));
      if (writes.length === 0) return 0;
      const { isMade, failed } = await writer.attempt([stillMarked(this.customerId, this.erasure), ...writes]);
      this.isOver = failed.has(0);
      if (this.isOver) return 0;
      return isMade ? writes.length : null;
    });
  }

  /**
   * Puts another order in its place, made of what is kept: attributes that nobody may name are gone with the rest. None where it is not theirs,
   * or was erased before in this way.
   */
  private orderWrites(key: Key, order: Item | null): Write[] {
    if (order?.customerId !== this.customerId || (order[ERASED_BY] ?? null) !== null) return [];
    const kept = KEPT_OF_ORDER.filter((name) => order[name] !== undefined).map((name) => [name, order[name]] as const);
    const erasedAt = this.context.now.toISOString();
    const erased = { [ERASED_BY]: this.erasure.id, erasedAt, updatedAt: erasedAt, version: nextVersion(order) };
    return [
      {
        kind: 'put',
        key,
        item: { ...Object.fromEntries(kept), ...erased },
        require: [
          EXISTS,
          { kind: 'equals', attribute: 'customerId', value: this.customerId },
          { kind: 'absent', attribute: ERASED_BY },
          sameVersion(order),
        ],
      },
    ];
  }

  /**
   * Puts another item in the profile's place, so that attributes that nobody may name are gone with the rest, and says in the mark that all is
   * erased. Its version is kept under another name: every field answers `null` again, as before registering.
   */
  private async eraseProfile(): Promise<void> {
    const { context, customerId } = this;
    await retryOnConflict(async () => {
      const [profile = null] = await context.writer.facts([profileKey(customerId)], ['version', 'erasedAt']);
      const isRegistered = profile !== null && typeof profile.erasedAt !== 'string';
      const tombstone = isRegistered ? this.tombstoneWrites(profile) : [];
      const complete = completeMark(customerId, this.erasure, context.now);
      const { isMade, failed } = await context.systemWriter.attempt([complete, ...tombstone]);
      // Otherwise somebody else has completed it.
      return isMade || failed.has(0) ? 'erased' : null;
    });
  }

  /** Whatever is stored: nobody could mend a faulty version and have their data erased afterwards. */
  private tombstoneWrites(profile: Item): Write[] {
    const { context, customerId } = this;
    const erasedAt = context.now.toISOString();
    return [
      {
        kind: 'put',
        key: profileKey(customerId),
        item: { erasedAt, erasedVersion: versionIn(profile) },
        require: [EXISTS, sameVersion(profile)],
      },
      ...countCustomer(-1, context),
    ];
  }
}
