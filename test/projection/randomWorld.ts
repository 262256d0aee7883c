import type { Caller, VisitClaim } from '../../src/identity/Caller';
import type { CallerFactSource } from '../../src/loading/CallerFacts';
import { toGlobalId } from '../../src/model/globalId';
import type { Item } from '../../src/storage/requests';
import { ROLES } from '../access/principals';
import type { Dice } from './Dice';
import { PARTS, type ApiSpec, type FieldSpec, type TypeSpec } from './randomApi';

/** Few values, so that callers and items meet. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  placeId: ['p1', 'p2'],
  memberId: ['m1', 'm2'],
  sessionId: ['s1', 's2'],
  thingId: ['t1', 't2', 't3'],
  looseId: ['l1', 'l2', 'l3'],
  part: PARTS,
};

export type Params = Readonly<Record<string, string>>;

/** A place where an item of this type is, or could be. */
export interface Spot {
  readonly type: TypeSpec;
  readonly params: Params;
  readonly key: string;
  readonly id: string;
  /** What is stored there; `null`: nothing. */
  readonly item: Item | null;
}

export interface World {
  readonly spots: readonly Spot[];
  readonly items: readonly Item[];
}

/** Some of all possible items, each with some of its attributes, and hidden ones that no field shows. */
export function randomWorld(dice: Dice, { types }: ApiSpec): World {
  const spots = types.flatMap((type) =>
    everyKey(type.keyNames).map((params) => {
      const key = { pk: filled(type.pk, params), sk: filled(type.sk, params) };
      const item = dice.chance(80) ? randomItem(dice, type, params, key) : null;
      const id = toGlobalId(type.name, ...type.keyNames.map((name) => params[name] ?? ''));
      return { type, params, key: `${key.pk} ${key.sk}`, id, item };
    }),
  );
  return { spots, items: spots.flatMap(({ item }) => (item ? [item] : [])) };
}

function everyKey([name, ...others]: readonly string[]): Params[] {
  if (name === undefined) return [{}];
  const rest = everyKey(others);
  return (VALUES[name] ?? []).flatMap((each) => rest.map((params) => ({ [name]: each, ...params })));
}

function filled(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
}

function randomItem(dice: Dice, type: TypeSpec, params: Params, key: Item): Item {
  const mark = Object.values(params).join('-');
  const isShown = (fact: string) => type.fields.some(({ name }) => name === fact);
  const facts = Object.fromEntries(
    type.facts.flatMap((fact) => (dice.chance(70) ? [[fact, factValue(dice, fact, isShown(fact))] as const] : [])),
  );
  const indexed = type.name === 'Loose' && typeof facts.memberId === 'string' && facts.memberId !== '';
  return {
    ...key,
    ...(indexed && { gsi1pk: `MEMBER#${String(facts.memberId)}`, gsi1sk: mark }),
    ...attributesOf(
      type.fields.filter(() => dice.chance(80)),
      mark,
    ),
    unit: `unit-${mark}`,
    secret: `hidden-${mark}`,
    ...facts,
  };
}

/** An owner's value, and now and then something that is nobody's: where a field shows it, a string. */
function factValue(dice: Dice, fact: string, isShown: boolean): unknown {
  return dice.chance(85) ? dice.pick(VALUES[fact] ?? []) : dice.pick(isShown ? ['', 'nobody'] : ['', 7, true, ['m1']]);
}

/** A map is there with all its members, or not at all: otherwise it would depend on the selection whether it is there. */
function attributesOf(fields: readonly FieldSpec[], mark: string): Item {
  const present = fields.filter(({ takes }) => takes.length > 0);
  return Object.fromEntries(
    present.map(({ takes: [name = ''], map, isWhole }): [string, unknown] => {
      if (!map) return [name, `${name}@${mark}`];
      const inside = { ...attributesOf(map.fields, mark), secret: `hidden-${name}-${mark}` };
      return [name, isWhole ? [inside, inside] : inside];
    }),
  );
}

/** Who asks, with what the table would tell of them. */
export interface WhoAsks {
  readonly caller: Caller;
  readonly tenants: ReadonlySet<string>;
  readonly isVisitCurrent: boolean;
  readonly source: CallerFactSource;
}

const SOME_TIME = { startedAt: new Date(0), expiresAt: new Date(0) };

export function randomCaller(dice: Dice): WhoAsks {
  const isGuest = dice.chance(40);
  const subject = isGuest ? null : dice.pick(['m1', 'm1', 'm2', 'm9']);
  const session = isGuest && dice.chance(70) ? { ...SOME_TIME, id: dice.pick(['s1', 's2', 's9']) } : null;
  const visit: VisitClaim | null = dice.chance(60) ? { tenant: dice.pick(['p1', 'p2']), serial: 1 } : null;
  const roles = isGuest ? ['PASSER'] : dice.some(ROLES.filter((role) => role !== 'PASSER'));
  const proven = { email: null, signIn: null, hasSecondFactor: true };
  const caller: Caller = { ...proven, roles, subject, guestSession: session, visit, device: null };
  const tenants = new Set(isGuest ? [] : dice.pick([[], ['p1'], ['p1', 'p2']]));
  const isVisitCurrent = dice.chance(80);
  const source: CallerFactSource = {
    tenantsOf: () => Promise.resolve(tenants),
    isCurrent: () => Promise.resolve(isVisitCurrent),
  };
  return { caller, tenants, isVisitCurrent, source };
}
