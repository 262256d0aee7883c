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
} from 'graphql';
import { EXTENSION, type ScalarNote } from './annotations';

/** A scalar refuses a value. The message is for the client: what was expected, and nothing of what came. */
export class ScalarError extends GraphQLError {}

/**
 * The same scalar for texts of at most `maxLength` UTF-16 code units: a longer one is refused before the scalar, and whatever patterns it has,
 * sees it. Its description says so.
 */
export function boundedText<Internal, External>(
  scalar: GraphQLScalarType<Internal, External>,
  maxLength: number,
): GraphQLScalarType<Internal, External> {
  const config = scalar.toConfig();
  const { name, description } = config;
  const refuseLonger = (text: unknown): void => {
    if (typeof text === 'string' && text.length > maxLength)
      throw new ScalarError(`Expected ${name} to have at most ${String(maxLength)} characters.`);
  };
  const note: ScalarNote = { kind: 'scalar', maxLength };
  return new GraphQLScalarType<Internal, External>({
    ...config,
    description: [description, `At most ${String(maxLength)} characters.`].join(' ').trim(),
    extensions: { ...config.extensions, [EXTENSION]: note },
    parseValue: (value) => {
      refuseLonger(value);
      return config.parseValue(value);
    },
    parseLiteral: (node, variables) => {
      if ('value' in node) refuseLonger(node.value);
      return config.parseLiteral(node, variables);
    },
  });
}

/** The longest text that a scalar takes; `null` where it does not say. */
export function maxLengthOf({ extensions }: GraphQLScalarType): number | null {
  return (extensions[EXTENSION] as ScalarNote | undefined)?.maxLength ?? null;
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
    .map(({ name }) => `${name}: expected a bound of what clients may send; write boundedText(${name}, maxLength)`);
}

function inputsOf(type: GraphQLNamedType): GraphQLInputType[] {
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => field.type);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ args }) => args.map((argument) => argument.type));
}
