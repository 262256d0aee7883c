import type { HoldingSource } from '../../access/RoleBook';
import type { AttributePath } from '../../storage/expressions';
import { tagsFor } from './sessionTags';

/** The placeholder of a partition's key that is one of the caller's own values. */
export interface Holding {
  readonly placeholder: string;
  readonly by: HoldingSource;
}

/** Patterns of partition keys, and attributes of the items there. */
export interface Scope {
  readonly keys: readonly string[];
  readonly attributes: readonly string[];
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
    // Policies know attributes of the first level only.
    const names = attributes.map((path) => path.split('.')[0] ?? path);
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
      ...(isAnywhere ? [{ keys: keysOf(partition, null), attributes: [...anywhere] }] : []),
      ...[...held.values()].map(({ holding, attributes }) => ({
        keys: keysOf(partition, holding),
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

/** Patterns of the partition keys that the template stands for: with what the session names in the place of what the caller holds. */
export function keysOf(partition: string, holding: Holding | null): string[] {
  if (!holding) return [partition.replace(/\{\w+\}/g, '*')];
  return tagsFor(holding.by).map((tag) =>
    partition.replace(`{${holding.placeholder}}`, `\${aws:PrincipalTag/${tag}}`).replace(/\{\w+\}/g, '*'),
  );
}

function heldIn({ held }: Kind, holding: Holding): Set<string> {
  const name = `${holding.by} ${holding.placeholder}`;
  const found = held.get(name) ?? { holding, attributes: new Set<string>() };
  held.set(name, found);
  return found.attributes;
}
