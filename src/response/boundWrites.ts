import type { HoldingSource } from '../access/AccessConfiguration';
import type { Grant, Rule } from '../access/Rule';
import type { Caller } from '../identity/Caller';
import type { CallerRecords } from '../loading/TableCallerFacts';
import type { Model, TypeModel } from '../model/Model';
import { match, matchKey, type Key, type KeyParams } from '../storage/keys';
import type { Requirement, Write } from '../storage/writes';

/** What roles alone do not decide of an input that was sent: the write itself has to prove it. */
export interface LeftToWrite {
  /** The schema coordinate of the input, or of the field in it. */
  readonly coordinate: string;
  readonly rule: Rule;
}

/** A fault of ours: a mutation would write whatever its input says of whose the item must be. Nothing was sent. */
class UnboundWriteError extends Error {
  override readonly name = 'UnboundWriteError';

  constructor(coordinate: string, expected: readonly string[]) {
    super(
      `${coordinate}: expected the transaction to prove what its rule asks for: ${expected.join(', or ')}; nothing was written`,
    );
  }
}

interface Parts {
  readonly model: Model;
  readonly caller: Caller;
  readonly records: CallerRecords;
}

/**
 * Throws {@link UnboundWriteError} unless this transaction carries what the rules leave to it: an item of it is the caller's, by its key, or by a
 * requirement or the content of a new item; what only the table tells of the caller (a tenant's row, a visit's serial) is checked in the same
 * transaction; and each item that can be somebody's in one of the ways of the rule is theirs in one of them. What changes nothing has nothing to prove.
 */
export function assertBound(left: Iterable<LeftToWrite>, writes: readonly Write[], parts: Parts): void {
  if (writes.every(({ kind }) => kind === 'check')) return;
  for (const { coordinate, rule } of left) {
    const ways = waysOf(rule, parts);
    if (!isProved(ways, writes, parts)) throw new UnboundWriteError(coordinate, ways.map(describe));
  }
}

/** How one grant counts: the item has a fact that the caller holds. */
interface Way {
  readonly condition: string;
  readonly fact: string;
  readonly by: HoldingSource;
}

function waysOf({ grants }: Rule, { model, caller }: Parts): Way[] {
  return grants
    .filter(({ role }) => caller.roles.includes(role))
    .flatMap(({ role, condition }) => {
      const [fact, by] = [condition.factFor(role), sourceOf(model, { role, condition })];
      return fact === null || by === null ? [] : [{ condition: condition.name, fact, by }];
    });
}

function sourceOf({ access }: Model, { role, condition }: Grant): HoldingSource | null {
  if (condition.name === 'visit') return 'visit';
  return access.roles.find(({ name }) => name === role)?.owns?.by ?? null;
}

/** Something is the caller's, and each item that can be somebody's in one of these ways is theirs in one of them. */
function isProved(ways: readonly Way[], writes: readonly Write[], parts: Parts): boolean {
  const found = ways.map((way) => findingsOf(way, writes, parts));
  const isOk = (position: number) => {
    const inWays = found.map(({ items }) => items[position]);
    return inWays.includes('own') || inWays.every((each) => each === 'nobody’s');
  };
  return found.some(({ ownsAny }) => ownsAny) && writes.every((_, position) => isOk(position));
}

interface Findings {
  /** Whether one of the items is the caller's before the write. */
  readonly ownsAny: boolean;
  /** Of each write. */
  readonly items: readonly ('own' | 'nobody’s' | 'perhaps another’s')[];
}

function findingsOf({ fact, by }: Way, writes: readonly Write[], parts: Parts): Findings {
  const isHeld = (value: unknown) => typeof value === 'string' && HOLDS[by](value, writes, parts);
  const items = writes.map((write) => itemOf(write, fact, parts.model));
  const own = items.filter(({ before }) => isHeld(before));
  const isOwn = ({ types, params, before, after, isHandedOver }: ItemOfWrite) => {
    if (after === OF_ITEM_ABOVE) return own.some((whole) => isAbove(whole, { types, params }, fact, parts.model));
    return isHeld(after) && (before === undefined ? isHandedOver : isHeld(before));
  };
  return {
    ownsAny: own.length > 0,
    items: items.map((item) => (item.after === NO_FACT ? 'nobody’s' : isOwn(item) ? 'own' : 'perhaps another’s')),
  };
}

/** Whether the caller holds this value, by a credential or by what the transaction checks. */
const HOLDS: Readonly<Record<HoldingSource, (value: string, writes: readonly Write[], parts: Parts) => boolean>> = {
  subject: (value, _writes, { caller }) => value === caller.subject,
  guestSession: (value, _writes, { caller }) => value === caller.guestSession?.id,
  tenants: (tenant, writes, { caller, records: { ownership } }) =>
    writes.some(({ key, require }) => {
      const isRow = match(ownership.row, key.sk)?.tenant === tenant;
      const isOwn = caller.subject !== null && match(ownership.partition, key.pk)?.subject === caller.subject;
      return isRow && isOwn && require.some(({ kind }) => EXISTING.has(kind));
    }),
  visit: (tenant, writes, { caller: { visit }, records: { visitSerial } }) =>
    visit?.tenant === tenant &&
    writes.some(
      (write) =>
        matchKey(visitSerial.key, write.key)?.tenant === tenant &&
        required(write, visitSerial.attribute) === visit.serial,
    ),
};

