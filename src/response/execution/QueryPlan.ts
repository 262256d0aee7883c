import {
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  TypeNameMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { entryOf } from '../../access/entryOf';
import type { Rule } from '../../access/Rule';
import type { GuardedField, GuardedFields } from '../guard';
import type { Container } from './Place';

/** What is selected on objects of one type at one place of a query. */
export interface ObjectPlan {
  readonly type: GraphQLObjectType;
  /** An object of the answer before its fields are filled: all of them in their order, `__typename` already there. */
  readonly blank: Readonly<Container>;
  /** In the order of the answer, without `__typename`. */
  readonly fields: readonly FieldPlan[];
  /** The rules by which these fields are decided: one decision on an item is good for all fields of the same set. */
  readonly ruleSets: readonly (readonly Rule[])[];
}

export interface FieldPlan {
  /** In the answer. */
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
  readonly guarded: GuardedField;
  /** Its place in the `ruleSets` of its object; `null`: as visible as the object. */
  readonly ruleSet: number | null;
  readonly shape: Shape;
}

/** What a value has to become. */
export type Shape = { readonly isNullable: boolean } & (
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'object'; readonly plan: () => ObjectPlan }
  | {
      readonly kind: 'abstract';
      readonly type: GraphQLAbstractType;
      readonly planOf: (type: GraphQLObjectType) => ObjectPlan;
    }
);

type Values = Readonly<Record<string, unknown>>;
type Collected = ReadonlyMap<string, readonly FieldNode[]>;

/** What a query is planned from. */
export interface PlannedOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/**
 * One query with its fragments spread, its fields merged and its conditions decided, for certain values of the variables in these
 * conditions. Fields of a type are planned when the first object of it comes.
 */
export class QueryPlan {
  /** `null`: of the schema itself is asked, which is not for this executor. */
  readonly root: ObjectPlan | null;

  constructor(
    readonly schema: GraphQLSchema,
    private readonly guarded: GuardedFields,
    readonly planned: PlannedOperation,
    private readonly conditions: Values,
  ) {
    const { operation, fragments } = planned;
    const type = schema.getQueryType();
    const collected = type && collectFields(schema, fragments, conditions, type, operation.selectionSet);
    this.root = type && collected && !asksOfSchema(collected) ? this.objectPlan(type, collected) : null;
  }

  private objectPlan(type: GraphQLObjectType, collected: Collected): ObjectPlan {
    const blank: Container = {};
    const fields: FieldPlan[] = [];
    const ruleSets: (readonly Rule[])[] = [];
    for (const [name, nodes] of collected) {
      const fieldName = nodes[0]?.name.value ?? '';
      const definition = type.getFields()[fieldName];
      blank[name] = fieldName === TypeNameMetaFieldDef.name ? type.name : null;
      if (definition) fields.push(this.fieldPlan(name, nodes, type, definition, ruleSets));
    }
    return { type, blank, fields, ruleSets };
  }

  private fieldPlan(
    name: string,
    nodes: readonly FieldNode[],
    parentType: GraphQLObjectType,
    definition: GraphQLField<unknown, unknown>,
    ruleSets: (readonly Rule[])[],
  ): FieldPlan {
    const guarded = this.guarded.get(definition);
    if (!guarded) throw new TypeError(`${parentType.name}.${definition.name} has no guard`);
    const ruleSet = placeOf(guarded.model.rules, ruleSets);
    return { name, nodes, definition, parentType, guarded, ruleSet, shape: this.shape(definition.type, nodes) };
  }

  private shape(type: GraphQLOutputType, nodes: readonly FieldNode[], isNullable = true): Shape {
    if (isNonNullType(type)) return this.shape(type.ofType, nodes, false);
    if (isListType(type)) return { kind: 'list', item: this.shape(type.ofType, nodes), isNullable };
    if (isLeafType(type)) return { kind: 'leaf', type, isNullable };
    const plans = new Map<GraphQLObjectType, ObjectPlan>();
    const planOf = (object: GraphQLObjectType) => entryOf(plans, object, () => this.below(object, nodes));
    return isAbstractType(type)
      ? { kind: 'abstract', type, planOf, isNullable }
      : { kind: 'object', plan: () => planOf(type), isNullable };
  }

  private below(type: GraphQLObjectType, nodes: readonly FieldNode[]): ObjectPlan {
    const { schema, conditions, planned } = this;
    return this.objectPlan(type, collectSubfields(schema, planned.fragments, conditions, type, nodes));
  }
}

/** The type of a value where its field promises one of several. Throws as graphql-js does for a value that is of none of them. */
export function runtimeTypeOf(schema: GraphQLSchema, abstract: GraphQLAbstractType, value: unknown, field: FieldPlan) {
  const name: unknown = abstract.resolveType?.(value, undefined, undefined as never, abstract);
  const type = typeof name === 'string' ? schema.getType(name) : undefined;
  if (!isObjectType(type))
    throw new TypeError(
      `Abstract type "${abstract.name}" must resolve to an Object type at runtime for field "${field.parentType.name}.${field.definition.name}". Either the "${abstract.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
    );
  if (!schema.isSubType(abstract, type))
    throw new TypeError(`Runtime Object type "${type.name}" is not a possible type for "${abstract.name}".`);
  return type;
}

function asksOfSchema(collected: Collected): boolean {
  return [...collected.values()].some(([node]) => node?.name.value === '__schema' || node?.name.value === '__type');
}

/** Where these rules stand among the sets, the last one if they are new. */
function placeOf(rules: readonly Rule[], ruleSets: (readonly Rule[])[]): number | null {
  if (rules.length === 0) return null;
  const known = ruleSets.findIndex((set) => set.length === rules.length && set.every((rule, i) => rule === rules[i]));
  return known === -1 ? ruleSets.push(rules) - 1 : known;
}
