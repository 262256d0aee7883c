/*
 * What Fieldgate owes for what a schema says, from the product's documents alone; compared with the code by the tests beside it.
 * Slow and plain. Whoever changes the language of rules changes it here first.
 */
/* eslint-disable @typescript-eslint/consistent-type-definitions -- a line each, so that all of it is a page */

/** `own` and `visit` compare a fact of the item with what the caller holds. No rule: as what leads there; for a field its type's. */
export type Grant = { role: string; condition: 'always' | 'own' | 'visit' };
export type Rule = { grants: Grant[]; mfa?: boolean; absentWhen?: { fact: string; roles: string[] } };
export type Holding = { fact: string; by: 'subject' | 'session' | 'tenants' | 'visit' };
export type Api = { owns: Record<string, Holding | null>; visits: Holding; types: Type[]; query: Type };
/** Facts come from the key's placeholders, from attributes of the item, or from the item above it. */
export type Type = { name: string; kind: 'root' | 'stored' | 'map' | 'value'; rule?: Rule; fields: Field[] } & Kept;
export type Kept = { key: string; keyNames: string[]; facts: string[]; inherits: string[]; existsWhenOwned?: boolean };
/** What a field shows of its attributes: one of them, something made of them, a map or a list of maps in one, or what it leads to. */
export type Field = { name: string; rule?: Rule; takes: string[]; isMade?: boolean } & Ways & Form;
type Ways = { show?: (of: Thing) => unknown; map?: Type; isList?: boolean; leadsTo?: Type[]; follow?: Follow };
type Form = { isNumber?: boolean; isNonNull?: boolean };
type Follow = (from: Thing, args: Values, items: Items) => Led | Led[] | null;
type Led = Pick<Thing, 'type' | 'key'> & Partial<Thing> & { around?: Led }; // a stored item, or a value, which may be made around one

export type Values = Record<string, unknown>;
export type Items = Map<string, Values>; // by type and key: `Thing a b`
export type Key = Record<string, string>;
export type Thing = { type: Type; key: Key; facts: Values; has: Values };
/** A fact is undefined where it is not known, null where it is known to be absent; so is a set that the caller holds. */
export type Caller = { roles: string[]; hasSecondFactor: boolean; holds: Holds; proven?: Holds }; // proven: by credentials alone
export type Holds = Partial<Record<Holding['by'], string[] | undefined>>;
export type Selection = (type: Type) => { as: string; name: string; args: Values; below: Selection }[];
type Path = (string | number)[];

const fieldOf = ({ fields }: Type, name: string): Field =>
  fields.find((each) => each.name === name) ?? { name, takes: [], show: ({ type }) => type.name };

/** In this order: all of some is the least of them, any of some is the greatest. */
export type Decision = 'no' | 'unknown' | 'yes';
const all = (each: Decision[]) => (['no', 'unknown'] as const).find((one) => each.includes(one)) ?? 'yes';
const any = (each: Decision[]) => (['yes', 'unknown'] as const).find((one) => each.includes(one)) ?? 'no';

/** One grant to one of the caller's roles is enough; not if the item is absent for that role, and not without the second factor. */
export function decide(api: Api, rule: Rule | undefined, caller: Caller, facts: Values): Decision {
  if (!rule) return 'yes';
  const mine = rule.grants.filter(({ role }) => caller.roles.includes(role));
  const permits = mine.map((each) => all([holds(api, each, caller, facts), isThereFor(rule, each.role, facts)]));
  return all([any(permits), rule.mfa && !caller.hasSecondFactor ? 'no' : 'yes']);
}

/** Whoever holds nothing owns nothing; what is absent, no text, or a string of nothing is nobody's. */
function holds(api: Api, grant: Grant, caller: Caller, facts: Values): Decision {
  const holding = holdingOf(api, grant);
  if (!holding) return grant.condition === 'always' ? 'yes' : 'no';
  const [held, fact] = [caller.holds[holding.by], facts[holding.fact]];
  if (held?.length === 0 || fact === '' || !['string', 'undefined'].includes(typeof fact)) return 'no';
  return held === undefined || fact === undefined ? 'unknown' : held.includes(fact as string) ? 'yes' : 'no';
}
export const holdingOf = ({ owns, visits }: Api, { role, condition }: Grant) =>
  condition === 'visit' ? visits : condition === 'own' ? owns[role] : null;

function isThereFor({ absentWhen }: Rule, role: string, facts: Values): Decision {
  const fact = absentWhen?.roles.includes(role) ? facts[absentWhen.fact] : null;
  return fact === undefined ? 'unknown' : fact === null ? 'yes' : 'no';
}

/** Of one item, on what is known of it: what may be asked of the store beside keys and facts, and what is denied. */
export function judge(api: Api, type: Type, selection: Selection, caller: Caller, facts: Values) {
  const found = { ask: [] as string[], denied: [] as string[] };
  for (const { name, below } of decide(api, type.rule, caller, facts) === 'yes' ? selection(type) : []) {
    const { rule, takes, map, isList } = fieldOf(type, name);
    const decision = decide(api, rule, caller, facts);
    const inside = map && !isList ? judge(api, map, below, caller, facts) : null;
    if (decision === 'no') found.denied.push(`${type.name}.${name}`);
    if (decision === 'yes') found.ask.push(...(inside?.ask.map((path) => `${takes.join()}.${path}`) ?? takes));
    if (decision === 'yes') found.denied.push(...(inside?.denied ?? []));
  }
  return found;
}

