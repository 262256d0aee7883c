import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { pathOfMember } from './places';

/** A place at which a type is used. */
export interface Usage {
  /** The coordinate, such as `Type.field`, `Type.field(argument:)` or `Input.field`. */
  readonly coordinate: string;
  readonly path: string;
  /** Whether clients send it there, or get it. */
  readonly isSent: boolean;
}

/** By the name of the type that is used, every place. */
export function usagesIn(schema: GraphQLSchema): ReadonlyMap<string, readonly Usage[]> {
  const usages = new Map<string, Usage[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    for (const [used, usage] of usagesOf(type)) usages.set(used, [...(usages.get(used) ?? []), usage]);
  }
  return usages;
}

function usagesOf(type: GraphQLNamedType): [string, Usage][] {
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => [
      getNamedType(field.type).name,
      { coordinate: `${type.name}.${field.name}`, path: pathOfMember(type.name, field.name), isSent: true },
    ]);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field): [string, Usage][] => {
    const coordinate = `${type.name}.${field.name}`;
    const path = pathOfMember(type.name, field.name);
    return [
      [getNamedType(field.type).name, { coordinate, path, isSent: false }],
      ...field.args.map((argument): [string, Usage] => [
        getNamedType(argument.type).name,
        { coordinate: `${coordinate}(${argument.name}:)`, path, isSent: true },
      ]),
    ];
  });
}
