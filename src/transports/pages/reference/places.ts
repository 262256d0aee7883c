import { isEnumType, type GraphQLSchema } from 'graphql';
import { isErrorCode } from '../../../response/errorCodes';

export const DOCS_PATH = '/docs';

/** The root types: each of their fields has a page of its own. */
export const ROOTS = [
  { typeName: 'Query', segment: 'queries', title: 'Queries', one: 'Query', keyword: 'query' },
  { typeName: 'Mutation', segment: 'mutations', title: 'Mutations', one: 'Mutation', keyword: 'mutation' },
  {
    typeName: 'Subscription',
    segment: 'subscriptions',
    title: 'Subscriptions',
    one: 'Subscription',
    keyword: 'subscription',
  },
] as const;

export type Root = (typeof ROOTS)[number];

export const ERRORS_PATH = `${DOCS_PATH}/errors`;
export const LIMITS_PATH = `${DOCS_PATH}/limits`;
export const TYPES_PATH = `${DOCS_PATH}/types`;
export const GUIDES_PATH = `${DOCS_PATH}/guides`;
export const A_TO_Z_PATH = `${DOCS_PATH}/a-z`;
/** What the words beside each thing mean. */
export const WHO_PATH = `${DOCS_PATH}#who`;
export const SEARCH_INDEX_PATH = `${DOCS_PATH}/search.json`;

export function pathOfRoot({ segment }: Root): string {
  return `${DOCS_PATH}/${segment}`;
}

export function pathOfType(name: string): string {
  const root = ROOTS.find(({ typeName }) => typeName === name);
  return root ? pathOfRoot(root) : `${TYPES_PATH}/${name}`;
}

/** Where a field, an input's field or a value of an enum is told of. */
export function pathOfMember(typeName: string, name: string): string {
  const root = ROOTS.find((each) => each.typeName === typeName);
  return root ? `${pathOfRoot(root)}/${name}` : `${pathOfType(typeName)}#${name}`;
}

/** The name of a heading’s place, as GitHub makes it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

/** Finds what a word in a string names: a type, `Type.member`, an operation or an error code. */
export class Places {
  private readonly byName: ReadonlyMap<string, string>;

  constructor(schema: GraphQLSchema) {
    this.byName = new Map([...operationsOf(schema), ...typesOf(schema)]);
  }

  /** `null` where it names nothing of ours. */
  of(word: string): string | null {
    if (isErrorCode(word)) return `${ERRORS_PATH}#${anchorOf(word)}`;
    return this.byName.get(word) ?? null;
  }
}

function operationsOf(schema: GraphQLSchema): [string, string][] {
  return ROOTS.flatMap(({ typeName }) =>
    Object.keys(fieldsOf(schema, typeName)).map((name): [string, string] => [name, pathOfMember(typeName, name)]),
  );
}

function typesOf(schema: GraphQLSchema): [string, string][] {
  const names = Object.keys(schema.getTypeMap()).filter((name) => !name.startsWith('__'));
  return names.flatMap((name): [string, string][] => [
    [name, pathOfType(name)],
    ...Object.keys(fieldsOf(schema, name)).map((field): [string, string] => [
      `${name}.${field}`,
      pathOfMember(name, field),
    ]),
  ]);
}

/** Of an object, an interface or an input; the values of an enum. */
function fieldsOf(schema: GraphQLSchema, typeName: string): Readonly<Record<string, unknown>> {
  const type = schema.getType(typeName);
  if (!type) return {};
  if (isEnumType(type)) return Object.fromEntries(type.getValues().map(({ name }) => [name, true]));
  return 'getFields' in type ? type.getFields() : {};
}
