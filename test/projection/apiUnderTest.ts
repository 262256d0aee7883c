import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { Reference } from '../../src/loading/Reference';
import type { AccessPattern } from '../../src/model/AccessPattern';
import type { FieldNote } from '../../src/model/annotations';
import { compileModel } from '../../src/model/checks/compileModel';
import type { Entity, Model } from '../../src/model/Model';
import type { Context } from '../../src/response/Context';
import { guardSchema, type GuardedFields } from '../../src/response/guard';
import type { Item } from '../../src/storage/requests';
import { access, ROLES } from '../access/principals';
import {
  annotated,
  attribute,
  computed,
  embedded,
  globalId,
  needs,
  stored,
  value,
  type Notes,
} from '../model/annotated';
import {
  PARTS,
  type AbsenceSpec,
  type ApiSpec,
  type FieldSpec,
  type GrantSpec,
  type MapSpec,
  type TypeSpec,
} from './randomApi';

/** The random API as it is served: compiled, guarded, with resolvers that do nothing but ask the reader. */
export interface ServedApi {
  readonly schema: GraphQLSchema;
  readonly model: Model;
  readonly guarded: GuardedFields;
  readonly sdl: string;
}

const EVERYONE = `@auth(always: [${ROLES.join(', ')}])`;

/** `instead`: resolvers in place of those below, by coordinate. */
export function serve(spec: ApiSpec, instead: Readonly<Record<string, Resolve>> = {}): ServedApi {
  const sdl = sdlOf(spec);
  const schema = annotated(sdl, notesOf(spec));
  const model = compileModel(schema, access);
  resolve(schema, { ...RESOLVERS, ...instead });
  const guarded = guardSchema(schema, model);
  return { schema, model, guarded, sdl };
}

function sdlOf({ types, maps }: ApiSpec): string {
  const pages = ['Thing', 'Loose'].map(
    (name) => `
      type ${name}Page @auth(asParent: true) { nodes: [${name}] edges: [${name}Edge] }
      type ${name}Edge @auth(asParent: true) { node: ${name} }`,
  );
  return [
    'interface Node @auth(asParent: true) { id: ID }',
    `type Query {
      node(id: ID!): Node ${EVERYONE}
      thing(id: ID!): Thing ${EVERYONE}
      things(of: String!): ThingPage ${EVERYONE}
      loose(of: String!): LoosePage ${EVERYONE}
    }`,
    ...pages,
    ...types.map((type) => `type ${type.name} implements Node ${auth(type)} { id: ID ${fieldsSdl(type.fields)} }`),
    ...maps.map((map) => `type ${map.name} @auth(asParent: true) { ${fieldsSdl(map.fields)} }`),
  ].join('\n');
}

function fieldsSdl(fields: readonly FieldSpec[]): string {
  return fields
    .map((field) => `${field.name}: ${typeSdl(field)}${field.isNonNull ? '!' : ''} ${auth(field)}`)
    .join('\n');
}

function typeSdl({ made, map, isWhole, leadsTo, isNumber }: FieldSpec): string {
  if (made === 'list') return `${leadsTo ?? ''}Page`;
  if (leadsTo !== null) return leadsTo === 'Part' ? '[Part]' : leadsTo;
  if (map) return isWhole ? `[${map.name}]` : map.name;
  return isNumber ? 'Int' : 'String';
}

type Ruled = Pick<FieldSpec, 'rule' | 'mfa'> & { readonly absentWhen?: AbsenceSpec };

function auth({ rule, mfa, absentWhen }: Ruled): string {
  if (!rule) return '';
  const rolesBy = (name: GrantSpec['condition']) =>
    rule.filter((grant) => grant.condition === name).map(({ role }) => role);
  const shown = (['always', 'own', 'visit'] as const)
    .map((name) => [name, rolesBy(name)] as const)
    .filter(([, roles]) => roles.length > 0)
    .map(([name, roles]) => `${name}: [${roles.join(', ')}]`);
  const more = [
    ...(mfa ? ['mfa: true'] : []),
    ...(absentWhen ? [`absentWhen: "${absentWhen.fact}", absentFor: [${absentWhen.roles.join(', ')}]`] : []),
  ];
  const written = [...shown, ...more].join(', ');
  return written === '' ? '@auth' : `@auth(${written})`;
}

