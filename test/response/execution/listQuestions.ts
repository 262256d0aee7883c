import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** For arguments, by "Type.field(argument)", what is given for them in a document. */
export type Given = Readonly<Record<string, unknown>>;

/** A list of the schema, and one way to ask for all that stands in it. */
export interface ListQuestion {
  /** Of the field that is the list. */
  readonly coordinate: string;
  /** Names in the answer, from its root to the list. */
  readonly path: readonly string[];
  /** Whether it comes in pages; then these arguments take a page. */
  readonly isPaged: boolean;
  readonly document: (page?: Readonly<Record<string, unknown>>) => string;
}

interface Step {
  readonly type: GraphQLObjectType;
  readonly field: Field;
}

type Field = GraphQLField<unknown, unknown>;

/**
 * Every list that a query can lead to, by the shortest way from each field of the root; and every mutation that answers a page.
 * Throws where a field on the way needs an argument that is not given: then nobody knows how to ask for what lies behind it.
 */
export function listQuestions(schema: GraphQLSchema, given: Given): ListQuestion[] {
  const query = schema.getQueryType()!;
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(({ type }) => isPage(type));
  const pages = mutations.map((field) => [{ type: schema.getMutationType()!, field }]);
  return [...Object.values(query.getFields()).flatMap((field) => waysToLists({ type: query, field })), ...pages].map(
    (way) => questionOf(schema, way, given),
  );
}

/** From this field on, the shortest way to each list that lies behind it. */
function waysToLists(first: Step): Step[][] {
  const lists: Step[][] = [];
  const seen = new Set<GraphQLObjectType>();
  const found = new Set<string>();
  for (let ways = [[first]]; ways.length > 0;) {
    const next: Step[][] = [];
    for (const way of ways) {
      const { type, field } = way.at(-1)!;
      const coordinate = `${type.name}.${field.name}`;
      const isOfPage = isPage(type);
      if (!isOfPage && isList(field.type) && !found.has(coordinate)) lists.push(way);
      found.add(coordinate);
      const to = getNamedType(field.type);
      if (!isObjectType(to) || seen.has(to)) continue;
      seen.add(to);
      next.push(...Object.values(to.getFields()).map((each) => [...way, { type: to, field: each }]));
    }
    ways = next;
  }
  return lists;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type)) || isPage(type);
}

function isPage(type: GraphQLOutputType): boolean {
  const named = getNamedType(type);
  return isObjectType(named) && 'pageInfo' in named.getFields();
}

function questionOf(schema: GraphQLSchema, way: readonly Step[], given: Given): ListQuestion {
  const { type, field } = way.at(-1)!;
  const operation = way[0]!.type === schema.getMutationType() ? 'mutation' : 'query';
  const document = (page: Readonly<Record<string, unknown>> = {}) => {
    const heads = way.map((step) => `${step.field.name}${argumentsOf(step, given, step.field === field ? page : {})}`);
    return `${operation} { ${heads.join(' { ')} ${everythingIn(schema, field.type, LEVELS)} ${'} '.repeat(heads.length)}`;
  };
  return {
    coordinate: `${type.name}.${field.name}`,
    path: way.map((step) => step.field.name),
    isPaged: isPage(field.type),
    document,
  };
}

/** Down to the values of an edge's node. */
const LEVELS = 3;

/** A selection of all that needs no argument, so many levels deep. */
function everythingIn(schema: GraphQLSchema, output: GraphQLOutputType, levels: number): string {
  const type = getNamedType(output);
  if (!isCompositeType(type)) return '';
  if (isAbstractType(type)) {
    const inside = schema
      .getPossibleTypes(type)
      // Fields of one name may be of other types.
      .map((each) => `... on ${each.name} { ${fieldsOf(schema, each, levels, `${each.name}_`)} }`);
    return `{ __typename ${inside.join(' ')} }`;
  }
  return isObjectType(type) ? `{ ${fieldsOf(schema, type, levels)} }` : '';
}

function fieldsOf(schema: GraphQLSchema, type: GraphQLObjectType, levels: number, prefix = ''): string {
  const fields = Object.values(type.getFields()).filter(
    (field) => field.args.length === 0 && (levels > 0 || !isCompositeType(getNamedType(field.type))),
  );
  const selected = fields.map((field) => {
    const alias = prefix && `${prefix}${field.name}: `;
    return `${alias}${field.name} ${everythingIn(schema, field.type, levels - 1)}`;
  });
  return ['__typename', ...selected].join(' ');
}

function argumentsOf({ type, field }: Step, given: Given, page: Readonly<Record<string, unknown>>): string {
  const values = field.args.flatMap((argument) => {
    const name = `${type.name}.${field.name}(${argument.name})`;
    const value = page[argument.name] ?? given[name];
    if (value === undefined && isRequiredArgument(argument)) throw new Error(`expected a value for ${name}`);
    return value === undefined ? [] : [`${argument.name}: ${JSON.stringify(value)}`];
  });
  return values.length === 0 ? '' : `(${values.join(' ')})`;
}
