import { hash } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { nameOfItem, type ChangesOfReadable, type ItemChange } from '../../loading/ItemChanges';
import { presentError } from '../../response/presentError';

/** Digests of what a subscriber sees, by item. */
export type Seen = ReadonlyMap<string, string>;

/** How a subscription begins. */
export interface Beginning {
  /** What its subscriber could read then. */
  readonly seen: Seen;
  /** What changed for them while it began: no event may come of it any more. */
  readonly missed: readonly ItemChange[];
}

export const FROM_NOW_ON: Beginning = { seen: new Map(), missed: [] };

/** Reads what the subscriber sees of these items. */
export type Look = (items: readonly ItemChange[]) => Promise<Seen>;

/**
 * Looks before following begins and again when it has begun: what is the same is known, so that a change which does not show is not told; what
 * is not is told at once, so that none is lost.
 */
export async function beginFollowing(source: ChangesOfReadable, atMost: number, look: Look): Promise<Beginning> {
  const before = await lookedAt(source, atMost, look);
  await source.begin();
  try {
    const after = await lookedAt(source, atMost, look);
    const known = new Set(before.items.map(nameOfItem));
    const isFull = before.items.length === atMost;
    const missed = after.items.filter((item) =>
      known.has(nameOfItem(item)) ? isOther(item, before, after) : !isFull || standsBefore(item, after.items, known),
    );
    const seen = [...before.seen].filter(([name, digest]) => after.seen.get(name) === digest);
    return { seen: new Map(seen), missed: missed.map((item) => ({ ...item, kind: 'updated' as const })) };
  } catch (cause) {
    await source.return();
    throw cause;
  }
}

/** Following begins, and then the items are told as they are: what changes in between is told after that. The newest comes last. */
export async function beginWithCurrent(
  source: ChangesOfReadable,
  atMost: number,
  pay: (items: number) => Promise<void>,
): Promise<Beginning> {
  await source.begin();
  try {
    const items = await source.current(atMost);
    await pay(items.length);
    return { seen: new Map(), missed: [...items].reverse() };
  } catch (cause) {
    await source.return();
    throw cause;
  }
}

interface LookedAt {
  /** The newest first. */
  readonly items: readonly ItemChange[];
  readonly seen: Seen;
}

async function lookedAt(source: ChangesOfReadable, atMost: number, look: Look): Promise<LookedAt> {
  const items = await source.current(atMost);
  return { items, seen: await look(items) };
}

/** Whether it has another answer than before. */
function isOther(item: ItemChange, before: LookedAt, after: LookedAt): boolean {
  const name = nameOfItem(item);
  return before.seen.get(name) !== after.seen.get(name);
}

/** Whether a new item would have been among those looked at: it stands before one of them. */
function standsBefore(item: ItemChange, items: readonly ItemChange[], known: ReadonlySet<string>): boolean {
  return items.slice(items.indexOf(item) + 1).some((each) => known.has(nameOfItem(each)));
}

/** Of all that an answer shows: its data, and which errors stand where. `null` where the store was away, so that nobody knows. */
export function digestOf({ data, errors = [] }: ExecutionResult): string | null {
  const failures = errors.map((error) => {
    const { extensions, path } = presentError(error.toJSON(), error, '').formatted;
    return { code: extensions?.code, path };
  });
  if (failures.some(({ code }) => code === 'TRY_AGAIN')) return null;
  return hash('sha256', JSON.stringify([data, failures.map((each) => JSON.stringify(each)).sort()]), 'base64');
}
