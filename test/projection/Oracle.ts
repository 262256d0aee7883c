import { type DocumentNode, type FieldNode, type GraphQLObjectType, type GraphQLSchema, Kind } from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import type { Item } from '../../src/storage/requests';
import { showComputed, showInUnits } from './apiUnderTest';
import { PARTS, type ApiSpec, type FieldSpec, type GrantSpec, type RuleSpec, type TypeSpec } from './randomApi';
import { VARIABLES } from './randomQuery';
import type { Params, Spot, WhoAsks, World } from './randomWorld';

type Json = null | string | Json[] | Shown;
interface Shown {
  [name: string]: Json;
}
type Truth = Readonly<Record<string, string | null>>;

/** What owning means for each role, once more, so that the access configuration is not asked. */
const OWNS: Readonly<Record<string, string>> = { PASSER: 'sessionId', MEMBER: 'memberId', KEEPER: 'placeId' };

/**
 * What an operation may show and ask for, told by the whole truth: every fact of every item is known at once, selections are
 * collected by graphql-js itself, and nothing of `src/` is asked. Slow and plain.
 */
export class Oracle {
  /** By key: the attributes that may be asked for, besides keys and declared facts. */
  readonly allowed = new Map<string, Set<string>>();
  /** Coordinate → how many times it is met and denied. */
  readonly denied = new Map<string, number>();
  readonly data: Shown = {};

  private readonly fragments: Parameters<typeof collectFields>[1];
  private readonly spotsByKey: ReadonlyMap<string, Spot>;

  constructor(
    private readonly spec: ApiSpec,
    private readonly schema: GraphQLSchema,
    private readonly world: World,
    private readonly who: WhoAsks,
    document: DocumentNode,
  ) {
    this.spotsByKey = new Map(world.spots.map((spot) => [spot.key, spot]));
    this.fragments = Object.fromEntries(
      document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
    );
    this.run(document);
  }

  private run({ definitions }: DocumentNode): void {
    const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    if (!operation) throw new TypeError('expected an operation');
    const roots = collectFields(this.schema, this.fragments, VARIABLES, this.object('Query'), operation.selectionSet);
    for (const [name, nodes] of roots) this.data[name] = this.root(nodes);
  }

  private root(nodes: readonly FieldNode[]): Json {
    const name = nodes[0]?.name.value ?? '';
    // Root fields are open to every role, and to nobody without one.
    if (this.who.caller.roles.length === 0) return this.deny(`Query.${name}`);
    const argument = nodes[0]?.arguments?.[0]?.value;
    const given = argument?.kind === Kind.STRING ? argument.value : '';
    if (name === 'things') return this.page('Thing', nodes, ({ params }) => params.placeId === given);
    if (name === 'loose') return this.looseOf(given, nodes);
    const spot = this.world.spots.find(({ id, type }) => id === given && (name === 'node' || type.name === 'Thing'));
    return spot ? this.item(spot, nodes, {}) : null;
  }

  private looseOf(memberId: string, nodes: readonly FieldNode[]): Json {
    return this.page('Loose', nodes, ({ item }) => item?.gsi1pk === `MEMBER#${memberId}`);
  }

  private page(name: string, nodes: readonly FieldNode[], isIn: (spot: Spot) => boolean): Json {
    const rows = this.world.spots.filter((spot) => spot.type.name === name && spot.item && isIn(spot));
    const list = (below: readonly FieldNode[]) => rows.map((row) => this.item(row, below, {}));
    const shown: Shown = {};
    for (const [key, below] of this.subfields(`${name}Page`, nodes)) {
      const asked = below[0]?.name.value === 'nodes' ? below : this.nodesOfEdges(`${name}Edge`, below);
      const items = asked.length === 0 ? [] : list(asked).filter((each) => each !== null);
      shown[key] = below[0]?.name.value === 'nodes' ? items : items.map((node) => ({ node }));
    }
    return shown;
  }

  private nodesOfEdges(edge: string, below: readonly FieldNode[]): readonly FieldNode[] {
    return this.subfields(edge, below).get('node') ?? [];
  }

  /** The item as this caller may see it; takes down what may be asked for, and what is denied. */
  private item({ type, params, key, item }: Spot, nodes: readonly FieldNode[], inherited: Truth): Json {
    const truth = this.truthOf(type, params, item, inherited);
    const allowed = this.allowed.get(key) ?? new Set();
    this.allowed.set(key, allowed);
    if (!this.may(type.rule, truth)) return null;
    const fields = this.subfields(type.name, nodes);
    const before = new Map(this.denied);
    const shown = this.fields(type, fields, item ?? {}, { truth, params, prefix: '', allowed, typeRule: type.rule });
    if (item || (type.existsWhenOwned && this.isOwner(type, truth))) return shown;
    // Nothing is there: whatever was met below it was not met.
    this.denied.clear();
    before.forEach((count, coordinate) => this.denied.set(coordinate, count));
    return null;
  }

