import {
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isObjectType,
  Kind,
  visit,
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { getFieldDef } from 'graphql/execution/execute';
import { getOrInsert } from '../maps/getOrInsert';

type Values = Readonly<Record<string, unknown>>;
type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** A valid operation with what it is asked with. */
export interface AskedOperation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: Fragments;
  /** Coerced. */
  readonly variables: Values;
}

/** One field of the answer: the same field selected at several places of a document is one. */
export interface SelectedField {
  /** Its name in the answer. A client chooses it: it is a key of maps only, since an object may have it by birth (`constructor`). */
  readonly responseName: string;
  readonly name: string;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Where the document selects it, at least once. */
  readonly nodes: readonly FieldNode[];
  readonly below: Selection;
}

/** Fields by their names in the answer, in its order. */
export type SelectedFields = ReadonlyMap<string, SelectedField>;

/**
 * What is selected on the objects that one field leads to: fragments are spread, `@skip` and `@include` decided, fields merged. This is
 * the one place that works it out; projection, execution, cost, preflight and explanation all read it, so that they cannot disagree.
 * Worked out when it is first asked for.
 */
export class Selection {
  private readonly byType = new Map<string, SelectedFields>();

  constructor(
    private readonly spread: Spread,
    /** What the field leads to. */
    readonly type: GraphQLNamedOutputType,
    /** The field's nodes; `null` for the root. */
    private readonly nodes: readonly FieldNode[] | null,
  ) {}

  /** What is selected on objects of this type. */
  on(typeName: string): SelectedFields {
    return getOrInsert(this.byType, typeName, () => this.spread.fieldsOn(typeName, this.nodes));
  }

  /** Of which types the objects can be: one, unless the field leads to an interface or a union. */
  get objectTypes(): readonly GraphQLObjectType[] {
    const { type } = this;
    if (isObjectType(type)) return [type];
    return isAbstractType(type) ? this.spread.schema.getPossibleTypes(type) : [];
  }
}

/** An operation whose conditions have certain values. */
class Spread {
  readonly root: Selection;

  constructor(
    readonly schema: GraphQLSchema,
    readonly definition: OperationDefinitionNode,
    private readonly fragments: Fragments,
    /** Of the variables in its `@skip` and `@include`. */
    readonly conditions: Values,
  ) {
    const type = schema.getRootType(definition.operation);
    if (!type) throw new TypeError(`the schema has no ${definition.operation} type`);
    this.root = new Selection(this, type, null);
  }

  fieldsOn(typeName: string, nodes: readonly FieldNode[] | null): SelectedFields {
    const { schema, definition, fragments, conditions } = this;
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new TypeError(`expected an object type, got ${typeName}`);
    const collected = nodes
      ? collectSubfields(schema, fragments, conditions, type, nodes)
      : collectFields(schema, fragments, conditions, type, definition.selectionSet);
    const selected = new Map<string, SelectedField>();
    for (const [responseName, fieldNodes] of collected) {
      const field = this.field(type, responseName, fieldNodes);
      if (field) selected.set(responseName, field);
    }
    SPREADS.grown(this, selected.size);
    return selected;
  }

  private field(type: GraphQLObjectType, responseName: string, nodes: readonly FieldNode[]): SelectedField | null {
    const [node] = nodes;
    const definition = node && getFieldDef(this.schema, type, node);
    if (!definition) return null;
    const below = new Selection(this, getNamedType(definition.type), nodes);
    selections.set(nodes, below);
    return { responseName, name: definition.name, definition, nodes, below };
  }
}

/**
 * What was worked out of operations, for as long as there is room: a document can be asked with many values of the variables in its `@skip` and
 * `@include`, and what is derived from each (plans of reads, of the answer) is kept beside it. Those go first that were asked for the
 * longest ago.
 */
class Spreads {
  private readonly byOperation = new WeakMap<OperationDefinitionNode, Spread[]>();
  /** With the number of fields of each; the last asked for is the last. */
  private readonly kept = new Map<Spread, number>();
  private fields = 0;

  constructor(private readonly room: number) {}

  find(definition: OperationDefinitionNode, isSame: (spread: Spread) => boolean): Spread | undefined {
    const found = this.byOperation.get(definition)?.find(isSame);
    if (found) this.touch(found);
    return found;
  }

  keep(spread: Spread): void {
    this.kept.set(spread, 0);
    getOrInsert(this.byOperation, spread.definition, () => []).push(spread);
  }

  /** So many fields more were worked out of it. */
  grown(spread: Spread, fields: number): void {
    const before = this.kept.get(spread);
    if (before === undefined) return;
    this.kept.set(spread, before + fields);
    this.fields += fields;
    for (const [oldest] of this.kept) {
      if (this.fields <= this.room) return;
      if (oldest !== spread) this.drop(oldest);
    }
  }

  private touch(spread: Spread): void {
    const fields = this.kept.get(spread) ?? 0;
    this.kept.delete(spread);
    this.kept.set(spread, fields);
  }

