import type { FollowOptions, ItemChange, ItemChanges } from '../loading/ItemChanges';
import { typeNamed, type Model, type TypeModel } from '../model/Model';
import type { Change } from './Change';
import { Duplicates } from './Duplicates';
import { matchKey, type KeyParams } from '../storage/keys';
import { ChangeQueue, ChangesMissedError } from './ChangeQueue';

/** Where a hub hears from. */
export interface HubSource {
  /** Somebody follows; resolves when nothing that is written from now on will be missed, and rejects where that cannot be had. */
  follow(): Promise<void>;
  /** Nobody follows any more. */
  leave(): void;
}

/** Tells the followers that this instance has of what was written to the items they follow: each once, and in the stream's order. */
export class ChangeHub implements ItemChanges {
  private readonly followers = new Map<string, Set<ChangeQueue>>();
  private readonly duplicates = new Duplicates();
  private readonly types: readonly TypeModel[];
  private count = 0;

  constructor(
    private readonly model: Model,
    private readonly source: HubSource,
  ) {
    this.types = [...model.types.values()].filter(({ stored }) => stored?.changes);
  }

  async of(typeName: string, params: KeyParams, { fromNow = false }: FollowOptions = {}): Promise<ChangeQueue> {
    const { keyNames, stored } = typeNamed(this.model, typeName);
    const given = keyNames.filter((name) => name in params);
    if (!stored?.changes) throw new TypeError(`expected a type that tells of its changes, got ${typeName}`);
    if (given.some((name, position) => name !== keyNames[position]))
      throw new TypeError(`expected the first ones of ${keyNames.join(', ')}, got ${given.join(', ')}`);
    const queue = this.add(nameOf(typeName, given, params));
    try {
      await this.source.follow();
    } catch (cause) {
      await queue.return();
      throw cause;
    }
    if (fromNow) queue.push({ typeName, params, kind: 'now' });
    return queue;
  }

  /** How many follow something. */
  get size(): number {
    return this.count;
  }

  /** Whether anybody could follow the item that was written. */
  isOfInterest({ key }: Change): boolean {
    return this.types.some(({ stored }) => stored && matchKey(stored.key, key) !== null);
  }

  readonly onChange = (change: Change): void => {
    if (!this.duplicates.isNew(change)) return;
    for (const type of this.types) {
      const params = type.stored && matchKey(type.stored.key, change.key);
      if (params) this.report(type, { typeName: type.name, params, kind: change.kind });
    }
  };

  /** Something may have been missed: whoever follows is to begin anew. */
  readonly lost = (): void => {
    const queues = [...this.followers.values()].flatMap((each) => [...each]);
    for (const queue of queues) queue.fail(new ChangesMissedError('changes were missed'));
  };

  private report({ name, keyNames }: TypeModel, change: ItemChange): void {
    for (let given = 0; given <= keyNames.length; given += 1) {
      const topic = nameOf(name, keyNames.slice(0, given), change.params);
      for (const queue of this.followers.get(topic) ?? []) queue.push(change);
    }
  }

  private add(topic: string): ChangeQueue {
    const queue = new ChangeQueue(() => this.remove(topic, queue));
    const queues = this.followers.get(topic) ?? new Set();
    this.followers.set(topic, queues.add(queue));
    this.count += 1;
    return queue;
  }

  private remove(topic: string, queue: ChangeQueue): void {
    const queues = this.followers.get(topic);
    if (!queues?.delete(queue)) return;
    if (queues.size === 0) this.followers.delete(topic);
    this.count -= 1;
    if (this.count === 0) this.source.leave();
  }
}

function nameOf(typeName: string, names: readonly string[], params: KeyParams): string {
  return JSON.stringify([typeName, ...names.map((name) => params[name])]);
}
