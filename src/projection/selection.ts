import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  visit,
  type DirectiveNode,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
} from 'graphql';
import { parseResolveInfo, type FieldsByTypeName, type ResolveTree } from 'graphql-parse-resolve-info';

/**
 * What a field's selection set asks for, by type condition and response name: fragments, aliases, `@skip` and `@include` are
 * resolved, fields merged from several places are one.
 */
export type Selection = Readonly<Record<string, Readonly<Record<string, SelectedField>>>>;

interface SelectedField {
  readonly name: string;
  readonly fieldsByTypeName: Selection;
}

/** What was found before for one field of a document. */
interface Found {
  readonly nodes: readonly FieldNode[];
  readonly returnType: GraphQLOutputType;
  readonly conditions: readonly string[];
  readonly values: readonly unknown[];
  readonly selection: Selection;
}

const found = new WeakMap<FieldNode, Found[]>();
const conditionsIn = new WeakMap<OperationDefinitionNode, readonly string[]>();
/** Of one field, for as many values of the variables in `@skip` and `@include`. */
const MAX_FOUND = 16;

/**
 * What is selected below the field that is being resolved. The same object each time for the same place in a document, as long as the
 * variables in its `@skip` and `@include` have the same values: what is derived from it can be kept beside it.
 */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  const [first] = info.fieldNodes;
  if (!first) return {};
  const conditions = conditionsOf(info);
  const values = conditions.map((name) => info.variableValues[name]);
  const before = found.get(first) ?? [];
  const same = before.find(
    (each) =>
      each.conditions === conditions &&
      each.returnType === info.returnType &&
      areSame(each.values, values) &&
      areSame(each.nodes, info.fieldNodes),
  );
  if (same) return same.selection;
  const tree = parseResolveInfo(info) as ResolveTree | null | undefined;
  const selection = plain(tree?.fieldsByTypeName ?? {});
  const made = { nodes: info.fieldNodes, returnType: info.returnType, conditions, values, selection };
  found.set(first, [made, ...before.slice(0, MAX_FOUND - 1)]);
  return selection;
}

/** The variables in `@skip` and `@include`, which say whether something is selected; one array for one operation. */
export function conditionsOf({
  operation,
  fragments,
}: Pick<GraphQLResolveInfo, 'operation' | 'fragments'>): readonly string[] {
  const known = conditionsIn.get(operation);
  if (known) return known;
  const names = new Set<string>();
  const note = ({ name, arguments: args = [] }: DirectiveNode): void => {
    if (name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) return;
    for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
  };
  for (const part of [operation, ...Object.values(fragments)]) visit(part, { Directive: note });
  const conditions = [...names];
  conditionsIn.set(operation, conditions);
  return conditions;
}

function areSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

/** Without arguments: these may come from variables, and are different from request to request. */
function plain(selection: FieldsByTypeName): Selection {
  return mapValues(selection, (fields) =>
    mapValues(fields, ({ name, fieldsByTypeName }) => ({ name, fieldsByTypeName: plain(fieldsByTypeName) })),
  );
}

function mapValues<From, To>(map: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}

/** The selections below all fields of these names on the path, united: `below(selection, ['edges', 'node'])`. */
export function below(selection: Selection, path: readonly string[]): Selection[] {
  const [name, ...rest] = path;
  if (name === undefined) return [selection];
  return Object.values(selection)
    .flatMap((fields) => Object.values(fields))
    .filter((field) => field.name === name)
    .flatMap((field) => below(field.fieldsByTypeName, rest));
}

/** Names of the fields selected for one of these type names, each with the selections below it. */
export function selectedFields(
  selections: readonly Selection[],
  typeNames: readonly string[],
): Map<string, Selection[]> {
  const found = new Map<string, Selection[]>();
  for (const selection of selections) {
    for (const typeName of typeNames) {
      for (const field of Object.values(selection[typeName] ?? {})) {
        found.set(field.name, [...(found.get(field.name) ?? []), field.fieldsByTypeName]);
      }
    }
  }
  return found;
}