function notesOf({ types, maps }: ApiSpec): Notes {
  const values = ['Thing', 'Loose'].flatMap((name) => [`${name}Page`, `${name}Edge`]);
  const notes: [string, Notes[string]][] = [
    ...values.map((name): [string, Notes[string]] => [name, value()]),
    ...types.map((type): [string, Notes[string]] => [type.name, noteOf(type)]),
    ...types.map(({ name }): [string, Notes[string]] => [`${name}.id`, globalId]),
    ...maps.map(({ name }): [string, Notes[string]] => [name, embedded]),
    ...[...types, ...maps].flatMap(fieldNotes),
  ];
  return Object.fromEntries(notes);
}

function noteOf({ pk, sk, facts, inherits, existsWhenOwned }: TypeSpec) {
  return stored({ key: { pk, sk }, facts, inherits, existsWhenOwned, shared: ['unit'] });
}

function fieldNotes({ name, fields }: TypeSpec | MapSpec): [string, FieldNote][] {
  return fields.map((field) => [`${name}.${field.name}`, fieldNote(field, fields)]);
}

function fieldNote({ name, made, takes }: FieldSpec, siblings: readonly FieldSpec[]): FieldNote {
  if (made === 'attribute') return attribute(takes[0] === name ? null : (takes[0] ?? null));
  if (made === 'inUnits') return attribute(null, { shared: ['unit'], show: showInUnits });
  if (made !== 'computed') return needs(...takes);
  const sources = siblings.filter((each) => each.made !== 'computed' && takes.includes(each.name));
  return computed(
    sources.map(({ name }) => name),
    (item) => showComputed(takes, item),
  );
}

export function showInUnits(shown: unknown, { unit }: Item): string {
  return `${text(shown)} ${text(unit)}`;
}

export function showComputed(takes: readonly string[], item: Item): string {
  return takes.map((name) => text(item[name])).join('+');
}

function text(shown: unknown): string {
  return typeof shown === 'string' ? shown : '?';
}

const index = { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' };
const thingsOfPlace: AccessPattern = {
  name: 'thingsOfPlace',
  type: 'Thing',
  index: null,
  partition: 'PLACE#{placeId}',
  prefix: 'THING#',
  descending: false,
  filters: {},
};
const looseOfMember: AccessPattern = {
  ...thingsOfPlace,
  name: 'looseOfMember',
  type: 'Loose',
  index,
  partition: 'MEMBER#{memberId}',
  prefix: null,
};

type Args = Readonly<Record<string, string>>;
type Resolve = (source: Entity, args: Args, context: Context, info: GraphQLResolveInfo) => unknown;

const RESOLVERS: Readonly<Record<string, Resolve>> = {
  'Query.node': (_, { id = '' }) => Reference.toId(id),
  'Query.thing': (_, { id = '' }) => Reference.toId(id, 'Thing'),
  'Query.things': (_, { of = '' }) => Reference.toPage(thingsOfPlace, { placeId: of }, {}),
  'Query.loose': (_, { of = '' }) => Reference.toPage(looseOfMember, { memberId: of }, {}),
  'Place.things': ({ params }) => Reference.toPage(thingsOfPlace, { placeId: params.placeId ?? '' }, {}),
  'Member.loose': ({ params }) => Reference.toPage(looseOfMember, { memberId: params.memberId ?? '' }, {}),
  'Thing.place': ({ params }) => Reference.to('Place', { placeId: params.placeId ?? '' }),
  'Thing.parts': ({ params, facts }, _, { reader }, info) =>
    Promise.all(PARTS.map((part) => reader.resolveReference(Reference.to('Part', { ...params, part }, facts), info))),
  'Part.thing': ({ params: { placeId = '', thingId = '' } }) => Reference.to('Thing', { placeId, thingId }),
};

function resolve(schema: GraphQLSchema, resolvers: Readonly<Record<string, Resolve>>): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      const named = resolvers[`${type.name}.${field.name}`];
      const plain: Resolve = ({ item }) => item[`${field.name}Serial`] ?? null;
      if ('resolve' in field) field.resolve = (named ?? plain) as NonNullable<typeof field.resolve>;
    }
  }
}
