import {
  getNamedType,
  isCompositeType,
  isObjectType,
  parse,
  type DocumentNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { EXTENSION, type TypeNote } from '../../src/model/annotations';

/** Names of the fields of a type that the caller may see. */
export type VisibleFields = (typeName: string) => readonly string[];

/** The relations that an export follows, and what it shows at their end: `null` is everything that the caller may see. */
const RELATIONS: Readonly<Record<string, string | null>> = {
  'Order.lines': null,
  'Order.shop': '{ id name }',
};

const PAGE_INFO = 'hasNextPage hasPreviousPage startCursor endCursor';

/**
 * The query that an export page is the answer to: every field of a customer, their orders and the lines that the caller may see,
 * so that a field which is added to the schema is in the export from then on.
 */
export function exportDocument(schema: GraphQLSchema, visible: VisibleFields): DocumentNode {
  const everything = (typeName: string) => everyField(schema, visible, typeName);
  return parse(`query ($first: Int!, $after: String, $isFirst: Boolean!) { viewer { customer {
    ... @include(if: $isFirst) ${everything('Customer')}
    orders(first: $first, after: $after) { nodes ${everything('Order')} pageInfo { ${PAGE_INFO} } }
  } } }`);
}

function everyField(schema: GraphQLSchema, visible: VisibleFields, typeName: string): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new TypeError(`expected an object type, got ${typeName}`);
  const names = visible(typeName);
  const fields = Object.values(type.getFields()).filter(({ name }) => names.includes(name));
  return `{ ${fields.map((field) => selected(schema, visible, type, field)).join(' ')} }`;
}

/** A field as it stands in the selection; nothing for one that leads to something else's data. */
function selected(
  schema: GraphQLSchema,
  visible: VisibleFields,
  type: GraphQLObjectType,
  { name, args, type: fieldType }: GraphQLField<unknown, unknown>,
): string {
  const target = getNamedType(fieldType);
  const relation = RELATIONS[`${type.name}.${name}`];
  if (args.length > 0) return '';
  if (!isCompositeType(target)) return name;
  if (relation === undefined && !isPartOfItsHolder(target)) return '';
  return `${name} ${relation ?? everyField(schema, visible, target.name)}`;
}

function isPartOfItsHolder({ extensions }: GraphQLNamedType): boolean {
  const note = extensions[EXTENSION] as TypeNote | undefined;
  return note?.kind === 'value' || note?.kind === 'embedded';
}
