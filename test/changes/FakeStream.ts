import type { Change } from '../../src/changes/Change';
import {
  ChangesLostError,
  GoneError,
  PlaceExpiredError,
  type ChangeStream,
  type Records,
  type Shard,
  type Start,
} from '../../src/changes/ChangeStream';

interface Kept {
  readonly parent: string | null;
  readonly changes: Change[];
  isClosed: boolean;
}

/** A stream in memory, whose shards are split by the test. */
export class FakeStream implements ChangeStream {
  /** Thrown once each, before the next calls are answered. */
  readonly failures: Error[] = [];
  /** How often each shard was read or asked for a place. */
  readonly asked = new Map<string, number>();
  private readonly gone = new Set<string>();
  private isTrimmed = false;
  private placesBefore = 0;
  /** Places before this one have expired. */
  oldestPlace = 0;
  private readonly kept = new Map<string, Kept>();
  private former: ReadonlySet<string> = new Set();
  private sequence = 100;
  private places = 0;
  private readonly given = new Map<string, { readonly shard: string; readonly at: number; readonly number: number }>();

  constructor(public called: string | null = 'stream-1') {
    this.open('root', null);
  }

  open(id: string, parent: string | null): void {
    this.kept.set(id, { parent, changes: [], isClosed: false });
  }

  /** Closes a shard; others go on from it. */
  split(id: string, ...children: readonly string[]): void {
    this.shard(id).isClosed = true;
    for (const child of children) this.open(child, id);
  }

  write(shard: string, item: string): Change {
    this.sequence += 1;
    const change: Change = { key: { pk: item, sk: item }, kind: 'updated', shard, sequence: String(this.sequence) };
    this.shard(shard).changes.push(change);
    return change;
  }

  /** Switches it off and on: there is another stream, with another shard. DynamoDB closes those of before, dynoxide does not. */
  renew(called: string, shard: string, { isClosing = true } = {}): void {
    for (const kept of this.kept.values()) kept.isClosed = isClosing;
    this.called = called;
    this.former = new Set(this.kept.keys());
    this.open(shard, null);
  }

  /** The store has forgotten it. */
  forget(id: string, { isListed }: { readonly isListed: boolean }): void {
    this.gone.add(id);
    if (!isListed) this.kept.delete(id);
  }

  name(): Promise<string | null> {
    return this.answered(() => this.called);
  }

  shards(stream: string): Promise<Shard[]> {
    return this.answered(() => {
      const isFormer = this.former.size > 0 && stream !== this.called;
      const listed = [...this.kept].filter(([id]) => this.former.has(id) === isFormer);
      return listed.map(([id, { parent }]) => ({ id, parent }));
    });
  }

  /** What the places that were given until now point at is gone. */
  trim(): void {
    this.isTrimmed = true;
    this.placesBefore = this.places;
  }

  place(_stream: string, shard: string, start: Start): Promise<string> {
    return this.answered(() => this.placeAt(shard, this.positionOf(this.found(shard), start)));
  }

  read(shard: string, place: string): Promise<Records> {
    return this.answered(() => {
      this.found(shard);
      const { at, number } = this.given.get(place) ?? { at: 0, number: -1 };
      if (number < this.oldestPlace) throw new PlaceExpiredError('expired');
      if (this.isTrimmed && number <= this.placesBefore) throw new ChangesLostError('trimmed');
      const { changes, isClosed } = this.shard(shard);
      const page = changes.slice(at, at + 2);
      const isRead = at + page.length === changes.length;
      const since = page.length > 0 ? Number(page[0]?.sequence) * 1000 : null;
      return { changes: page, since, next: isClosed && isRead ? null : this.placeAt(shard, at + page.length) };
    });
  }

  private found(shard: string): string {
    this.asked.set(shard, (this.asked.get(shard) ?? 0) + 1);
    if (this.gone.has(shard)) throw new GoneError('no such shard');
    return shard;
  }

  private positionOf(shard: string, start: Start): number {
    const { changes } = this.shard(shard);
    if (start === 'oldest') return 0;
    if (start === 'latest') return changes.length;
    const found = changes.findIndex(({ sequence }) => sequence === start.after);
    if (found === -1) throw new ChangesLostError('trimmed');
    return found + 1;
  }

  private placeAt(shard: string, at: number): string {
    this.places += 1;
    const name = `place-${String(this.places)}`;
    this.given.set(name, { shard, at, number: this.places });
    return name;
  }

  private async answered<T>(answer: () => T): Promise<T> {
    await Promise.resolve();
    const failure = this.failures.shift();
    if (failure) throw failure;
    return answer();
  }

  private shard(id: string): Kept {
    const kept = this.kept.get(id);
    if (!kept) throw new RangeError(`no shard ${id}`);
    return kept;
  }
}