/** What holds only of an item that is there. */
const EXISTING: ReadonlySet<Requirement['kind']> = new Set(['exists', 'equals', 'oneOf', 'atLeast', 'atMost']);

/** The item has no such fact, or is not changed. */
const NO_FACT = Symbol('no fact');
/** It has the fact of the item that it is a part of. */
const OF_ITEM_ABOVE = Symbol('of the item above');

interface ItemOfWrite {
  /** What it can be by its key. */
  readonly types: readonly TypeModel[];
  /** What its key says. */
  readonly params: KeyParams;
  /** The fact as it certainly is when it is written, or as a new item is made; `undefined` where it could be anything. */
  readonly before: unknown;
  /** The same, from then on. */
  readonly after: unknown;
  /** Whether it is required to be somebody's in another way: from them it can be taken over. */
  readonly isHandedOver: boolean;
}

/** Nothing overrides what stands in the key. */
function itemOf(write: Write, fact: string, { types: all, access }: Model): ItemOfWrite {
  const stored = [...all.values()].filter((type) => type.stored);
  const params = paramsOf(write.key, stored);
  const before = params[fact] ?? valueBefore(write, fact);
  const types = stored.filter((type) => type.stored && matchKey(type.stored.key, write.key));
  const owners = access.roles.flatMap(({ owns }) => (owns ? [owns.fact] : []));
  const isHandedOver = owners.some(
    (name) => types.some((type) => hasFact(type, name)) && typeof required(write, name) === 'string',
  );
  return { types, params, before, after: factAfter(write, fact, { types, params, before }), isHandedOver };
}

function hasFact({ stored }: TypeModel, fact: string): boolean {
  return stored?.facts.includes(fact) === true;
}

function factAfter(
  write: Write,
  fact: string,
  { types, params, before }: Pick<ItemOfWrite, 'types' | 'params' | 'before'>,
): unknown {
  if (write.kind === 'check') return NO_FACT;
  if (params[fact] !== undefined) return params[fact];
  if (types.some((type) => hasFact(type, fact))) return valueAfter(write, fact, before);
  return types.some(({ fromAbove }) => fromAbove.includes(fact)) ? OF_ITEM_ABOVE : NO_FACT;
}

/** What the key of its type says; of no type, what the partition says, where all types that share it agree. */
function paramsOf(key: Key, types: readonly TypeModel[]): KeyParams {
  const stored = types.map((type) => type.stored).filter((note) => note !== null);
  const own = stored.map((note) => matchKey(note.key, key)).filter((params) => params !== null);
  if (own.length > 0) return Object.assign({}, ...own) as KeyParams;
  const all = stored.map((note) => match(note.key.pk, key.pk)).filter((params) => params !== null);
  const entries = all.flatMap((params) => Object.entries(params));
  return Object.fromEntries(entries.filter(([name, value]) => all.every((other) => (other[name] ?? value) === value)));
}

/** The key of a part begins with that of the whole, which is the nearest that has the fact: a page of a book, and not of its library. */
function isAbove(
  whole: Pick<ItemOfWrite, 'types' | 'params'>,
  part: Pick<ItemOfWrite, 'types' | 'params'>,
  fact: string,
  { types }: Model,
): boolean {
  const names = Object.keys(whole.params);
  const isIn = (type: TypeModel) => type.keyNames.every((name) => Object.hasOwn(part.params, name));
  const nearer = [...types.values()].filter((type) => hasFact(type, fact) && isIn(type));
  const isNearest = nearer.every(({ keyNames }) => keyNames.length <= names.length);
  return isNearest && names.length > 0 && names.every((name) => part.params[name] === whole.params[name]);
}

function valueBefore(write: Write, fact: string): unknown {
  const isNew = write.kind === 'put' && write.require.some(({ kind }) => kind === 'missing');
  return required(write, fact) ?? (isNew ? write.item[fact] : undefined);
}

function required({ require }: Write, attribute: string): unknown {
  for (const each of require) if (each.kind === 'equals' && each.attribute === attribute) return each.value;
  return undefined;
}

function valueAfter(write: Exclude<Write, { kind: 'check' }>, fact: string, before: unknown): unknown {
  if (write.kind === 'put') return write.item[fact];
  const { set = {}, remove = [] } = write;
  if (Object.hasOwn(set, fact)) return set[fact];
  return remove.includes(fact) ? undefined : before;
}

function describe({ condition, fact, by }: Way): string {
  const beside =
    by === 'tenants' ? ' and a check of the row that says so' : by === 'visit' ? ' and a check of its serial' : '';
  return `"${condition}": ${fact} in a key or an "equals" requirement, as the caller holds it (${by})${beside}`;
}
