import {
  getNamedType,
  GraphQLError,
  GraphQLScalarType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import { EXTENSION, type ScalarNote } from './annotations';

/** A scalar refuses a value. The message is for the client: what was expected, and nothing of what came. */
export class ScalarError extends GraphQLError {}

interface Bound {
  /** In UTF-16 code units. */
  readonly maxLength: number;
  /** What a value should be, for whoever sent another one: `a day`. */
  readonly expected: string;
  /** A value that is taken, for messages and for the examples of the reference. */
  readonly example: string;
}

/**
 * The same scalar for texts of at most `maxLength`: a longer one is refused before the scalar, and any pattern it has, sees it. Its
 * description says so. Whatever the scalar throws, the client is told what was expected. Lists and objects, which a scalar may take as well,
 * are not bounded here, but with all other variables, when a request is admitted.
 */
export function boundedText<Internal, External>(
  scalar: GraphQLScalarType<Internal, External>,
  { maxLength, expected: kind, example }: Bound,
): GraphQLScalarType<Internal, External> {
  const config = scalar.toConfig();
  const note: ScalarNote = { kind: 'scalar', maxLength, example };
  const expected = `${kind}, such as ${JSON.stringify(example)}`;
  const refused = (words: string, node?: ValueNode) => new ScalarError(words, { nodes: node ?? null });
  const parsed = (text: unknown, parse: () => Internal, node?: ValueNode): Internal => {
    if (typeof text === 'string' && text.length > maxLength)
      throw refused(`Expected ${expected}, in at most ${String(maxLength)} characters.`, node);
    try {
      return parse();
    } catch {
      throw refused(`Expected ${expected}.`, node);
    }
  };
  return new GraphQLScalarType<Internal, External>({
    ...config,
    description: [config.description, `At most ${String(maxLength)} characters.`].join(' ').trim(),
    extensions: { ...config.extensions, [EXTENSION]: note },
    parseValue: (value) => parsed(value, () => config.parseValue(value)),
    parseLiteral: (node, variables) =>
      parsed('value' in node ? node.value : null, () => config.parseLiteral(node, variables), node),
  });
}

/** The longest text that a scalar takes; `null` where it does not say. */
export function maxLengthOf(scalar: GraphQLScalarType): number | null {
  return noteOf(scalar)?.maxLength ?? null;
}

/** A string that a scalar takes; `null` where it does not say. */
export function exampleOf(scalar: GraphQLScalarType): string | null {
  return noteOf(scalar)?.example ?? null;
}

function noteOf({ extensions }: GraphQLScalarType): ScalarNote | undefined {
  return extensions[EXTENSION] as ScalarNote | undefined;
}

/** Scalars that clients may send text of any length to. One line a problem. */
export function unboundedScalars(schema: GraphQLSchema): string[] {
  const taken = new Set(
    Object.values(schema.getTypeMap())
      .flatMap(inputsOf)
      .map((type) => getNamedType(type)),
  );
  return [...taken]
    .filter((type) => isScalarType(type) && !isSpecifiedScalarType(type) && maxLengthOf(type) === null)
    .map(
      ({ name }) =>
        `${name}: expected a bound of what clients may send; write boundedText(${name}, { maxLength, expected, example })`,
    );
}

function inputsOf(type: GraphQLNamedType): GraphQLInputType[] {
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => field.type);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ args }) => args.map((argument) => argument.type));
}
