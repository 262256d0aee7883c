import { callerFactsIn, decide, decideAll, type Decision } from '../access/decide';
import type { Facts } from '../access/Rule';
import type { Principal } from '../access/Principal';
import { Entity, type FieldModel } from '../model/Model';
import type { Plan } from '../projection/plan';
import type { KeyParams } from '../storage/keys';
import type { Item, RangeQuery } from '../storage/requests';
import { BATCH_SIZE } from '../storage/Table';
import { ItemFacts } from './ItemFacts';
import { GuardedRead, type Found } from './GuardedRead';
import type { ItemFinder } from './ItemFinder';
import type { ItemLoader } from './ItemLoader';
import { learnt } from './learnt';
import type { ListRows } from './ListRows';
import { planOfExistence } from './plans';
import type { ReaderOptions } from './ReaderOptions';
import type { FieldPath } from './ReadTrace';
import { keyOfRow, RowKeyError, rowParams } from './rowKey';
import { Memoized } from '../waiting/Memoized';

/** Nothing that the caller may see is among what one page may look at, and more follows; or there is more to add up than one may read. */
export class ListTooLongError extends Error {
  override readonly name = 'ListTooLongError';

  constructor(
    message = 'Nothing was found in the part of the list that one page may search. Narrow the list down by its other arguments.',
  ) {
    super(message);
  }
}

/** What is searched for. */
export interface Wanted {
  readonly list: string;
  /** What it is asked for by: the values of its partition's placeholders. */
  readonly asked: KeyParams;
  readonly plan: Plan;
  readonly query: RangeQuery;
  /** What the list says of all its rows, of an index as far as it does not lag. */
  readonly facts: Facts;
  /** What of it counts for a row until its item was read. */
  readonly told: Facts;
  /** What the items have from the one above them. */
  readonly inherited: Facts;
  /** The fields that filters compare. */
  readonly filtered: readonly FieldModel[];
  /** What of that the item itself must confirm. */
  readonly hints: readonly string[];
  readonly path: FieldPath;
  /** When the rows were asked for. */
  readonly since: number;
}

/** A row with what it leads to: an item that the caller may see, or an error about it in its place. */
export interface Shown {
  readonly row: Item;
  readonly node: Entity | Error;
}

/** What was found for one page. */
export interface Findings {
  readonly shown: readonly Shown[];
  /** Whether more follows that the caller may see; or may follow, where one page can look no further. */
  readonly hasMore: boolean | (() => Promise<boolean>);
}

/** A row with its key values; with an error where these cannot be told. */
interface Candidate {
  readonly row: Item;
  readonly params: KeyParams | RowKeyError;
}

const ALLOWED = { effect: 'allow' } as const;

/**
 * Finds among the rows of a list what the caller may see, until a page is full and it is known whether more follows. What they may not see
 * takes no place on a page, and no page tells of it.
 */
export class ListSearch {
  constructor(
    private readonly options: ReaderOptions,
    private readonly finder: ItemFinder,
    private readonly loader: ItemLoader,
    private readonly wanted: Wanted,
  ) {}

  /** Whether the list itself tells already that the caller may see nothing of it. An index says nothing of what the items' keys say. */
  get isVain(): boolean {
    const { facts, plan, query } = this.wanted;
    const isTold = ([name]: [string, unknown]) => query.index === null || !plan.type.keyNames.includes(name);
    const told = Object.fromEntries(Object.entries(facts).filter(isTold));
    return this.decide(this.options.callerFacts.principal, told).effect === 'deny';
  }

  async search(rows: ListRows, size: number): Promise<Findings> {
    // Whether more follows than one page is known without a further query, as a rule.
    await rows.look(size + 1);
    let shown: readonly Shown[] = await this.shown(await this.candidates(await rows.take(size)));
    for (let width = 1; shown.length < size && !rows.isAtEnd; width *= 2) {
      const { effect } = await this.decideLearnt();
      if (effect === 'deny') return { shown, hasMore: false };
      const missing = size - shown.length;
      const visible = await this.nextVisible(rows, (missing + 1) * width);
      if (visible === null) return atBound(shown, effect);
      const more = await this.showSome(visible, missing);
      shown = [...shown, ...more.shown];
      if (more.isLeft) return { shown, hasMore: true };
    }
    return { shown, hasMore: this.hasMore(rows) };
  }

  /** So many of these, or fewer, since what was seen may be gone by now; and whether some are left. */
  private async showSome(
    visible: readonly Candidate[],
    count: number,
  ): Promise<{ readonly shown: readonly Shown[]; readonly isLeft: boolean }> {
    const shown: Shown[] = [];
    let left = visible;
    while (left.length > 0 && shown.length < count) {
      const next = left.slice(0, count - shown.length);
      shown.push(...(await this.shown(next)));
      left = left.slice(next.length);
    }
    return { shown, isLeft: left.length > 0 };
  }

