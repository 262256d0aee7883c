import { isObjectType, type GraphQLField, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import { EXTENSION, type FieldNote, type TypeNote } from './annotations';

/** What the decorators say of a type; `null` where they say nothing. */
export function typeNoteOf(type: GraphQLNamedType | undefined): TypeNote | null {
  return (type?.extensions[EXTENSION] as TypeNote | undefined) ?? null;
}

/** What the decorators say of a field; `null` where they say nothing. */
export function fieldNoteOf(field: GraphQLField<unknown, unknown> | undefined): FieldNote | null {
  return (field?.extensions[EXTENSION] as FieldNote | undefined) ?? null;
}

/** The field of an object type by its coordinate's parts. */
export function fieldNamed(schema: GraphQLSchema, typeName: string, name: string): GraphQLField<unknown, unknown> {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (!field) throw new RangeError(`no field ${typeName}.${name} in the schema`);
  return field;
}
