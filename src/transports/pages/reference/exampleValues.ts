import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLScalarType,
} from 'graphql';
import { exampleOf } from '../../../model/boundedText';
import { toGlobalId } from '../../../model/globalId';
import type { Model } from '../../../model/Model';

type Place = Pick<GraphQLArgument | GraphQLInputField, 'name' | 'type' | 'defaultValue' | 'deprecationReason'>;

const PLAIN: Readonly<Record<string, unknown>> = { String: 'text', Int: 1, Float: 1.5, Boolean: true };
/** An input that wants nothing but ids is shown with so many of its other fields. */
const OTHERS_SHOWN = 2;

/** Values for variables of examples: the same each time, and such as their types take. */
export class ExampleValues {
  constructor(private readonly model: Model) {}

  /** `below` is the type that is asked for: what an argument `id` is the id of. */
  of({ name, type }: Place, below: string | null): unknown {
    return this.valueOf(type, name, below);
  }

  private valueOf(type: GraphQLInputType, name: string, below: string | null): unknown {
    if (isNonNullType(type)) return this.valueOf(type.ofType, name, below);
    if (isListType(type)) return [this.valueOf(type.ofType, name.replace(/s$/, ''), below)];
    if (isEnumType(type)) return type.getValues()[0]?.name;
    if (isInputObjectType(type)) return this.inputOf(type);
    return type.name === 'ID' ? this.idOf(name, below) : scalarOf(type);
  }

  private inputOf(type: GraphQLInputObjectType): Record<string, unknown> {
    const fields = Object.values(type.getFields()).filter(isCurrent);
    const required = fields.filter(isRequired);
    const isOfIds = required.every((field) => String(field.type) === 'ID!');
    const others = fields.filter((field) => !isRequired(field) && field.name !== 'version');
    const shown = [...required, ...(isOfIds ? others.slice(0, OTHERS_SHOWN) : [])];
    return Object.fromEntries(shown.map((field) => [field.name, this.of(field, null)]));
  }

  /** `thingId` is an id of the type `Thing`. */
  private idOf(name: string, below: string | null): string {
    const [, word] = /^(\w+)Id$/.exec(name) ?? [];
    const named = word === undefined ? below : word.charAt(0).toUpperCase() + word.slice(1);
    const types = [...this.model.types.values()].filter(({ stored }) => stored !== null);
    const type = types.find((each) => each.name === named) ?? types[0];
    return type ? toGlobalId(type.name, ...type.keyNames.map((key) => `example-${key}`)) : 'example';
  }
}

/** What must be sent: it takes no `null`, and nothing stands there unless told. */
export function isRequired({ type, defaultValue }: Place): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

export function isCurrent({ deprecationReason }: { readonly deprecationReason?: string | null | undefined }): boolean {
  return (deprecationReason ?? null) === null;
}

function scalarOf(type: GraphQLScalarType): unknown {
  return PLAIN[type.name] ?? exampleOf(type) ?? 'text';
}