  /** At once where it is known already: where no row follows, or whatever follows may be seen. */
  private hasMore(rows: ListRows): Findings['hasMore'] {
    if (rows.isAtEnd) return false;
    if (this.decide(this.options.callerFacts.principal).effect === 'allow') return true;
    const looked = new Memoized(() => this.lookForMore(rows));
    return () => looked.get();
  }

  private async lookForMore(rows: ListRows): Promise<boolean> {
    for (let width = 1; !rows.isAtEnd; width *= 2) {
      const { effect } = await this.decideLearnt();
      if (effect !== 'depends') return effect === 'allow';
      const visible = await this.nextVisible(rows, width);
      if (visible === null || visible.length > 0) return true;
    }
    return false;
  }

  /** Those of the next rows that the caller may see; `null` where one page may look no further. */
  private async nextVisible(rows: ListRows, count: number): Promise<readonly Candidate[] | null> {
    const taken = await rows.take(Math.min(count, BATCH_SIZE));
    // The store tells of the end only when it is asked for what follows.
    return taken.length === 0 && !rows.isAtEnd ? null : this.visible(await this.candidates(taken));
  }

  /** Rows of other types are none of the list. Faulty ones are told to the log alone, unless the caller may see whatever the list has. */
  private async candidates(rows: readonly Item[]): Promise<readonly Candidate[]> {
    const { model, report } = this.options;
    const { list, plan, asked } = this.wanted;
    const all = rows.flatMap((row): Candidate[] => {
      const params = rowParams(model, { list, type: plan.type, asked }, row);
      return params ? [{ row, params }] : [];
    });
    if (!all.some(({ params }) => params instanceof RowKeyError)) return all;
    const { effect } = await this.decideLearnt();
    return all.filter(({ params }) => {
      if (!(params instanceof RowKeyError) || (effect === 'allow' && !params.isAnItem)) return true;
      report(params);
      return false;
    });
  }

  private async shown(candidates: readonly Candidate[]): Promise<Shown[]> {
    const found = await this.found(this.wanted.plan, candidates, false);
    return found.flatMap((node, position) => {
      const row = candidates[position]?.row;
      return node && row && this.mayBeAskedFor(node) ? [{ row, node }] : [];
    });
  }

  /** Those that the caller may see; nothing is read of the items but what tells that. */
  private async visible(candidates: readonly Candidate[]): Promise<readonly Candidate[]> {
    const found = await this.found(planOfExistence(this.options.model, this.wanted.plan.type), candidates, true);
    return candidates.filter((_, position) => this.mayBeAskedFor(found[position] ?? null));
  }

  /** That it is among what a filter let through tells of the field: only an item in which the caller may see it is shown. */
  private mayBeAskedFor(node: Found): boolean {
    const { principal } = this.options.callerFacts;
    const maySee = ({ rules }: FieldModel, { facts }: Entity) => decideAll(rules, principal, facts).effect === 'allow';
    return node instanceof Entity ? this.wanted.filtered.every((field) => maySee(field, node)) : node !== null;
  }

  private async found(plan: Plan, candidates: readonly Candidate[], isAside: boolean): Promise<readonly Found[]> {
    return this.finder.find(
      candidates.map(({ row, params }) =>
        params instanceof RowKeyError ? params : this.guardedRead(plan, row, params, isAside),
      ),
    );
  }

  private guardedRead(plan: Plan, row: Item, params: KeyParams, isAside: boolean): GuardedRead {
    const { query, inherited, told, hints, path, since } = this.wanted;
    const facts = new ItemFacts(plan.type, params, inherited, told);
    const read = new GuardedRead(plan, keyOfRow(row), params, facts, path, hints, isAside);
    if (!query.index) {
      this.loader.remember(read.key, query.attributes, row, since);
      read.addRow(query.attributes, row);
    }
    return read;
  }

  /** On all rows alike, by what the list says of them: `depends` where each row decides. */
  private decide(principal: Principal, facts = this.wanted.facts): Decision | typeof ALLOWED {
    const { rule } = this.wanted.plan.type;
    return rule ? decide(rule, principal, facts) : ALLOWED;
  }

  private async decideLearnt(): Promise<Decision | typeof ALLOWED> {
    const awaited = (decision: Decision | typeof ALLOWED) => ('on' in decision ? callerFactsIn(decision) : []);
    return learnt(this.options.callerFacts, (principal) => this.decide(principal), awaited);
  }
}

/** An empty page tells that something is there: of a list that may be seen whole, that it is something else than was asked for. */
function atBound(shown: readonly Shown[], effect: Decision['effect']): Findings {
  if (shown.length === 0 && effect !== 'allow') throw new ListTooLongError();
  return { shown, hasMore: true };
}
