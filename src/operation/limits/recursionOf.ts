import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Field names below a place, and how often each of them stands on one path, at most. */
type Repetitions = ReadonlyMap<string, number>;

const NONE: Repetitions = new Map();

/**
 * How often one field name stands on one path, at most: `a { b { a { b …` leads in circles. Looks at each fragment once, whatever spreads it,
 * and so takes time by the document's length; a fragment that contains itself ends there, and validation refuses it.
 */
export function recursionOf({ definitions }: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const walk = new Walk(fragments);
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return Math.max(0, ...operations.flatMap(({ selectionSet }) => [...walk.selectionSet(selectionSet).values()]));
}

class Walk {
  private readonly known = new Map<string, Repetitions>();

  constructor(private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>) {}

  selectionSet({ selections }: SelectionSetNode): Map<string, number> {
    const most = new Map<string, number>();
    for (const node of selections)
      for (const [name, count] of this.selection(node)) most.set(name, Math.max(count, most.get(name) ?? 0));
    return most;
  }

  private selection(node: SelectionNode): Repetitions {
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.fragment(node.name.value);
    if (node.kind === Kind.INLINE_FRAGMENT) return this.selectionSet(node.selectionSet);
    const { value: name } = node.name;
    if (!node.selectionSet || name.startsWith('__')) return NONE;
    const below = this.selectionSet(node.selectionSet);
    return below.set(name, (below.get(name) ?? 0) + 1);
  }

  private fragment(name: string): Repetitions {
    const known = this.known.get(name);
    if (known) return known;
    // For as long as it is looked at, so that a fragment that contains itself ends.
    this.known.set(name, NONE);
    const fragment = this.fragments.get(name);
    const found = fragment ? this.selectionSet(fragment.selectionSet) : NONE;
    this.known.set(name, found);
    return found;
  }
}
