import { access, ROLES } from '../access/principals';
import type { Dice } from './Dice';

/*
 * A random API as plain data: what an author could declare, within what the compiler lets pass. Neither SDL nor model: those are
 * made of it in apiUnderTest.ts, and the oracle reads the very same data in its own way.
 */

export type ConditionName = 'always' | 'own' | 'visit';
export interface GrantSpec {
  readonly role: string;
  readonly condition: ConditionName;
}
/** `null`: none of its own. */
export type RuleSpec = readonly GrantSpec[] | null;

export interface AbsenceSpec {
  readonly fact: string;
  readonly roles: readonly string[];
}

export interface FieldSpec {
  readonly name: string;
  readonly rule: RuleSpec;
  readonly mfa?: true;
  readonly isNumber?: true;
  readonly isNonNull?: true;
  readonly made: 'attribute' | 'inUnits' | 'computed' | 'needs' | 'relation' | 'list';
  /** The attributes that it takes, relative to the map that it is in. */
  readonly takes: readonly string[];
  /** The map that it shows member by member, or as a list of whole maps. */
  readonly map: MapSpec | null;
  readonly isWhole: boolean;
  /** The type that a relation leads to. */
  readonly leadsTo: string | null;
}

export interface MapSpec {
  readonly name: string;
  readonly fields: readonly FieldSpec[];
}

export interface TypeSpec {
  readonly name: string;
  readonly rule: readonly GrantSpec[];
  readonly mfa?: true;
  readonly absentWhen?: AbsenceSpec;
  readonly pk: string;
  readonly sk: string;
  readonly keyNames: readonly string[];
  /** Attributes of the item that rules look at. */
  readonly facts: readonly string[];
  readonly inherits: readonly string[];
  readonly existsWhenOwned: boolean;
  readonly fields: readonly FieldSpec[];
}

export interface ApiSpec {
  readonly types: readonly TypeSpec[];
  readonly maps: readonly MapSpec[];
}

export const FACTS = ['placeId', 'memberId', 'sessionId'];
/** How many parts each thing has; a relation reads them all. */
export const PARTS = ['1', '2'];

/** Kinds of keys: with the tenant in it, without, with the owner in it, of the tenant itself, and of a part of a thing. */
const KEYS = [
  { name: 'Thing', pk: 'PLACE#{placeId}', sk: 'THING#{thingId}', keyNames: ['placeId', 'thingId'] },
  { name: 'Loose', pk: 'LOOSE#{looseId}', sk: 'LOOSE', keyNames: ['looseId'] },
  { name: 'Member', pk: 'MEMBER#{memberId}', sk: 'PROFILE', keyNames: ['memberId'] },
  { name: 'Place', pk: 'PLACE#{placeId}', sk: 'PLACE', keyNames: ['placeId'] },
  { name: 'Part', pk: 'PLACE#{placeId}', sk: 'PART#{thingId}#{part}', keyNames: ['placeId', 'thingId', 'part'] },
] as const;

export function randomApi(dice: Dice): ApiSpec {
  const maps: MapSpec[] = [];
  const types = KEYS.map((key) => randomType(dice, key, maps));
  const inherited = types.flatMap((type) => type.inherits.filter((fact) => looksAt(type, fact)));
  const declared = types.map((type) => ({
    ...type,
    facts: type.facts.filter((fact) => looksAt(type, fact) || (type.name === 'Thing' && inherited.includes(fact))),
    inherits: type.inherits.filter((fact) => inherited.includes(fact)),
    existsWhenOwned: type.existsWhenOwned && isOwnedBy(type, 'memberId'),
  }));
  return { types: declared, maps };
}

/** What nothing looks at may not be declared. */
function looksAt(type: TypeSpec, fact: string): boolean {
  return isOwnedBy(type, fact) || (fact === access.visit.fact && grantsOf(type, 'visit').length > 0);
}

function isOwnedBy(type: TypeSpec, fact: string): boolean {
  const ownedBy = (grant: GrantSpec) => access.roles.find(({ name }) => name === grant.role)?.owns?.fact;
  return grantsOf(type, 'own').some((grant) => ownedBy(grant) === fact);
}

function grantsOf({ rule, fields }: TypeSpec, name: ConditionName): readonly GrantSpec[] {
  return [...rule, ...fields.flatMap(grantsIn)].filter(({ condition }) => condition === name);
}

function grantsIn({ rule, map }: FieldSpec): readonly GrantSpec[] {
  return [...(rule ?? []), ...(map?.fields ?? []).flatMap(grantsIn)];
}

