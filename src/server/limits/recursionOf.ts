import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * How often one field name stands on one path, at most: `a { b { a { b …` leads in circles. Walks every field of
 * every spread-out fragment, so the document must have been measured and found small enough before.
 */
export function recursionOf({ definitions }: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return Math.max(0, ...operations.map(({ selectionSet }) => new Walk(fragments).selectionSet(selectionSet)));
}

class Walk {
  /** The names of the fields from the root down to here. */
  private readonly path: string[] = [];
  private readonly spreading = new Set<string>();

  constructor(private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>) {}

  selectionSet({ selections }: SelectionSetNode): number {
    return Math.max(0, ...selections.map((node) => this.selection(node)));
  }

  private selection(node: SelectionNode): number {
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.fragment(node.name.value);
    if (node.kind === Kind.INLINE_FRAGMENT) return this.selectionSet(node.selectionSet);
    if (!node.selectionSet || node.name.value.startsWith('__')) return 0;
    this.path.push(node.name.value);
    const here = this.path.filter((name) => name === node.name.value).length;
    const below = this.selectionSet(node.selectionSet);
    this.path.pop();
    return Math.max(here, below);
  }

  /** A fragment that contains itself ends here; validation refuses it. */
  private fragment(name: string): number {
    const fragment = this.fragments.get(name);
    if (!fragment || this.spreading.has(name)) return 0;
    this.spreading.add(name);
    const count = this.selectionSet(fragment.selectionSet);
    this.spreading.delete(name);
    return count;
  }
}
