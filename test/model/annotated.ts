import { buildSchema, isObjectType, type GraphQLSchema } from 'graphql';
import {
  EXTENSION,
  type Codec,
  type FieldNote,
  type ScalarNote,
  type StoredNote,
  type TypeNote,
  type ValueNote,
} from '../../src/model/annotations';
import type { Item } from '../../src/storage/requests';
import { ROLES } from '../access/principals';

const DIRECTIVE = `
  directive @auth(always: [Role!], own: [Role!], visit: [Role!], mfa: Boolean, absentWhen: String, absentFor: [Role!], asParent: Boolean) on
    OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_OBJECT | INPUT_FIELD_DEFINITION
  enum Role { ${ROLES.join(' ')} }
`;

/** Notes by coordinate: `Type` or `Type.field`. */
export type Notes = Readonly<Record<string, TypeNote | FieldNote | ScalarNote>>;

/**
 * A schema as `src/model` takes it: what the decorators would leave behind, made of SDL and notes. SDL that breaks GraphQL's own
 * rules for directives passes here, as it passes the decorators.
 */
export function annotated(sdl: string, notes: Notes): GraphQLSchema {
  const schema = buildSchema(DIRECTIVE + sdl, { assumeValidSDL: true });
  for (const [coordinate, note] of Object.entries(notes))
    placeAt(schema, coordinate).extensions = { [EXTENSION]: note };
  return schema;
}

function placeAt(schema: GraphQLSchema, coordinate: string): { extensions: object } {
  const [typeName = '', fieldName] = coordinate.split('.');
  const type = schema.getType(typeName);
  const place = fieldName === undefined ? type : isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!place) throw new Error(`the schema under test has no ${coordinate}`);
  return place;
}

export function stored(options: Partial<Omit<StoredNote, 'kind'>> = {}): StoredNote {
  return {
    kind: 'stored',
    key: { pk: 'PLACE#{placeId}', sk: 'THING#{thingId}' },
    facts: [],
    inherits: [],
    shared: [],
    existsWhenOwned: false,
    changes: false,
    ...options,
  };
}

export const embedded: TypeNote = { kind: 'embedded' };
export const globalId: FieldNote = { kind: 'globalId' };

export function value(...facts: readonly string[]): ValueNote {
  return { kind: 'value', facts };
}

export function attribute(name: string | null = null, codec: Codec | null = null): FieldNote {
  return { kind: 'attribute', name, codec };
}

export function computed(from: readonly string[], compute: (item: Item) => unknown = () => null): FieldNote {
  return { kind: 'computed', from, compute };
}

export function needs(...attributes: readonly string[]): FieldNote {
  return { kind: 'resolver', needs: attributes };
}
