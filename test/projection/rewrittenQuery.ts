import {
  Kind,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Dice } from './Dice';

/** Names that every JavaScript object has by birth, and some that none has. */
const NAMES = [
  ...Object.getOwnPropertyNames(Object.prototype),
  'then',
  'length',
  'name',
  'item',
  'edges',
  'nodes',
  'id',
];
/** Of fields that were added to the document. */
const ADDED = 'added';

/** The same question in other words. */
export interface RewrittenQuery {
  readonly text: string;
  /** Coordinates of the fields that were added. */
  readonly added: ReadonlySet<string>;
  /** An answer to it in the words of the first one, without what was added; members in the order of their names. */
  readonly asFirst: (data: unknown) => unknown;
}

/**
 * Every name in the answer is another one, selections stand in another order, some of them in fragments, and fields were added of those
 * that `denied` names for the type.
 */
export function rewrittenQuery(
  dice: Dice,
  schema: GraphQLSchema,
  text: string,
  denied: (typeName: string) => readonly string[],
): RewrittenQuery {
  const names = newNames(dice, parse(text));
  const added = new Set<string>();
  const fragments: string[] = [];
  const types = new TypeInfo(schema);
  const rewritten = visit(
    parse(text),
    visitWithTypeInfo(types, {
      Field: (node) => ({ ...node, alias: nameNode(names.get(responseName(node))!) }),
      SelectionSet: {
        leave: (node) => {
          const typeName = types.getParentType()!.name;
          const more = denied(typeName).map((field) => (added.add(`${typeName}.${field}`), addedField(field)));
          return {
            ...node,
            selections: split(dice, dice.shuffled([...node.selections, ...more]), typeName, fragments),
          };
        },
      },
    }),
  );
  const before = new Map([...names].map(([first, now]) => [now, first]));
  return { text: [print(rewritten), ...fragments].join('\n'), added, asFirst: (data) => renamed(data, before) };
}

/** The answer as it is, members in the order of their names. */
export function inOrderOfNames(data: unknown): unknown {
  return renamed(data, null);
}

function renamed(data: unknown, names: ReadonlyMap<string, string> | null): unknown {
  if (Array.isArray(data)) return data.map((each) => renamed(each, names));
  if (typeof data !== 'object' || data === null) return data;
  return Object.entries(data)
    .filter(([name]) => !name.startsWith(ADDED))
    .map(([name, value]) => [names ? names.get(name) : name, renamed(value, names)] as const)
    .sort(([one = ''], [other = '']) => (one < other ? -1 : 1));
}

/** Fields that were one in the answer are one again, and none becomes another's. */
function newNames(dice: Dice, document: DocumentNode): Map<string, string> {
  const names = new Set<string>();
  visit(document, { Field: (node) => void names.add(responseName(node)) });
  const free = dice.shuffled(NAMES);
  return new Map([...names].map((name, index) => [name, free[index] ?? `other${String(index)}`]));
}

function responseName({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function addedField(field: string): SelectionNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: field }, alias: nameNode(`${ADDED}_${field}`) };
}

function nameNode(value: string) {
  return { kind: Kind.NAME, value } as const;
}

/** Some of the selections go into a fragment, with or without a name. */
function split(
  dice: Dice,
  selections: readonly SelectionNode[],
  typeName: string,
  fragments: string[],
): SelectionNode[] {
  return selections.map((selection) => {
    if (!dice.chance(30)) return selection;
    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [selection] };
    if (dice.chance(50)) return { kind: Kind.INLINE_FRAGMENT, selectionSet };
    const name = `Split${String(fragments.length)}`;
    fragments.push(`fragment ${name} on ${typeName} ${print(selectionSet)}`);
    return { kind: Kind.FRAGMENT_SPREAD, name: nameNode(name) };
  });
}
