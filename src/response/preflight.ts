import {
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { CALLER_FACT_PREFIX } from '../access/conditions';
import { decide } from '../access/decide';
import type { Standing } from '../access/Standing';
import type { FieldModel, Model } from '../model/Model';

/** An operation that is about to run. */
export interface Operation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The selected fields that roles and credentials alone already deny, before anything is read. Only fields with a rule of their
 * own: what an item's type hides is absent, not denied.
 */
export function deniedByRole(
  schema: GraphQLSchema,
  model: Model,
  operation: Operation,
  standing: Standing,
): FieldModel[] {
  const denied = new Map<string, FieldModel>();
  for (const field of selectedFieldModels(schema, model, operation)) {
    if (field.ownRule && decide(field.ownRule, standing, {}).effect === 'deny') denied.set(field.coordinate, field);
  }
  return [...denied.values()];
}

/** What only the table tells of the caller (`tenants`, `visit`) and some selected field is decided by. */
export function awaitedOfCaller(
  schema: GraphQLSchema,
  model: Model,
  operation: Operation,
  standing: Standing,
): string[] {
  const awaited = [...selectedFieldModels(schema, model, operation)].flatMap(({ ownRule }) => {
    const decision = ownRule && decide(ownRule, standing, {});
    return decision?.effect === 'depends' ? decision.on : [];
  });
  return [...new Set(awaited)]
    .filter((fact) => fact.startsWith(CALLER_FACT_PREFIX))
    .map((fact) => fact.slice(CALLER_FACT_PREFIX.length));
}

/** Every field that the operation selects, each fragment looked at once. */
function selectedFieldModels(schema: GraphQLSchema, model: Model, operation: Operation): Set<FieldModel> {
  const walk = new SelectionWalk(schema, model, operation);
  walk.run();
  return walk.found;
}

class SelectionWalk {
  readonly found = new Set<FieldModel>();
  private readonly spread = new Set<string>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly model: Model,
    private readonly operation: Operation,
  ) {}

  run(): void {
    const { definition } = this.operation;
    const root = this.schema.getRootType(definition.operation);
    if (root) this.selectionSet(root, definition.selectionSet);
  }

  private selectionSet(type: GraphQLCompositeType, { selections }: SelectionSetNode): void {
    selections.filter((node) => this.isIncluded(node)).forEach((node) => this.selection(type, node));
  }

  private selection(type: GraphQLCompositeType, node: SelectionNode): void {
    if (node.kind === Kind.FIELD) this.field(type, node.name.value, node.selectionSet);
    else if (node.kind === Kind.INLINE_FRAGMENT)
      this.fragment(node.typeCondition?.name.value ?? type.name, node.selectionSet);
    else this.fragmentSpread(node.name.value);
  }

  private field(type: GraphQLCompositeType, name: string, inside: SelectionSetNode | undefined): void {
    if (!isObjectType(type) && !isInterfaceType(type)) return;
    const field = type.getFields()[name];
    const modelled = this.model.types.get(type.name)?.fields.get(name);
    if (modelled) this.found.add(modelled);
    const named = field && getNamedType(field.type);
    if (inside && isCompositeType(named)) this.selectionSet(named, inside);
  }

  private fragmentSpread(name: string): void {
    const fragment = this.operation.fragments.get(name);
    if (!fragment || this.spread.has(name)) return;
    this.spread.add(name);
    this.fragment(fragment.typeCondition.name.value, fragment.selectionSet);
  }

  private fragment(typeName: string, inside: SelectionSetNode): void {
    const type = this.schema.getType(typeName);
    if (isCompositeType(type)) this.selectionSet(type, inside);
  }

  /** A directive whose variable is `null` is an error, which the execution tells: until then the field counts as selected. */
  private isIncluded(node: SelectionNode): boolean {
    const { variables } = this.operation;
    try {
      const skip = getDirectiveValues(GraphQLSkipDirective, node, variables);
      const include = getDirectiveValues(GraphQLIncludeDirective, node, variables);
      return skip?.if !== true && include?.if !== false;
    } catch {
      return true;
    }
  }
}