function randomType(dice: Dice, key: (typeof KEYS)[number], maps: MapSpec[]): TypeSpec {
  const rule = typeRule(dice, key.name);
  const elsewhere = FACTS.filter((fact) => !(key.keyNames as readonly string[]).includes(fact));
  const isPart = key.name === 'Part';
  const ofPart = elsewhere.filter(() => dice.chance(25));
  const own = dice.times(1, 6, (index) => randomField(dice, `${key.name.toLowerCase()}${String(index)}`, maps, 0));
  const computed = dice.chance(50) ? [computedField(dice, `${key.name.toLowerCase()}Computed`, own, rule)] : [];
  return {
    ...key,
    rule,
    facts: isPart ? ofPart : elsewhere,
    inherits: isPart ? elsewhere.filter((fact) => !ofPart.includes(fact)) : [],
    existsWhenOwned: key.name === 'Member' && dice.chance(50),
    fields: [
      ...own,
      ...computed,
      ...factField(dice, isPart || key.name === 'Thing' ? [] : elsewhere),
      ...relations(dice, key.name),
    ],
  };
}

/** A thing that everybody may see needs no fact for itself: its parts do. */
function typeRule(dice: Dice, name: string): readonly GrantSpec[] {
  if (name === 'Thing' && dice.chance(30)) return ROLES.map((role) => ({ role, condition: 'always' }));
  return [randomGrant(dice), randomGrant(dice), ...randomRule(dice)];
}

function randomRule(dice: Dice): readonly GrantSpec[] {
  return dice.times(1, 4, () => randomGrant(dice));
}

function randomGrant(dice: Dice): GrantSpec {
  const role = dice.pick(ROLES);
  const conditions: ConditionName[] = role === 'CHIEF' ? ['always', 'visit'] : ['always', 'own', 'own', 'visit'];
  return { role, condition: dice.pick(conditions) };
}

function ownRule(dice: Dice): RuleSpec {
  return dice.chance(40) ? randomRule(dice) : null;
}

const PLAIN = { map: null, isWhole: false, leadsTo: null };

/** Depth bounds maps in maps in maps; inside a whole list nothing has a rule. */
function randomField(dice: Dice, name: string, maps: MapSpec[], depth: number, isInList = false): FieldSpec {
  const rule = isInList ? null : ownRule(dice);
  const kind = dice.upTo(depth === 0 ? 10 : 8);
  if (kind >= 5 && kind < 8 && depth < 3) {
    const isWhole = isInList || dice.chance(30);
    const map = randomMap(dice, name, maps, depth + 1, isWhole);
    return { ...PLAIN, name, rule, made: 'attribute', takes: [name], map, isWhole: isWhole && !isInList };
  }
  if (kind === 8) return { ...PLAIN, name, rule, made: 'inUnits', takes: [name, 'unit'] };
  if (kind === 9) return { ...PLAIN, name, rule, made: 'needs', takes: [`${name}Serial`] };
  return { ...PLAIN, name, rule, made: 'attribute', takes: [name] };
}

function randomMap(dice: Dice, name: string, maps: MapSpec[], depth: number, isInList: boolean): MapSpec {
  const prefix = `${name}m`;
  const fields = dice.times(1, 3, (index) => randomField(dice, `${prefix}${String(index)}`, maps, depth, isInList));
  const map = { name: `Map${String(maps.length)}`, fields };
  maps.push(map);
  return map;
}

/** Of one or two fields that show one attribute each; seen by some of those who may see them all. */
function computedField(
  dice: Dice,
  name: string,
  fields: readonly FieldSpec[],
  typeRule: readonly GrantSpec[],
): FieldSpec {
  const [first, ...others] = fields.filter(({ made, map }) => made !== 'needs' && !map);
  if (!first) return { ...PLAIN, name, rule: null, made: 'computed', takes: [] };
  const second = others.find(({ rule }) => JSON.stringify(rule) === JSON.stringify(first.rule));
  const sources = second && dice.chance(50) ? [first, second] : [first];
  const widest = first.rule ?? typeRule;
  const narrower = widest.filter(() => dice.chance(60));
  const rule = narrower.length > 0 && dice.chance(50) ? narrower : first.rule;
  return { ...PLAIN, name, rule, made: 'computed', takes: [...new Set(sources.flatMap(({ takes }) => takes))] };
}

/** A field that shows a fact: reading it for a decision must not show it. */
function factField(dice: Dice, facts: readonly string[]): FieldSpec[] {
  const [fact] = dice.some(facts);
  return fact === undefined ? [] : [{ ...PLAIN, name: fact, rule: ownRule(dice), made: 'attribute', takes: [fact] }];
}

/** Things lead to their place and parts, a place to its things, a member to theirs. */
function relations(dice: Dice, name: string): FieldSpec[] {
  const lead = (field: string, leadsTo: string, made: 'relation' | 'list'): FieldSpec => {
    return { ...PLAIN, name: field, rule: ownRule(dice), made, takes: [], leadsTo };
  };
  if (name === 'Thing') return [lead('place', 'Place', 'relation'), lead('parts', 'Part', 'relation')];
  if (name === 'Place') return [lead('things', 'Thing', 'list')];
  if (name === 'Member') return [lead('loose', 'Loose', 'list')];
  if (name === 'Part') return [lead('thing', 'Thing', 'relation')];
  return [];
}
