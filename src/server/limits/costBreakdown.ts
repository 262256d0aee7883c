import { Kind, type DocumentNode, type FieldNode, type FragmentDefinitionNode, type SelectionNode } from 'graphql';

/** What one field of a document adds to its cost, children included. */
export interface NodeCosts {
  readonly node: FieldNode;
  readonly cost: number;
  readonly children: number;
}

/** What one field adds, by its path in the answer, in the shape that Shopify's GraphQL API made known. */
export interface FieldCost {
  readonly path: readonly string[];
  /** What the field itself costs, once. */
  readonly definedCost: number;
  /** What it may cost in all: its children, as often as it may answer them. */
  readonly requestedTotalCost: number;
  /** What is below it, once. */
  readonly requestedChildrenCost: number;
}

/** The fields that cost something, in the document's order; the dearest path is where to look first. */
export function costBreakdown(
  { definitions }: DocumentNode,
  root: { readonly selectionSet: { readonly selections: readonly SelectionNode[] } },
  costs: ReadonlyMap<FieldNode, NodeCosts>,
): FieldCost[] {
  const fragments = new Map(
    definitions
      .filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const below = (selections: readonly SelectionNode[], path: readonly string[]): FieldCost[] =>
    selections.flatMap((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT) return below(node.selectionSet.selections, path);
      if (node.kind === Kind.FRAGMENT_SPREAD)
        return below(fragments.get(node.name.value)?.selectionSet.selections ?? [], path);
      const here = [...path, (node.alias ?? node.name).value];
      return [...fieldCost(costs.get(node), here), ...below(node.selectionSet?.selections ?? [], here)];
    });
  return below(root.selectionSet.selections, []);
}

function fieldCost(costs: NodeCosts | undefined, path: readonly string[]): FieldCost[] {
  if (!costs || costs.cost === 0) return [];
  const { cost, children } = costs;
  return [{ path, definedCost: 1, requestedTotalCost: cost, requestedChildrenCost: children }];
}
