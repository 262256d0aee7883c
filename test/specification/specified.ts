import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { Reference } from '../../src/loading/Reference';
import { type serve, showComputed, showInUnits } from '../projection/apiUnderTest';
import {
  PARTS,
  type AbsenceSpec,
  type ApiSpec,
  type FieldSpec,
  type MapSpec,
  type RuleSpec,
  type TypeSpec,
} from '../projection/randomApi';
import type { Spot, WhoAsks, World } from '../projection/randomWorld';
import type { Api, Caller, Field, Items, Key, Rule, Selection, Thing, Type, Values } from './specification';

/*
 * The schemas, worlds, callers and documents that the neighbours serve and run, in the words of the specification. Nothing is decided
 * here.
 */

const OWNS = {
  PASSER: { fact: 'sessionId', by: 'session' },
  MEMBER: { fact: 'memberId', by: 'subject' },
  KEEPER: { fact: 'placeId', by: 'tenants' },
  CHIEF: null,
} as const;
const VISITS = { fact: 'placeId', by: 'visit' } as const;
const EVERYONE: Rule = { grants: Object.keys(OWNS).map((role) => ({ role, condition: 'always' })) };
const UNKEPT = { key: '', keyNames: [], facts: [], inherits: [] };

/** A relation may answer a reference, which is read with those of its neighbours, in place of reading the item itself. */
export const BY_REFERENCE: NonNullable<Parameters<typeof serve>[1]> = {
  'Thing.place': ({ params }) => Reference.to('Place', { placeId: params.placeId ?? '' }),
  'Thing.parts': ({ params, facts }) =>
    Reference.toAll(
      'Part',
      PARTS.map((part) => ({ ...params, part })),
      facts,
    ),
};

/** Without types: what decisions look at. */
export const BOOK: Api = { owns: OWNS, visits: VISITS, types: [], query: valueType('Query', []) };

export function specified(spec: ApiSpec): Api {
  const maps = new Map<string, Type>();
  // Those inside of others were made before them.
  for (const map of spec.maps) mapType(map, maps);
  const types = new Map(spec.types.map((type) => [type.name, storedType(type, maps)]));
  const pages = new Map(['Thing', 'Loose'].map((name) => [name, pageType(name, types.get(name)!)]));
  for (const { name, fields } of spec.types)
    types.get(name)!.fields.push(...fields.filter(isRelation).map((field) => relation(name, field, types, pages)));
  const query = { ...queryType(types, pages), kind: 'root' as const };
  return { ...BOOK, types: [...types.values(), ...maps.values()], query };
}

const isRelation = ({ leadsTo }: FieldSpec) => leadsTo !== null;

function ruled({ rule, mfa, absentWhen }: { rule: RuleSpec; mfa?: true; absentWhen?: AbsenceSpec }) {
  return rule === null
    ? {}
    : {
        rule: {
          grants: [...rule],
          ...(mfa && { mfa }),
          ...(absentWhen && { absentWhen: { ...absentWhen, roles: [...absentWhen.roles] } }),
        },
      };
}

function storedType(type: TypeSpec, maps: ReadonlyMap<string, Type>): Type {
  const { name, pk, sk, keyNames, facts, inherits, existsWhenOwned, fields } = type;
  const id: Field = { name: 'id', takes: [], show: ({ key }) => idOf(name, keyNames, key) };
  return {
    name,
    kind: 'stored',
    ...ruled(type),
    key: `${pk} ${sk}`,
    keyNames: [...keyNames],
    facts: [...facts],
    inherits: [...inherits],
    existsWhenOwned,
    fields: [id, ...fields.filter((field) => !isRelation(field)).map((field) => attribute(field, maps))],
  };
}

function idOf(typeName: string, keyNames: readonly string[], key: Key): string {
  return Buffer.from([typeName, ...keyNames.map((name) => key[name])].join(':')).toString('base64url');
}

function mapType({ name, fields }: MapSpec, maps: Map<string, Type>): Type {
  const known = maps.get(name);
  if (known) return known;
  for (const { map } of fields) if (map) mapType(map, maps);
  const made: Type = { ...UNKEPT, name, kind: 'map', fields: fields.map((field) => attribute(field, maps)) };
  maps.set(name, made);
  return made;
}

function attribute(field: FieldSpec, maps: ReadonlyMap<string, Type>): Field {
  const { name, made, takes, map, isWhole, isNumber, isNonNull } = field;
  const shows: Record<string, Field['show']> = {
    computed: ({ has }) => showComputed(takes, has),
    inUnits: ({ has }) => (has[name] === undefined ? null : showInUnits(has[name], has)),
  };
  const show = shows[made];
  return {
    name,
    ...ruled(field),
    takes: [...takes],
    ...(made !== 'attribute' && made !== 'inUnits' && { isMade: true }),
    ...(isNumber && { isNumber }),
    ...(isNonNull && { isNonNull }),
    ...(show && { show }),
    ...(map && { map: maps.get(map.name)!, ...(isWhole && { isList: true }) }),
  };
}

function valueType(name: string, fields: Field[]): Type {
  return { ...UNKEPT, name, kind: 'value', fields };
}

