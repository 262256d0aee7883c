import type { GraphQLResolveInfo } from 'graphql';
import { parseResolveInfo, type FieldsByTypeName, type ResolveTree } from 'graphql-parse-resolve-info';

/**
 * What a field's selection set asks for, by type condition: fragments, aliases, `@skip` and `@include` are resolved, fields
 * merged from several places are one.
 */
export type Selection = FieldsByTypeName;

/** What is selected below the field that is being resolved. */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  const tree = parseResolveInfo(info) as ResolveTree | null | undefined;
  return tree?.fieldsByTypeName ?? {};
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