  private drop(spread: Spread): void {
    this.fields -= this.kept.get(spread) ?? 0;
    this.kept.delete(spread);
    const others = this.byOperation.get(spread.definition)?.filter((each) => each !== spread) ?? [];
    this.byOperation.set(spread.definition, others);
  }
}

/**
 * Of all operations. 200 documents of 300 fields, each under 16 conditions, then take 207 MB of heap (the tests' own included), in place of
 * 1,155 MB without a bound.
 */
const SPREADS = new Spreads(50_000);

/** What is selected below the field with these nodes. */
const selections = new WeakMap<readonly FieldNode[], Selection>();
const conditionsIn = new WeakMap<OperationDefinitionNode, readonly string[]>();

/** The operation of a document, as it is asked with these variables. */
export function askedOperation(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  variables: Values,
): AskedOperation {
  return { definition, fragments: getOrInsert(fragmentsIn, document, () => fragmentsOf(document)), variables };
}

/** Asked for several times in one request, and documents are kept. */
const fragmentsIn = new WeakMap<DocumentNode, Fragments>();

function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  return Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/**
 * What the whole operation selects of the root. The same object each time, as long as the variables in its `@skip` and `@include` have
 * the same values: what is derived from it can be kept beside it. Where one of these is `null` in a part that counts, whoever reads that part
 * gets graphql-js's error: such an operation is refused before (`usableOperation`).
 */
export function rootSelection(schema: GraphQLSchema, { definition, fragments, variables }: AskedOperation): Selection {
  const names = conditionsOf(definition, fragments);
  const same = SPREADS.find(
    definition,
    (each) => each.schema === schema && names.every((name) => each.conditions[name] === variables[name]),
  );
  if (same) return same.root;
  const conditions = Object.fromEntries(names.map((name) => [name, variables[name]]));
  const made = new Spread(schema, definition, fragments, conditions);
  SPREADS.keep(made);
  return made.root;
}

/** The fields that the operation itself selects. */
export function rootFields(schema: GraphQLSchema, asked: AskedOperation): SelectedFields {
  const root = rootSelection(schema, asked);
  return root.on(root.type.name);
}

/** What is selected below the field that is being resolved, whoever executes. */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  return selections.get(info.fieldNodes) ?? selectionAt(info);
}

/** By its place in the answer, where nodes were collected by another executor than ours. */
function selectionAt(info: GraphQLResolveInfo): Selection {
  const { schema, operation: definition, fragments, variableValues: variables } = info;
  let selection = rootSelection(schema, { definition, fragments, variables });
  for (const { key, typename } of stepsTo(info.path)) {
    const field = selection.on(typename).get(key);
    if (!field) throw new TypeError(`expected ${typename}.${info.fieldName} to be selected`);
    selection = field.below;
  }
  return selection;
}

/** The fields on the way, without positions in lists. */
function stepsTo(path: GraphQLResolveInfo['path']): { key: string; typename: string }[] {
  const steps: { key: string; typename: string }[] = [];
  for (let step: GraphQLResolveInfo['path'] | undefined = path; step; step = step.prev) {
    if (step.typename !== undefined) steps.push({ key: String(step.key), typename: step.typename });
  }
  return steps.reverse();
}

/** The variables in `@skip` and `@include`, which say whether something is selected; one array for one operation. */
function conditionsOf(definition: OperationDefinitionNode, fragments: Fragments): readonly string[] {
  return getOrInsert(conditionsIn, definition, () => {
    const names = new Set<string>();
    const spread = new Set<string>();
    const note = ({ name, arguments: args = [] }: DirectiveNode): void => {
      if (name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    };
    const walk = (part: ASTNode): void => {
      visit(part, {
        Directive: note,
        FragmentSpread: ({ name: { value: name } }) => {
          const fragment = fragments[name];
          if (!fragment || spread.has(name)) return;
          spread.add(name);
          walk(fragment);
        },
      });
    };
    walk(definition);
    return [...names];
  });
}

/** What is selected below all fields of these names on the path: `below(selection, ['edges', 'node'])`. */
export function below(selection: Selection, path: readonly string[]): Selection[] {
  const [name, ...rest] = path;
  if (name === undefined) return [selection];
  return fieldsIn(selection)
    .filter((field) => field.name === name)
    .flatMap((field) => below(field.below, rest));
}

/** What is selected on objects of any type that the selection is on. */
export function fieldsIn(selection: Selection): SelectedField[] {
  return selection.objectTypes.flatMap(({ name }) => [...selection.on(name).values()]);
}

/** Names of the fields selected on objects of this type, each with the selections below it. */
export function selectedFields(selections: readonly Selection[], typeName: string): Map<string, Selection[]> {
  const found = new Map<string, Selection[]>();
  for (const selection of selections) {
    for (const field of selection.on(typeName).values()) getOrInsert(found, field.name, () => []).push(field.below);
  }
  return found;
}