/** A page is made of the items that its resolver says. */
function pageType(name: string, type: Type): Type {
  const all = ({ has }: Thing) => (has.keys as Key[]).map((key) => ({ type, key }));
  const node: Field = { name: 'node', takes: [], leadsTo: [type], follow: ({ key }) => ({ type, key }) };
  const edge = valueType(`${name}Edge`, [node]);
  return valueType(`${name}Page`, [
    { name: 'nodes', takes: [], leadsTo: [type], follow: all },
    {
      name: 'edges',
      takes: [],
      leadsTo: [edge],
      follow: (from) => all(from).map((around) => ({ type: edge, key: around.key, around })),
    },
  ]);
}

function page(type: Type, items: Items, { keyNames }: Type, isIn: (key: Key, has: Values) => boolean) {
  const keys = [...items].flatMap(([place, has]) => {
    const [name, ...values] = place.split(' ');
    const key = Object.fromEntries(keyNames.map((each, at) => [each, values[at] ?? '']));
    return `${name ?? ''}Page` === type.name && isIn(key, has) ? [key] : [];
  });
  return { type, key: {}, has: { keys } };
}

type Types = ReadonlyMap<string, Type>;

function relation(owner: string, field: FieldSpec, types: Types, pages: Types): Field {
  const { name, made, takes, leadsTo } = field;
  const type = types.get(leadsTo ?? '')!;
  const listed = pages.get(type.name)!;
  const follow: Field['follow'] = ({ key }, _, items) => {
    if (owner === 'Place') return page(listed, items, type, ({ placeId }) => placeId === key.placeId);
    if (owner === 'Member')
      return page(listed, items, type, (_key, has) => has.gsi1pk === `MEMBER#${key.memberId ?? ''}`);
    if (leadsTo === 'Part') return PARTS.map((part) => ({ type, key: { ...key, part } }));
    return { type, key: Object.fromEntries(type.keyNames.map((each) => [each, key[each] ?? ''])) };
  };
  return { name, ...ruled(field), takes: [...takes], isMade: true, leadsTo: [made === 'list' ? listed : type], follow };
}

function queryType(types: Types, pages: Types): Type {
  const item = (args: Values, only?: string) => {
    const [name = '', ...values] = Buffer.from(args.id as string, 'base64url')
      .toString()
      .split(':');
    const type = types.get(name);
    if (!type || (only !== undefined && only !== name)) return null;
    return { type, key: Object.fromEntries(type.keyNames.map((each, at) => [each, values[at] ?? ''])) };
  };
  const [things, loose] = [pages.get('Thing')!, pages.get('Loose')!];
  const root = (name: string, leadsTo: Type[], follow: Field['follow']): Field => {
    return { name, rule: EVERYONE, takes: [], leadsTo, ...(follow && { follow }) };
  };
  return valueType('Query', [
    root('node', [...types.values()], (_, args) => item(args)),
    root('thing', [types.get('Thing')!], (_, args) => item(args, 'Thing')),
    root('things', [things], (_, { of }, items) =>
      page(things, items, types.get('Thing')!, ({ placeId }) => placeId === of),
    ),
    root('loose', [loose], (_, { of }, items) =>
      page(loose, items, types.get('Loose')!, (_key, has) => has.gsi1pk === `MEMBER#${of as string}`),
    ),
  ]);
}

export function itemsOf({ spots }: Pick<World, 'spots'>): Items {
  return new Map(spots.flatMap((spot) => (spot.item ? [[placeOf(spot), spot.item] as const] : [])));
}

export function placeOf({ type: { name, keyNames }, params }: Spot): string {
  return [name, ...keyNames.map((each) => params[each])].join(' ');
}

export function callerOf({ caller, tenants, isVisitCurrent }: WhoAsks): Caller {
  const { roles, hasSecondFactor, subject, guestSession, visit } = caller;
  const proven = {
    subject: subject === null ? [] : [subject],
    session: guestSession === null ? [] : [guestSession.id],
    tenants: subject === null ? [] : undefined,
    visit: visit === null ? [] : undefined,
  };
  const holds = { tenants: subject === null ? [] : [...tenants], visit: visit && isVisitCurrent ? [visit.tenant] : [] };
  return { roles: [...roles], hasSecondFactor, proven, holds: { ...proven, ...holds } };
}

/** What a document selects, as graphql-js itself collects it. */
export function selectionOf(schema: GraphQLSchema, document: DocumentNode, variables: Values): Selection {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
  const typeNamed = (name: string) => schema.getType(name) as GraphQLObjectType;
  const asked = (fields: Map<string, readonly FieldNode[]>): ReturnType<Selection> =>
    [...fields].map(([as, nodes]) => {
      const args = Object.fromEntries(
        (nodes[0]?.arguments ?? []).map(({ name, value }) => [
          name.value,
          value.kind === Kind.STRING ? value.value : '',
        ]),
      );
      const seen = new Map<string, ReturnType<Selection>>();
      const below: Selection = ({ name }) => {
        if (!seen.has(name))
          seen.set(name, asked(collectSubfields(schema, fragments, variables, typeNamed(name), nodes)));
        return seen.get(name)!;
      };
      return { as, name: nodes[0]?.name.value ?? '', args, below };
    });
  const roots = asked(collectFields(schema, fragments, variables, typeNamed('Query'), operation.selectionSet));
  return () => roots;
}