  private fields(
    of: { name: string; fields: readonly FieldSpec[] },
    selected: ReadonlyMap<string, readonly FieldNode[]>,
    stored: Item,
    at: At,
  ): Json {
    const shown: Shown = {};
    for (const [key, nodes] of selected) {
      const name = nodes[0]?.name.value ?? '';
      const field = of.fields.find((each) => each.name === name);
      if (name === '__typename') shown[key] = of.name;
      else if (name === 'id') shown[key] = this.idOf(of.name, at.params);
      else if (field) shown[key] = this.field(`${of.name}.${name}`, field, nodes, stored, at);
    }
    return shown;
  }

  private field(coordinate: string, field: FieldSpec, nodes: readonly FieldNode[], stored: Item, at: At): Json {
    const isPermitted = this.may(field.rule ?? at.typeRule, at.truth) && this.may(at.typeRule, at.truth);
    if (!isPermitted) return this.deny(coordinate);
    const [name = ''] = field.takes;
    if (field.leadsTo !== null) return this.relation(field.leadsTo, nodes, at);
    if (field.map && !field.isWhole) return this.map(field, nodes, stored, at);
    for (const path of field.takes) at.allowed.add(at.prefix + path);
    return field.map ? this.wholeList(field, nodes, stored[name], at) : this.scalar(field, stored);
  }

  private deny(coordinate: string): null {
    this.denied.set(coordinate, (this.denied.get(coordinate) ?? 0) + 1);
    return null;
  }

  private scalar({ made, takes }: FieldSpec, stored: Item): Json {
    const value = stored[takes[0] ?? ''];
    if (made === 'computed') return showComputed(takes, stored);
    if (value === undefined) return null;
    return made === 'inUnits' ? showInUnits(value, stored) : (value as Json);
  }

  /** A map is there where something asked for is in it, or where nothing of it may be asked for and so nobody can tell. */
  private map({ takes: [name = ''], map }: FieldSpec, nodes: readonly FieldNode[], stored: Item, at: At): Json {
    if (!map) return null;
    const inside = (stored[name] ?? {}) as Item;
    const asked = new Set<string>();
    const before = new Map(this.denied);
    const prefix = `${at.prefix}${name}.`;
    const shown = this.fields(map, this.subfields(map.name, nodes), inside, { ...at, prefix, allowed: asked });
    asked.forEach((path) => at.allowed.add(path));
    const isThere =
      asked.size === 0 || [...asked].some((path) => hasPath(inside, path.slice(prefix.length).split('.')));
    if (isThere) return shown;
    this.denied.clear();
    before.forEach((count, coordinate) => this.denied.set(coordinate, count));
    return null;
  }

  private wholeList({ map }: FieldSpec, nodes: readonly FieldNode[], stored: unknown, at: At): Json {
    if (!map || !Array.isArray(stored)) return null;
    return stored.map((each) => this.wholeMap(map, nodes, each as Item, at));
  }

  private wholeMap(map: NonNullable<FieldSpec['map']>, nodes: readonly FieldNode[], stored: Item, at: At): Json {
    const selected = this.subfields(map.name, nodes);
    const shown: Shown = {};
    for (const [key, below] of selected) {
      const name = below[0]?.name.value ?? '';
      const inner = map.fields.find((each) => each.name === name)?.map;
      const value = stored[name] ?? (inner && this.asksNothing(inner.name, below) ? {} : undefined);
      if (name === '__typename') shown[key] = map.name;
      else if (inner) shown[key] = value === undefined ? null : this.wholeMap(inner, below, value as Item, at);
      else shown[key] = (value ?? null) as Json;
    }
    return shown;
  }

  private asksNothing(mapName: string, nodes: readonly FieldNode[]): boolean {
    const map = this.spec.maps.find(({ name }) => name === mapName);
    return [...this.subfields(mapName, nodes).values()].every((below) => {
      const inner = map?.fields.find(({ name }) => name === below[0]?.name.value)?.map;
      return below[0]?.name.value === '__typename' || (inner ? this.asksNothing(inner.name, below) : false);
    });
  }

