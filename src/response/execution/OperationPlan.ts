import {
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { getOrInsert } from '../../maps/getOrInsert';
import type { Rule } from '../../access/Rule';
import type { AskedOperation, SelectedField, SelectedFields, Selection } from '../../projection/selection';
import type { GuardedField, GuardedFields } from '../guard';
import type { Container } from './Place';

/** What is selected on objects of one type at one place of an operation. */
export interface ObjectPlan {
  readonly type: GraphQLObjectType;
  /** An object of the answer before its fields are filled: all of them in their order, `__typename` already there. */
  readonly blank: () => Container;
  /** How many letters that is in JSON. */
  readonly letters: number;
  /** In the order of the answer, without `__typename`. */
  readonly fields: readonly FieldPlan[];
  /** The rules by which these fields are decided: one decision on an item is good for all fields of the same set. */
  readonly ruleSets: readonly (readonly Rule[])[];
}

export interface FieldPlan {
  /** In the answer. */
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly below: Selection;
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

/**
 * What one operation selects, made ready to be filled. Fields of a type are planned when the first object of it comes.
 */
export class OperationPlan {
  /** `null`: of the schema itself is asked, which is not for this executor. */
  readonly root: ObjectPlan | null;

  constructor(
    readonly schema: GraphQLSchema,
    private readonly guarded: GuardedFields,
    /** Good for all operations that select the same: its variables are those of the first one. */
    readonly planned: Omit<AskedOperation, 'variables'>,
    selection: Selection,
  ) {
    const [type] = selection.objectTypes;
    const selected = type && selection.on(type.name);
    this.root = type && selected && !asksOfSchema(selected) ? this.objectPlan(type, selected) : null;
  }

  private objectPlan(type: GraphQLObjectType, selected: SelectedFields): ObjectPlan {
    const fields: FieldPlan[] = [];
    const ruleSets: (readonly Rule[])[] = [];
    for (const field of selected.values()) {
      if (field.name !== TypeNameMetaFieldDef.name) fields.push(this.fieldPlan(field, type, ruleSets));
    }
    const blank = blankOf(type, selected);
    return { type, blank, letters: JSON.stringify(blank()).length, fields, ruleSets };
  }

  private fieldPlan(
    { responseName, definition, nodes, below }: SelectedField,
    parentType: GraphQLObjectType,
    ruleSets: (readonly Rule[])[],
  ): FieldPlan {
    const guarded = this.guarded.get(definition);
    if (!guarded) throw new TypeError(`${parentType.name}.${definition.name} has no guard`);
    const ruleSet = placeOf(guarded.model.rules, ruleSets);
    const shape = this.shape(definition.type, below);
    return { name: responseName, nodes, below, definition, parentType, guarded, ruleSet, shape };
  }

  private shape(type: GraphQLOutputType, below: Selection, isNullable = true): Shape {
    if (isNonNullType(type)) return this.shape(type.ofType, below, false);
    if (isListType(type)) return { kind: 'list', item: this.shape(type.ofType, below), isNullable };
    if (isLeafType(type)) return { kind: 'leaf', type, isNullable };
    const plans = new Map<GraphQLObjectType, ObjectPlan>();
    const planOf = (object: GraphQLObjectType) =>
      getOrInsert(plans, object, () => this.objectPlan(object, below.on(object.name)));
    return isAbstractType(type)
      ? { kind: 'abstract', type, planOf, isNullable }
      : { kind: 'object', plan: () => planOf(type), isNullable };
  }
}

/** Every object has `__proto__` by birth, and setting it sets no member: where a client asks for that name, objects are born with nothing. */
function blankOf(type: GraphQLObjectType, selected: SelectedFields): () => Container {
  const isOdd = selected.has('__proto__');
  const blank = (isOdd ? Object.create(null) : {}) as Container;
  for (const { responseName, name } of selected.values())
    blank[responseName] = name === TypeNameMetaFieldDef.name ? type.name : null;
  return isOdd ? () => Object.assign(Object.create(null) as Container, blank) : () => ({ ...blank });
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

function asksOfSchema(selected: SelectedFields): boolean {
  return [...selected.values()].some(({ name }) => name === SchemaMetaFieldDef.name || name === TypeMetaFieldDef.name);
}

/** Where these rules stand among the sets, the last one if they are new. */
function placeOf(rules: readonly Rule[], ruleSets: (readonly Rule[])[]): number | null {
  if (rules.length === 0) return null;
  const known = ruleSets.findIndex((set) => set.length === rules.length && set.every((rule, i) => rule === rules[i]));
  return known === -1 ? ruleSets.push(rules) - 1 : known;
}
