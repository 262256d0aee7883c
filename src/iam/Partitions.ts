import type { HoldingSource } from '../access/AccessConfiguration';
import type { AttributePath } from '../storage/expressions';
import type { IndexKeys } from '../storage/requests';
import { tagsFor } from './sessionTags';

/** The placeholder of a partition's key that is one of the caller's own values. */
export interface Holding {
  readonly placeholder: string;
  readonly by: HoldingSource;
}

/** Partitions of one kind: any of them, or those in whose key something stands that the caller holds. */
export interface Place {
  /** Template of the partition key. */
  readonly partition: string;
  readonly held: Holding | null;
}

/** Places, and what may be asked for of the items there, beside keys. One statement of a policy says one scope. */
export interface Scope {
  readonly places: readonly Place[];
  /** Of the first level: policies know no others. */
  readonly attributes: readonly string[];
  /** The index in which the partitions are listed; absent: the table. */
  readonly index?: IndexKeys;
}

interface Kind {
  readonly anywhere: Set<string>;
  readonly held: Map<string, { readonly holding: Holding; readonly attributes: Set<string> }>;
  isAnywhere: boolean;
}

/** Which attributes are asked for in which partitions: of any caller's, or of those that the session names. */
export class Partitions {
  private readonly kinds = new Map<string, Kind>();

  add(partition: string, holding: Holding | null, attributes: readonly AttributePath[]): this {
    const kind = this.kindOf(partition);
    const names = attributes.map(firstLevel);
    if (!holding) kind.isAnywhere = true;
    const into = holding ? heldIn(kind, holding) : kind.anywhere;
    for (const name of names) into.add(name);
    return this;
  }

  /** The scopes, where what is asked for anywhere may be asked for together with what is the caller's own. */
  all(): Scope[] {
    return this.scopes((own, anywhere) => [...anywhere, ...own]);
  }

  /** The scopes, each by itself. */
  alone(): Scope[] {
    return this.scopes((own) => [...own]);
  }

  private scopes(unite: (own: Iterable<string>, anywhere: Iterable<string>) => string[]): Scope[] {
    return [...this.kinds].flatMap(([partition, { isAnywhere, anywhere, held }]) => [
      ...(isAnywhere ? [{ places: [{ partition, held: null }], attributes: [...anywhere] }] : []),
      ...[...held.values()].map(({ holding, attributes }) => ({
        places: [{ partition, held: holding }],
        attributes: unite(attributes, anywhere),
      })),
    ]);
  }

  private kindOf(partition: string): Kind {
    const kind = this.kinds.get(partition) ?? { anywhere: new Set(), held: new Map(), isAnywhere: false };
    this.kinds.set(partition, kind);
    return kind;
  }
}

/** The attribute of an item behind a path into it. */
export function firstLevel(path: AttributePath): string {
  return path.split('.')[0] ?? path;
}

/** Patterns of the partition keys of a scope: with what the session names in the place of what the caller holds. */
export function keysOf({ places }: Pick<Scope, 'places'>): string[] {
  return places.flatMap(({ partition, held }) =>
    held
      ? tagsFor(held.by).map((tag) => anyOf(partition.replace(`{${held.placeholder}}`, `\${aws:PrincipalTag/${tag}}`)))
      : [anyOf(partition)],
  );
}

/** What refers to a tag has a colon in it, so it is no placeholder. */
function anyOf(partition: string): string {
  return partition.replace(/\{\w+\}/g, '*');
}

function heldIn({ held }: Kind, holding: Holding): Set<string> {
  const name = `${holding.by} ${holding.placeholder}`;
  const found = held.get(name) ?? { holding, attributes: new Set<string>() };
  held.set(name, found);
  return found.attributes;
}