  private relation(leadsTo: string, nodes: readonly FieldNode[], { truth, params }: At): Json {
    if (leadsTo === 'Thing' && params.thingId === undefined)
      return this.page('Thing', nodes, (spot) => spot.params.placeId === params.placeId);
    if (leadsTo === 'Loose') return this.looseOf(params.memberId ?? '', nodes);
    if (leadsTo === 'Part') return PARTS.map((part) => this.item(this.spot('Part', { ...params, part }), nodes, truth));
    return this.item(this.spot(leadsTo, params), nodes, {});
  }

  private spot(name: string, params: Params): Spot {
    const isIt = ({ type, params: own }: Spot) =>
      type.name === name && type.keyNames.every((each) => own[each] === params[each]);
    const found = this.world.spots.find(isIt);
    if (!found) throw new RangeError(`no spot for ${name}`);
    return found;
  }

  private truthOf(type: TypeSpec, params: Params, item: Item | null, inherited: Truth): Truth {
    const read = Object.fromEntries(
      type.facts.map((fact) => [fact, typeof item?.[fact] === 'string' ? item[fact] : null]),
    );
    const handed = Object.fromEntries(type.inherits.map((fact) => [fact, inherited[fact] ?? null]));
    return { ...handed, ...read, ...params };
  }

  private may(rule: RuleSpec, truth: Truth): boolean {
    return rule === null || rule.some((grant) => this.grants(grant, truth));
  }

  private grants({ role, condition }: GrantSpec, truth: Truth): boolean {
    if (!this.who.caller.roles.includes(role)) return false;
    if (condition === 'always') return true;
    if (condition === 'visit')
      return (
        this.who.isVisitCurrent && this.who.caller.visit !== null && this.who.caller.visit.tenant === truth.placeId
      );
    return this.owns(role, truth);
  }

  private owns(role: string, truth: Truth): boolean {
    const { subject, guestSession } = this.who.caller;
    const value = truth[OWNS[role] ?? ''] ?? '';
    if (value === '') return false;
    if (role === 'MEMBER') return subject === value;
    if (role === 'PASSER') return guestSession?.id === value;
    return role === 'KEEPER' && this.who.tenants.has(value);
  }

  /** Whether the caller is known to be the owner by the key alone. */
  private isOwner({ keyNames, rule, fields }: TypeSpec, truth: Truth): boolean {
    if (keyNames.length !== 1) return false;
    return [...rule, ...grantsIn(fields)].some(
      ({ role, condition }) =>
        condition === 'own' &&
        OWNS[role] === keyNames[0] &&
        this.who.caller.roles.includes(role) &&
        this.owns(role, truth),
    );
  }

  /**
   * What else may be asked of an item whose key is one value: whatever the operation selects of it anywhere, since a path may lead
   * back to it, and the caller may see.
   */
  mayReadAhead(key: string, query: string): Set<string> {
    const spot = this.spotsByKey.get(key);
    const paths = new Set<string>();
    if (spot?.type.keyNames.length !== 1) return paths;
    const truth = this.truthOf(spot.type, spot.params, spot.item, {});
    if (this.may(spot.type.rule, truth)) this.named(spot.type.fields, query, truth, '', paths);
    return paths;
  }

  private named(fields: readonly FieldSpec[], query: string, truth: Truth, prefix: string, paths: Set<string>): void {
    const wanted = fields.filter(({ name, rule }) => new RegExp(`\\b${name}\\b`).test(query) && this.may(rule, truth));
    for (const { takes, map, isWhole } of wanted) {
      if (map && !isWhole) this.named(map.fields, query, truth, `${prefix}${takes[0] ?? ''}.`, paths);
      else takes.forEach((path) => paths.add(prefix + path));
    }
  }

  private idOf(name: string, params: Params): string {
    return this.spot(name, params).id;
  }

  private subfields(typeName: string, nodes: readonly FieldNode[]): Map<string, readonly FieldNode[]> {
    return collectSubfields(this.schema, this.fragments, VARIABLES, this.object(typeName), nodes);
  }

  private object(name: string): GraphQLObjectType {
    return this.schema.getType(name) as GraphQLObjectType;
  }
}

/** Where in which item the oracle looks. */
interface At {
  readonly truth: Truth;
  readonly params: Params;
  readonly prefix: string;
  readonly allowed: Set<string>;
  readonly typeRule: RuleSpec;
}

/** Also of the members of maps. */
function grantsIn(fields: readonly FieldSpec[]): readonly GrantSpec[] {
  return fields.flatMap(({ rule, map }) => [...(rule ?? []), ...grantsIn(map?.fields ?? [])]);
}

function hasPath(item: Item, [name = '', ...rest]: readonly string[]): boolean {
  const value = item[name];
  if (rest.length === 0 || value === undefined) return value !== undefined;
  return typeof value === 'object' && value !== null && hasPath(value as Item, rest);
}
