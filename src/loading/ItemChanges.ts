import type { KeyParams } from '../storage/keys';
import { Memoized } from '../waiting/Memoized';

/** An item was written: which one, never what. */
export interface ItemChange {
  readonly typeName: string;
  /** All values of the item's key. */
  readonly params: KeyParams;
  /** `now`: nothing was written; it is the item as it stands when somebody begins to follow it. */
  readonly kind: 'created' | 'updated' | 'deleted' | 'now';
}

/** Stands for an item among those seen. */
export function nameOfItem({ typeName, params }: ItemChange): string {
  return JSON.stringify([typeName, ...Object.values(params)]);
}

/** What was written, for those who follow it. */
export interface ItemChanges {
  /**
   * Changes of the items of a type whose keys have these values; the type's note says that it tells of them (`changes`). Of the key’s values
   * the first ones can be given, or all. Resolves when nothing that is written from now on will be missed; the iterator ends with an error
   * where its reader falls too far behind. Whoever asks must read it or end it.
   */
  of(typeName: string, params: KeyParams, options?: FollowOptions): Promise<ItemChangeSource>;
}

export interface FollowOptions {
  /** Begin with the item as it is, as if it had just been written. Takes all values of the key. */
  readonly fromNow?: boolean;
}

export interface ItemChangeSource extends AsyncIterableIterator<ItemChange> {
  return(): Promise<IteratorResult<ItemChange, undefined>>;
}

const OVER = { done: true, value: undefined } as const;

/**
 * Changes of items that their follower can read: so that nothing tells of what is hidden, only what changes for the follower is told, beginning
 * with how the items stand before following begins.
 */
export class ChangesOfReadable implements ItemChangeSource {
  private readonly source: Memoized<ItemChangeSource>;

  constructor(
    /** The items as they stand, at most so many; the newest first. */
    readonly current: (atMost: number) => Promise<readonly ItemChange[]>,
    follow: () => Promise<ItemChangeSource>,
    /** Whether they are told as they are, too. */
    readonly isInitial = false,
  ) {
    this.source = new Memoized(follow);
  }

  /** Resolves when nothing that is written from now on will be missed. */
  async begin(): Promise<void> {
    await this.source.get();
  }

  async next(): Promise<IteratorResult<ItemChange, undefined>> {
    const source = await this.source.get();
    return source.next();
  }

  async return(): Promise<IteratorResult<ItemChange, undefined>> {
    // Of one that is still beginning as well; one that could not begin has nothing to end.
    const source = await this.source.current?.catch(() => null);
    return source?.return() ?? OVER;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** For whom there is nothing to follow: it is not there, or not theirs. */
export const NOTHING_TO_FOLLOW: ItemChangeSource = {
  next: () => Promise.resolve(OVER),
  return: () => Promise.resolve(OVER),
  [Symbol.asyncIterator]: () => NOTHING_TO_FOLLOW,
};
