import { holdingOf, type Api, type Field, type Grant, type Rule, type Type } from './specification';

/*
 * What must not start, since it could not be enforced or would mean nothing. What is accepted is enforced.
 */

/** The kinds of what is wrong with a schema; none where it starts. */
export function faultsOf(api: Api): string[] {
  const stored = api.types.filter(({ kind }) => kind === 'stored');
  const othersOf = (type: Type) => (type.kind === 'stored' ? stored.filter((each) => each !== type) : []);
  const ofTypes = api.types.map((type) => typeIsInOrder(api, type, othersOf(type)));
  const ofFields = api.types.flatMap((type) => type.fields.map((field) => fieldIsInOrder(api, type, field)));
  const kinds = [...ofTypes, ...ofFields].flatMap((each) => Object.entries(each).filter(([, isInOrder]) => !isInOrder));
  return [...new Set(kinds.map(([kind]) => kind))].sort();
}

function typeIsInOrder(api: Api, type: Type, others: Type[]): Record<string, boolean> {
  const { rule, fields, key, keyNames, facts, inherits } = type;
  const compared = grantsIn(type).map((each) => holdingOf(api, each)?.fact);
  const known = [...keyNames, ...facts, ...inherits];
  const looked = [...compared, rule?.absentWhen?.fact, ...others.flatMap((each) => each.inherits)];
  const above = others.flatMap((each) => [...each.keyNames, ...each.facts]);
  const paths = [...facts, ...fields.flatMap(pathsOf)];
  const isOfUse = [...facts, ...inherits].every((each) => looked.includes(each));
  return {
    ...rulesAreInOrder(api, type, known),
    key: !others.some((other) => canBeOne(key, other.key)),
    // From one place, of use, and known above.
    fact: new Set(known).size === known.length && isOfUse && inherits.every((each) => above.includes(each)),
    path: paths.every((path) => !/^[ps]k(?:\.|$)/.test(path) && !paths.some((each) => path.startsWith(`${each}.`))),
    text: !fields.some(({ isNumber, takes: [at = ''] }) => isNumber && facts.includes(at) && compared.includes(at)),
  };
}

function rulesAreInOrder(api: Api, type: Type, known: string[]): Record<string, boolean> {
  const { kind, rule, keyNames, facts, existsWhenOwned } = type;
  const grants = grantsIn(type);
  const isBound = (each: Grant) => each.condition === 'always' || known.includes(holdingOf(api, each)?.fact ?? '');
  const isOwner = (each: Grant) => each.condition === 'own' && holdingOf(api, each)?.fact === keyNames[0];
  const isOfRole = (role: string) => rule?.grants.some((each) => each.role === role);
  const absence = rule?.absentWhen;
  return {
    rule: kind === 'stored' ? grantsOf(rule).length > 0 : kind !== 'map' || rule === undefined,
    condition: kind === 'map' || grants.every(isBound),
    absence: !absence || (facts.includes(absence.fact) && absence.roles.every(isOfRole)),
    existence: !existsWhenOwned || (keyNames.length === 1 && grants.some(isOwner)),
  };
}

const grantsOf = (rule: Rule | undefined) => rule?.grants ?? [];
const grantsIn = (type: Type) => rulesIn(type).flatMap(grantsOf);

function fieldIsInOrder(api: Api, { rule: ofType, fields }: Type, field: Field): Record<string, boolean> {
  // An attribute belongs to the field that shows it; what is taken beside it is as visible as the type.
  const others = fields.filter((each) => each !== field && !each.isMade && !each.map);
  const taken = others.filter(({ takes: [own = ''] }) => (field.isMade ? field.takes : [field.takes[0]]).includes(own));
  return {
    null: !field.isNonNull || isWithin([ofType], field.rule),
    list: !field.isList || !field.map || rulesIn(field.map).length === 0,
    path: field.isMade || (taken.length === 0 && !field.takes[0]?.includes('.')),
    wider: !field.isMade || taken.every((each) => isWithin([ofType, field.rule], each.rule)),
  };
}

function rulesIn({ rule, fields }: Type): Rule[] {
  const inside = fields.flatMap((field) => [field.rule ?? [], field.map ? rulesIn(field.map) : []].flat());
  return [...(rule ? [rule] : []), ...inside];
}

/** A map is never taken whole, a list of maps always is. */
function pathsOf({ takes, map, isList }: Field): string[] {
  if (!map || isList) return takes;
  return map.fields.flatMap(pathsOf).map((path) => `${takes.join()}.${path}`);
}

/** Word by word, between separators that no value contains. */
function canBeOne(one: string, other: string): boolean {
  const [left, right] = [one.split(/[# ]/), other.split(/[# ]/)];
  const isEither = (word: string, at: number) => word === right[at] || `${word}${right[at] ?? ''}`.includes('{');
  return left.length === right.length && left.every(isEither);
}

/** Whether nobody whom all of the first let in is kept out by the second. */
function isWithin(narrow: (Rule | undefined)[], wide: Rule | undefined): boolean {
  const covers = (grant: Grant) => (each: Grant) =>
    each.role === grant.role && ['always', grant.condition].includes(each.condition);
  const isIn = (each: Rule) =>
    (!wide?.mfa || each.mfa) && each.grants.every((grant) => wide?.grants.some(covers(grant)));
  return !wide || narrow.some((each) => each && isIn(each));
}
