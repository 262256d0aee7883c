import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { isCurrent, isRequired } from './exampleValues';

type Field = GraphQLField<unknown, unknown>;

const MOST_LEAVES = 8;
const MOST_OBJECTS = 3;

/**
 * What an example selects of a type, as text with its braces: fields that take no argument, some levels deep; of a page of a list the items
 * and what leads to the next page. Empty for a scalar or an enum.
 */
export function selectionOf(schema: GraphQLSchema, type: GraphQLNamedOutputType, depth: number): string {
  return new Selections(schema).of(type, depth, []);
}

class Selections {
  constructor(private readonly schema: GraphQLSchema) {}

  of(type: GraphQLNamedOutputType, depth: number, above: readonly string[]): string {
    if (isLeafType(type)) return '';
    const lines = isAbstractType(type) ? this.ofAbstract(type, depth, above) : this.ofObject(type, depth, above);
    return `{ ${lines.join(' ')} }`;
  }

  private ofObject(type: GraphQLObjectType, depth: number, above: readonly string[]): string[] {
    const fields = Object.values(type.getFields()).filter((field) => isCurrent(field) && !field.args.some(isRequired));
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const own = leaves.slice(0, MOST_LEAVES).map(({ name }) => name);
    const below = depth > 0 ? this.objectsOf(fields, depth, [...above, type.name]) : [];
    return own.length + below.length > 0 ? [...own, ...below] : ['__typename'];
  }

  /** Pages of lists cost what is in them: of these, none stands below another thing. */
  private objectsOf(fields: readonly Field[], depth: number, above: readonly string[]): string[] {
    return fields
      .map((field) => ({ field, type: getNamedType(field.type) }))
      .filter(({ type }) => !isLeafType(type) && !above.includes(type.name))
      .filter(({ type }) => above.length === 1 || !isConnection(type))
      .filter(({ field }, _, all) => field.name !== 'edges' || all.length === 1)
      .slice(0, MOST_OBJECTS)
      .map(({ field, type }) => this.ofField(field, type, depth, above));
  }

  private ofField(
    { name, args }: Field,
    type: GraphQLNamedOutputType,
    depth: number,
    above: readonly string[],
  ): string {
    const page = args.some((argument) => argument.name === 'first') ? '(first: 10)' : '';
    const levels = isConnection(type) ? depth : depth - 1;
    return `${name}${page} ${this.of(type, levels, above)}`;
  }

  /** By its interface's own fields, and those of the first type that it may be. */
  private ofAbstract(type: GraphQLAbstractType, depth: number, above: readonly string[]): string[] {
    const [first] = this.schema.getPossibleTypes(type);
    const shared = 'getFields' in type ? Object.keys(type.getFields()) : [];
    const ofFirst =
      first && !above.includes(first.name) ? [`... on ${first.name} ${this.of(first, depth - 1, above)}`] : [];
    return ['__typename', ...shared, ...ofFirst];
  }
}

function isConnection(type: GraphQLNamedOutputType): boolean {
  return isObjectType(type) && type.name.endsWith('Connection');
}
