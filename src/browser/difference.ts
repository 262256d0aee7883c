import { isObject } from './values.js';

/** How a value of one answer relates to the value at the same place of the other. */
export type Relation = 'same' | 'onlyA' | 'onlyB' | 'changed';

/** One place of two answers. */
export interface ComparedPlace {
  /** Its name in the object that it stands in, or its position in the list. */
  readonly key: string;
  /** From the root, such as `nodes[2].name`. */
  readonly path: string;
  /** The same without positions: `nodes[].name`. */
  readonly pattern: string;
  readonly depth: number;
  readonly relation: Relation;
  /** `undefined`: there is no such place in that answer. */
  readonly a: unknown;
  readonly b: unknown;
  /** Whether what stands there is told by the places below it. */
  readonly isOpen: boolean;
}

/** Where a place is. */
type Spot = Pick<ComparedPlace, 'key' | 'path' | 'pattern' | 'depth'>;

/**
 * Both answers as one list of places, each before what is below it. Fields come in the order of A's answer, then those that only B has;
 * the items of a list belong together by `id` where all of them have one, otherwise by position.
 */
export function compareAnswers(a: unknown, b: unknown): readonly ComparedPlace[] {
  return childrenOf({ key: '', path: '', pattern: '', depth: -1 }, a, b);
}

function place(spot: Spot, a: unknown, b: unknown): readonly ComparedPlace[] {
  const below = childrenOf(spot, a, b);
  return [{ ...spot, relation: relationOf(a, b), a, b, isOpen: below.length > 0 }, ...below];
}

function relationOf(a: unknown, b: unknown): Relation {
  if (a === undefined) return 'onlyB';
  if (b === undefined) return 'onlyA';
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length ? 'same' : 'changed';
  if (isContainer(a) && isContainer(b) && Array.isArray(a) === Array.isArray(b)) return 'same';
  return a === b ? 'same' : 'changed';
}

/** Where one side has a list or an object and the other has none, that one's places are told as its alone. */
function childrenOf(spot: Spot, a: unknown, b: unknown): readonly ComparedPlace[] {
  if (Array.isArray(a) && Array.isArray(b)) return itemsOf(spot, a, b);
  if (isContainer(a) && isContainer(b) && Array.isArray(a) !== Array.isArray(b)) return [];
  if (Array.isArray(a) || Array.isArray(b)) return itemsOf(spot, listIn(a), listIn(b));
  return fieldsOf(spot, objectIn(a), objectIn(b));
}

type Values = Readonly<Record<string, unknown>>;

function fieldsOf({ path, pattern, depth }: Spot, a: Values, b: Values): readonly ComparedPlace[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].flatMap((key) => {
    const spot = { key, path: joined(path, key), pattern: joined(pattern, key), depth: depth + 1 };
    return place(spot, own(a, key), own(b, key));
  });
}

function itemsOf(
  { path, pattern, depth }: Spot,
  a: readonly unknown[],
  b: readonly unknown[],
): readonly ComparedPlace[] {
  return pairsOf(a, b).flatMap(([one, other], index) => {
    const key = `[${String(index)}]`;
    return place({ key, path: `${path}${key}`, pattern: `${pattern}[]`, depth: depth + 1 }, one, other);
  });
}

type Pair = readonly [a: unknown, b: unknown];

function pairsOf(a: readonly unknown[], b: readonly unknown[]): readonly Pair[] {
  const ofA = byId(a);
  const ofB = byId(b);
  if (ofA && ofB) return [...new Set([...ofA.keys(), ...ofB.keys()])].map((id) => [ofA.get(id), ofB.get(id)] as const);
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => [a[index], b[index]] as const);
}

/** `null` where not every item has an id of its own. */
function byId(items: readonly unknown[]): ReadonlyMap<string, unknown> | null {
  const named = new Map<string, unknown>();
  for (const item of items) {
    const id = isContainer(item) ? own(item as Values, 'id') : undefined;
    if (typeof id !== 'string') return null;
    named.set(id, item);
  }
  return named.size === items.length ? named : null;
}

function own(values: Values, key: string): unknown {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function objectIn(value: unknown): Values {
  return isObject(value) ? value : {};
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
