import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse } from 'graphql';
import type {
  ConstDirectiveNode,
  FieldDefinitionNode,
  InputObjectTypeDefinitionNode,
  InputValueDefinitionNode,
  InterfaceTypeDefinitionNode,
  ObjectTypeDefinitionNode,
  StringValueNode,
  TypeNode,
} from 'graphql';
import { ROLES, type Role } from './accessTable';

/**
 * What the committed SDL says about access, read from its text alone: nothing of the product's model or compiler is used, so that
 * an audit by it is a second opinion.
 */
export type Condition = 'always' | 'own' | 'visit';

export interface SdlGrant {
  readonly role: Role;
  readonly condition: Condition;
}

/** `null`: no `@auth` here; `'asParent'`: whoever may see the field that leads here. */
export type SdlAuth = readonly SdlGrant[] | 'asParent' | null;

export interface SdlField {
  readonly coordinate: string;
  readonly auth: SdlAuth;
  /** Whether `@auth` asks for a second factor beside. */
  readonly mfa: boolean;
  readonly description: string;
  readonly isNonNull: boolean;
  readonly isList: boolean;
  /** The type inside of lists and `!`. */
  readonly namedType: string;
}

export interface SdlType {
  readonly name: string;
  readonly kind: 'object' | 'interface' | 'input' | 'root';
  readonly auth: SdlAuth;
  readonly mfa: boolean;
  readonly description: string;
  readonly interfaces: readonly string[];
  readonly fields: ReadonlyMap<string, SdlField>;
}

export type Sdl = ReadonlyMap<string, SdlType>;

const CONDITIONS: readonly string[] = ['always', 'own', 'visit'];
const ROOTS = ['Query', 'Mutation', 'Subscription'];

export const SDL_FILE = join(__dirname, '../../schema/schema.graphql');

/** The types with fields of an SDL text, by name. Throws a `RangeError` for an `@auth` that is not understood. */
export function readSdl(text = readFileSync(SDL_FILE, 'utf8')): Sdl {
  const types = parse(text).definitions.flatMap((definition): SdlType[] => {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION)
      return [typeOf(definition, ROOTS.includes(definition.name.value) ? 'root' : 'object')];
    if (definition.kind === Kind.INTERFACE_TYPE_DEFINITION) return [typeOf(definition, 'interface')];
    return definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? [typeOf(definition, 'input')] : [];
  });
  return new Map(types.map((type) => [type.name, type]));
}

/** Every field of every type, input and interface. */
export function fieldsOf(sdl: Sdl): SdlField[] {
  return [...sdl.values()].flatMap(({ fields }) => [...fields.values()]);
}

/** The rule that counts for a field: its own, else its type's. */
export function effectiveAuth({ auth: ofType }: SdlType, { auth: ofField }: SdlField): SdlAuth {
  return ofField ?? ofType;
}

/** Whether a place has roles of its own, and not its parent's or none. */
export function isRule(auth: SdlAuth | undefined): auth is readonly SdlGrant[] {
  return Array.isArray(auth);
}

type Definition = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | InputObjectTypeDefinitionNode;

function typeOf(definition: Definition, kind: SdlType['kind']): SdlType {
  const name = definition.name.value;
  const fields = (definition.fields ?? []).map((field) => [field.name.value, fieldOf(name, field)] as const);
  return {
    name,
    kind,
    auth: authOf(name, definition.directives),
    mfa: asksForSecondFactor(definition.directives),
    description: textOf(definition.description),
    interfaces: 'interfaces' in definition ? (definition.interfaces ?? []).map((each) => each.name.value) : [],
    fields: new Map(fields),
  };
}

function fieldOf(typeName: string, field: FieldDefinitionNode | InputValueDefinitionNode): SdlField {
  const coordinate = `${typeName}.${field.name.value}`;
  return {
    coordinate,
    auth: authOf(coordinate, field.directives),
    mfa: asksForSecondFactor(field.directives),
    description: textOf(field.description),
    ...shapeOf(field.type),
  };
}

function shapeOf(type: TypeNode): Pick<SdlField, 'isNonNull' | 'isList' | 'namedType'> {
  if (type.kind === Kind.NON_NULL_TYPE) return { ...shapeOf(type.type), isNonNull: true };
  if (type.kind === Kind.LIST_TYPE) return { ...shapeOf(type.type), isList: true, isNonNull: false };
  return { isNonNull: false, isList: false, namedType: type.name.value };
}

function textOf(description: StringValueNode | undefined): string {
  return description?.value ?? '';
}

/** What does not say who may, but when. */
const BESIDE_ROLES = ['mfa', 'absentWhen', 'absentFor'];

function authOf(place: string, directives: readonly ConstDirectiveNode[] = []): SdlAuth {
  const [directive, another] = directives.filter(({ name }) => name.value === 'auth');
  if (another) throw new RangeError(`${place}: expected one @auth`);
  if (!directive) return null;
  const written = (directive.arguments ?? []).map(({ name, value }) => [name.value, value] as const);
  const [[first, value] = []] = written;
  if (first === 'asParent' && written.length === 1 && value?.kind === Kind.BOOLEAN && value.value) return 'asParent';
  return written
    .filter(([name]) => !BESIDE_ROLES.includes(name))
    .flatMap(([condition, roles]) => {
      if (!CONDITIONS.includes(condition)) throw new RangeError(`${place}: unexpected argument ${condition} of @auth`);
      const names = roles.kind === Kind.LIST ? roles.values : [roles];
      return names.map((name) => ({ role: roleOf(place, name), condition: condition as Condition }));
    });
}

function asksForSecondFactor(directives: readonly ConstDirectiveNode[] = []): boolean {
  const written = directives.flatMap((directive) => directive.arguments ?? []).find(({ name }) => name.value === 'mfa');
  if (!written) return false;
  if (written.value.kind !== Kind.BOOLEAN || !written.value.value) throw new RangeError('expected mfa: true in @auth');
  return true;
}

function roleOf(place: string, node: { readonly kind: string; readonly value?: unknown }): Role {
  const role = ROLES.find((each) => node.kind === (Kind.ENUM as string) && each === node.value);
  if (role === undefined) throw new RangeError(`${place}: expected a role in @auth`);
  return role;
}