/** What is shown; what is denied in it, and where; what is denied before anything is read; what of which item may be asked for. */
export function answer(api: Api, caller: Caller, items: Items, selection: Selection) {
  const denied: { coordinate: string; path: Path }[] = [];
  const foretold = deniedByRoles(api, api.query, selection, { ...caller, holds: caller.proven ?? {} });
  const asked: { place: string; ask: string[] }[] = [];

  const object = (of: Thing, below: Selection, path: Path) =>
    Object.fromEntries(below(of.type).map((each) => [each.as, value(of, each, [...path, each.as])]));

  function value(of: Thing, { name, args, below }: ReturnType<Selection>[0], path: Path): unknown {
    const { rule, takes, show, follow, map: inside, isList } = fieldOf(of.type, name);
    if (all([of.type.rule, rule].map((one) => decide(api, one, caller, of.facts))) !== 'yes')
      return (denied.push({ coordinate: `${of.type.name}.${name}`, path }), null);
    if (follow) return each(follow(of, args, items), path, (led, at) => thing(led, of.facts, below, at));
    const shown = show ? show(of) : (of.has[takes[0] ?? name] ?? null);
    if (!inside || (isList && shown === null)) return shown;
    return each(shown, path, (has, at) => map({ ...of, type: inside, has: (has ?? {}) as Values }, isList, below, at));
  }
  /** In a list what is not there is left out. */
  function each<T>(some: T | T[], path: Path, show: (one: T, path: Path) => unknown): unknown {
    if (!Array.isArray(some)) return show(some, path);
    return some.reduce<unknown[]>((shown, one) => [...shown, show(one, [...path, shown.length]) ?? []].flat(), []);
  }
  /** A map is there where it has something that is selected and permitted; where that is nothing, nobody can tell. */
  function map(of: Thing, isInList: boolean | undefined, below: Selection, path: Path): unknown {
    const { ask } = judge(api, of.type, below, caller, of.facts);
    const isIn = (way: string) => way.split('.').reduce<unknown>((at, name) => (at as Values | null)?.[name], of.has);
    const isThere = isInList || ask.length === 0 || ask.some((way) => (isIn(way) ?? null) !== null);
    return isThere ? object(of, below, path) : null;
  }
  /** What is not there and what the caller may not see are the same null. */
  function thing(led: Led | null, above: Values, below: Selection, path: Path): unknown {
    if (led?.around && thing(led.around, above, () => [], path) === null) return null;
    if (led?.type.kind !== 'stored') return led && object({ facts: {}, has: {}, ...led }, below, path);
    const { type, key } = led;
    const place = [type.name, ...type.keyNames.map((name) => key[name])].join(' ');
    const has = items.get(place) ?? (isThereUnwritten(api, type, caller, key) ? {} : null);
    const inherited = Object.fromEntries(type.inherits.map((name) => [name, above[name]]));
    const facts = { ...inherited, ...(has && Object.fromEntries(type.facts.map((name) => [name, has[name] ?? null]))), ...key }; // prettier-ignore
    const judged = judge(api, type, below, caller, facts);
    asked.push({ place, ask: judged.ask });
    foretold.push(...judged.denied);
    const isVisible = decide(api, type.rule, caller, facts) === 'yes';
    return has && isVisible ? object({ type, key, facts, has }, below, path) : null;
  }
  return { data: object({ type: api.query, key: {}, facts: {}, has: {} }, selection, []), denied, foretold, asked };
}

function isThereUnwritten(api: Api, { existsWhenOwned, keyNames }: Type, caller: Caller, key: Key): boolean {
  const owns = (role: string) => holds(api, { role, condition: 'own' }, caller, key) === 'yes';
  return existsWhenOwned === true && keyNames.length === 1 && caller.roles.some(owns);
}

function deniedByRoles(api: Api, type: Type, selection: Selection, caller: Caller): string[] {
  return selection(type).flatMap(({ name, below }) => {
    const { rule, leadsTo = [], map = [] } = fieldOf(type, name);
    const inside = [...leadsTo, map].flat().flatMap((each) => deniedByRoles(api, each, below, caller));
    return decide(api, rule, caller, {}) === 'no' ? [`${type.name}.${name}`, ...inside] : inside;
  });
}

/** Each coordinate once, with the first place; with `reject` no data where anything is denied. */
export function told(mode: 'error' | 'mask' | 'reject', { data, denied, foretold }: ReturnType<typeof answer>) {
  const coordinates = [...new Set(denied.map(({ coordinate }) => coordinate))];
  const entries = coordinates.map((coordinate) => {
    const paths = denied.flatMap((met) => (met.coordinate === coordinate ? [met.path] : []));
    return { coordinate, count: paths.length, ...(mode === 'error' && { path: paths[0] }) };
  });
  const isRefused = mode === 'reject' && denied.length + foretold.length > 0;
  return isRefused ? { refused: [...coordinates, ...foretold] } : { data, entries };
}
