import { CALLER_FACT_PREFIX } from '../access/conditions';
import { decide, decideAll, factsOfDecision } from '../access/decide';
import { getOrInsert } from '../maps/getOrInsert';
import { factKey, factsNamed } from '../access/factKey';
import { factNamed, type Facts } from '../access/Rule';
import { memoized, type Principal } from '../access/Principal';
import type { FieldModel } from '../model/Model';
import type { AttributePath } from '../storage/expressions';
import type { Prefetch, Heir, Plan, PlannedField } from './plan';

/**
 * What may be read of one item for one caller, on what is known so far.
 *
 * - `visible: 'no'`: the item is absent for this caller; nothing is read.
 * - `visible: 'unknown'`: nothing but the facts in `awaits` may be read.
 * - `visible: 'yes'`: `attributes` may be read now; the fields that wait for `awaits` are not among them yet.
 */
export interface Projection {
  readonly visible: 'yes' | 'no' | 'unknown';
  /** Attributes of permitted selected fields, in a stable order. */
  readonly attributes: readonly AttributePath[];
  /** Facts of the item that some decision still needs. */
  readonly awaits: readonly string[];
  /** Facts about the caller that some decision still needs: `tenants`, `visit`. */
  readonly awaitsCaller: readonly string[];
  /** Selected fields that are already known to be denied. */
  readonly denied: readonly FieldModel[];
  /** What to read to get on: `attributes`, and what of `awaits` the item itself holds; in a stable order. */
  readonly wanted: readonly AttributePath[];
}

/**
 * permitted ∩ selected. Pure; uses the very decision that the response guard uses, so that they cannot disagree. Worked out once for a
 * caller and all items in which the rules of the plan see the same facts.
 */
export function project(plan: Plan, principal: Principal, facts: Facts): Projection {
  const { names, byFacts } = workedOut(plan, principal);
  return getOrInsert(byFacts, factKey(names, facts), () => projectAnew(plan, principal, factsNamed(names, facts)));
}

/** The facts of an item that these decisions look at, for a caller in these roles. */
export function factsDecidedBy(plan: Plan, principal: Principal): readonly string[] {
  return workedOut(plan, principal).names;
}

interface WorkedOut {
  readonly names: readonly string[];
  readonly byFacts: Map<unknown, Projection>;
}

function workedOut(plan: Plan, principal: Principal): WorkedOut {
  return memoized(principal, plan, () => {
    const own = plan.rules.flatMap((rule) => factsOfDecision(rule, principal));
    const ofHeirs = plan.heirs.flatMap((heir) =>
      factsDecidedBy(heir, principal).filter((name) => heir.type.fromAbove.includes(name)),
    );
    return { names: [...new Set([...own, ...ofHeirs])], byFacts: new Map() };
  });
}

function projectAnew(plan: Plan, principal: Principal, facts: Facts): Projection {
  const { rule } = plan.type;
  const item = rule ? decide(rule, principal, facts) : ({ effect: 'allow' } as const);
  if (item.effect === 'deny') return { ...NOTHING, visible: 'no' };
  if (item.effect === 'depends') return withWanted(plan, { ...NOTHING, visible: 'unknown', ...sorted(item.on) });
  const findings = new Findings(principal, facts);
  plan.fields.forEach((field) => findings.add(field));
  // Spares a second read of the item, and never causes a first one.
  if (findings.takesAny)
    plan.prefetches.forEach((each) => findings.addPrefetch(each, factsNamed(plan.type.keyNames, facts)));
  return withWanted(plan, findings.projection());
}

const NOTHING = { attributes: [], awaits: [], awaitsCaller: [], denied: [], wanted: [] } as const;

function withWanted({ type }: Plan, projection: Omit<Projection, 'wanted'>): Projection {
  const { attributes, awaits } = projection;
  const held = awaits.filter((fact) => type.stored?.facts.includes(fact));
  return { ...projection, wanted: [...new Set([...attributes, ...held])].sort() };
}

class Findings {
  private readonly attributes = new Set<AttributePath>();
  private readonly awaits = new Set<string>();
  private readonly denied: FieldModel[] = [];

  constructor(
    private readonly principal: Principal,
    private readonly facts: Facts,
  ) {}

  add({ field, attributes, members, heirs }: PlannedField): void {
    const decision = field.rules.length === 0 ? ALLOWED : decideAll(field.rules, this.principal, this.facts);
    if (decision.effect === 'deny') this.denied.push(field);
    else if (decision.effect === 'depends') decision.on.forEach((fact) => this.awaits.add(fact));
    else {
      attributes.forEach((attribute) => this.attributes.add(attribute));
      members.forEach((member) => this.add(member));
      heirs.forEach((heir) => this.addHeir(heir));
    }
  }

  /** What may decide below on facts of this item is learnt with them: nobody learns it there, and what is handed down is up to the resolver. */
  private addHeir(heir: Heir): void {
    const mayCount = factsDecidedBy(heir, this.principal).filter((name) => heir.type.fromAbove.includes(name));
    for (const name of mayCount) if (factNamed(this.facts, name) === undefined) this.awaits.add(name);
  }

  get takesAny(): boolean {
    return this.attributes.size > 0;
  }

  /** By a way that is known to be allowed, by roles or the key: what may turn out to be denied may never be reached. */
  addPrefetch({ by, past, fields }: Prefetch, ofKey: Facts): void {
    const isReached =
      by.rules.every((rule) => decide(rule, this.principal, this.facts).effect === 'allow') &&
      past.every((rule) => decide(rule, this.principal, ofKey).effect === 'allow');
    if (isReached) fields.forEach((field) => this.addAllowed(field));
  }

  /** What is denied, or not known to be allowed, is told where it is met. */
  private addAllowed({ field: { rules }, attributes, members }: PlannedField): void {
    if (rules.length > 0 && decideAll(rules, this.principal, this.facts).effect !== 'allow') return;
    attributes.forEach((attribute) => this.attributes.add(attribute));
    members.forEach((member) => this.addAllowed(member));
  }

  projection(): Omit<Projection, 'wanted'> {
    return {
      visible: 'yes',
      attributes: [...this.attributes].sort(),
      denied: this.denied,
      ...sorted([...this.awaits]),
    };
  }
}

const ALLOWED = { effect: 'allow' } as const;

function sorted(on: readonly string[]): Pick<Projection, 'awaits' | 'awaitsCaller'> {
  return {
    awaits: on.filter((fact) => !fact.startsWith(CALLER_FACT_PREFIX)).sort(),
    awaitsCaller: on
      .filter((fact) => fact.startsWith(CALLER_FACT_PREFIX))
      .map((fact) => fact.slice(CALLER_FACT_PREFIX.length)),
  };
}
