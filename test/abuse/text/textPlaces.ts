import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Model } from '../../../src/model/Model';

/** A place of the API in which a client may put a string: an argument, or a field of an input at any depth. */
export interface TextPlace {
  /** Such as `Mutation.placeOrder(input:).lines.productId`. */
  readonly coordinate: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** Who gets as far as to its validators and its resolver. */
  readonly roles: readonly string[];
  /** The same operation with the text in a variable, and in the document itself. */
  readonly byVariable: (text: string) => Asked;
  readonly byLiteral: (text: string) => Asked;
}

export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What stands in all other places: by the name of the type. Ids by the coordinate of their argument, where they must lead somewhere. */
export type Examples = Readonly<Record<string, unknown>>;

/** A field with arguments, and how to get there. */
interface Reached {
  readonly field: GraphQLField<unknown, unknown>;
  readonly type: GraphQLObjectType;
  readonly operation: TextPlace['operation'];
  readonly roles: readonly string[];
  /** Puts a selection of the field's type into a whole operation's selection. */
  readonly within: (selection: string) => string;
}

/** Every place of the API in which a string may stand, found from the schema: what is added to it is among them. */
export function textPlaces(
  { schema, model }: { schema: GraphQLSchema; model: Model },
  examples: Examples,
): TextPlace[] {
  return reachedFields(schema, model, examples).flatMap((reached) =>
    reached.field.args.flatMap((argument) =>
      leavesOf(argument.type).map(({ path }) => placeAt(reached, argument, path, examples)),
    ),
  );
}

/** Breadth first, so that each type is reached by the shortest way. */
function reachedFields(schema: GraphQLSchema, model: Model, examples: Examples): Reached[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  const seen = new Set<string>();
  const all: Reached[] = [];
  let level: Reached[] = roots.flatMap(([operation, type]) =>
    type ? fieldsOf(type, { operation, roles: [], within: (selection) => selection }) : [],
  );
  while (level.length > 0) {
    all.push(...level);
    level = level.flatMap((reached) => {
      const below = getNamedType(reached.field.type);
      if (reached.operation !== 'query' || !isObjectType(below) || seen.has(below.name)) return [];
      seen.add(below.name);
      const within = (selection: string) => reached.within(call(reached.field, examples, {}, `{ ${selection} }`));
      return fieldsOf(below, { ...reached, within });
    });
  }
  return all;

  function fieldsOf(type: GraphQLObjectType, way: Pick<Reached, 'operation' | 'roles' | 'within'>): Reached[] {
    return Object.values(type.getFields()).map((field) => {
      const rule = model.types.get(type.name)?.fields.get(field.name)?.ownRule;
      const roles = rule ? rule.grants.map(({ role }) => role) : way.roles;
      return { ...way, field, type, roles };
    });
  }
}

function placeAt(reached: Reached, argument: GraphQLArgument, path: readonly string[], examples: Examples): TextPlace {
  const { field, type, operation, roles } = reached;
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const asked = (value: string, variables = ''): string =>
    `${operation}${variables} { ${reached.within(call(field, examples, { [argument.name]: value }, selection))} }`;
  return {
    coordinate: [`${type.name}.${field.name}(${argument.name}:)`, ...path].join('.'),
    operation,
    roles,
    byVariable: (text) => ({
      query: asked('$value', ` ($value: ${String(argument.type)})`),
      variables: { value: filled(argument.type, examples, path, text) },
    }),
    byLiteral: (text) => ({ query: asked(literal(filled(argument.type, examples, path, text), argument.type)) }),
  };
}

/** The field with its required arguments, and those given. */
function call(
  field: GraphQLField<unknown, unknown>,
  examples: Examples,
  given: Readonly<Record<string, string>>,
  selection: string,
): string {
  const values = field.args
    .filter((argument) => argument.name in given || isRequiredArgument(argument))
    .map((argument) => {
      const value = given[argument.name] ?? literal(exampleFor(argument, examples, field.name), argument.type);
      return `${argument.name}: ${value}`;
    });
  return `${field.name}${values.length > 0 ? `(${values.join(', ')})` : ''} ${selection}`;
}

function exampleFor(argument: GraphQLArgument, examples: Examples, fieldName: string): unknown {
  return examples[`${fieldName}(${argument.name}:)`] ?? filled(argument.type, examples);
}

/** A value of the type with everything that is required, and the text at the end of the path. */
function filled(type: GraphQLInputType, examples: Examples, path?: readonly string[], text?: string): unknown {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) return [filled(nullable.ofType, examples, path, text)];
  if (!isInputObjectType(nullable)) return path === undefined ? exampleOf(nullable, examples) : text;
  const [next, ...rest] = path ?? [];
  const fields = Object.values(nullable.getFields()).filter(
    (field) => field.name === next || isRequiredInputField(field),
  );
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      field.name === next ? filled(field.type, examples, rest, text) : filled(field.type, examples),
    ]),
  );
}

function exampleOf(type: GraphQLLeafType, examples: Examples): unknown {
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (type.name in examples) return examples[type.name];
  throw new RangeError(`expected an example of a ${type.name}`);
}

/** The paths to all leaves of an input. */
function leavesOf(type: GraphQLInputType, path: readonly string[] = []): { path: readonly string[] }[] {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return [{ path }];
  return Object.values(named.getFields()).flatMap((field) => leavesOf(field.type, [...path, field.name]));
}

function literal(value: unknown, type: GraphQLInputType): string {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) {
    const { ofType } = nullable as { ofType: GraphQLInputType };
    return `[${(value as unknown[]).map((each) => literal(each, ofType)).join(', ')}]`;
  }
  if (isInputObjectType(nullable)) {
    const fields = nullable.getFields();
    const members = Object.entries(value as object).map(
      ([name, each]) => `${name}: ${literal(each, fields[name]!.type)}`,
    );
    return `{ ${members.join(', ')} }`;
  }
  const isName =
    isEnumType(nullable) &&
    nullable.getValue(value as string) !== null &&
    nullable.getValue(value as string) !== undefined;
  return isName ? (value as string) : JSON.stringify(value);
}
