import { CALLER_FACT_PREFIX } from './conditions';
import { factKey, factsLookedAt, factsNamed } from './factKey';
import { factNamed, type Facts, type Finding, type Grant, type Rule } from './Rule';
import { memoized, type Principal } from './Principal';

/** A decision with its reason. `depends` names what must be known first: facts of the item, or `caller.…`. */
export type Decision =
  | { readonly effect: 'allow'; readonly because: Grant }
  | { readonly effect: 'deny'; readonly because: DenialReason }
  | { readonly effect: 'depends'; readonly on: readonly string[] };

export type DenialReason = 'no grant for the roles' | 'condition not met' | 'no second factor' | 'rule failed';

const NO_GRANT: Decision = { effect: 'deny', because: 'no grant for the roles' };
const NOT_MET: Decision = { effect: 'deny', because: 'condition not met' };
const NO_SECOND_FACTOR: Decision = { effect: 'deny', because: 'no second factor' };
const RULE_FAILED: Decision = { effect: 'deny', because: 'rule failed' };

/**
 * Decides a rule for a caller on what is known of an item. One grant that holds is enough; several roles add up.
 *
 * Pure and monotonic: once it says `allow` or `deny`, no further fact changes it. A rule that throws, or finds anything but
 * the three findings, denies. A condition sees no other facts than those it says it looks at, so that what was decided once for a
 * caller holds for every item with the same ones, and is not decided again.
 */
export function decide(rule: Rule, principal: Principal, facts: Facts): Decision {
  return decisionsOf(rule, principal).on(facts);
}

/** What is decided of one rule for one caller, by the facts that the rule looks at. */
class Decisions {
  /** `null` for a rule that cannot even say. */
  readonly names: readonly string[] | null;
  private readonly byFacts = new Map<unknown, Decision>();

  constructor(
    private readonly rule: Rule,
    private readonly principal: Principal,
  ) {
    this.names = factsLookedAt(rule, principal.roles);
  }

  on(facts: Facts): Decision {
    const { names, byFacts } = this;
    if (names === null) return RULE_FAILED;
    const key = factKey(names, facts);
    const known = byFacts.get(key);
    if (known) return known;
    const decision = decideAnew(this.rule, this.principal, factsNamed(names, facts));
    byFacts.set(key, decision);
    return decision;
  }
}

function decisionsOf(rule: Rule, principal: Principal): Decisions {
  return memoized(principal, rule, () => new Decisions(rule, principal));
}

/** The facts of an item that the decision on it looks at: for all items with the same ones it is the same. */
export function factsOfDecision(rule: Rule, principal: Principal): readonly string[] {
  return decisionsOf(rule, principal).names ?? [];
}

function decideAnew(rule: Rule, principal: Principal, facts: Facts): Decision {
  try {
    const decision = weigh(rule, principal, facts);
    // Also where the grants are still open: without the factor no fact can open them, and none need be asked for.
    const lacksFactor = rule.needsSecondFactor === true && !principal.hasSecondFactor;
    return decision.effect !== 'deny' && lacksFactor ? NO_SECOND_FACTOR : decision;
  } catch {
    return RULE_FAILED;
  }
}

/** Looks at every grant, also after one that holds: a broken grant then denies wherever it stands in the rule. */
function weigh(rule: Rule, principal: Principal, facts: Facts): Decision {
  let holding: Grant | null = null;
  let mine = 0;
  const unknown = new Set<string>();
  for (const grant of rule.grants) {
    if (!principal.roles.includes(grant.role)) continue;
    mine += 1;
    const findings = [assertFinding(grant.condition.test(principal, grant.role, facts)), presence(rule, grant, facts)];
    if (findings.includes('fails')) continue;
    const open = findings.flatMap((finding) => (typeof finding === 'object' ? [finding.unknown] : []));
    if (open.length === 0) holding ??= grant;
    for (const fact of open) unknown.add(fact);
  }
  if (holding) return { effect: 'allow', because: holding };
  if (unknown.size > 0) return { effect: 'depends', on: [...unknown] };
  return mine === 0 ? NO_GRANT : NOT_MET;
}

/** Whether the item exists for the role of the grant. */
function presence({ absentWhen }: Rule, { role }: Grant, facts: Facts): Finding {
  if (!absentWhen?.roles.includes(role)) return 'holds';
  const { fact } = absentWhen;
  const value = factNamed(facts, fact);
  if (value === undefined) return { unknown: fact };
  return value === null ? 'holds' : 'fails';
}

function assertFinding(finding: unknown): Finding {
  if (finding === 'holds' || finding === 'fails') return finding;
  if (typeof finding === 'object' && finding !== null && 'unknown' in finding && typeof finding.unknown === 'string') {
    return { unknown: finding.unknown };
  }
  throw new TypeError('a condition finds "holds", "fails" or { unknown: fact }');
}

/** All of the rules must allow: a field's own rule stands beside its type's. */
export function decideAll(rules: readonly Rule[], principal: Principal, facts: Facts): Decision {
  let last: Decision = NO_GRANT;
  let open: string[] | null = null;
  let denied: Decision | null = null;
  for (const rule of rules) {
    last = decide(rule, principal, facts);
    if (last.effect === 'deny') denied ??= last;
    else if (last.effect === 'depends') open = [...(open ?? []), ...last.on];
  }
  if (denied) return denied;
  return open ? { effect: 'depends', on: [...new Set(open)] } : last;
}

/** What of the caller (`tenants`, `visit`) must be learnt before it can be decided whether all of these rules allow each of these items. */
export function awaitedOfCaller(
  rules: readonly Rule[],
  principal: Principal,
  items: readonly Facts[],
): readonly string[] {
  const decisions = rules.map((rule) => decisionsOf(rule, principal));
  // What waits for nothing of the caller where nothing is known of an item waits for nothing with any item: asked for every level of an answer.
  if (!decisions.some((each) => callerFactsIn(each.on(NOTHING_KNOWN)).length > 0)) return NONE;
  const open = items.flatMap((facts) => {
    const found = decisions.map((each) => each.on(facts));
    return found.some(({ effect }) => effect === 'deny') ? NONE : found.flatMap(callerFactsIn);
  });
  return [...new Set(open)];
}

/** Of what a decision still depends on, what only the table tells of the caller: `tenants`, `visit`. */
export function callerFactsIn(decision: Decision): readonly string[] {
  if (decision.effect !== 'depends') return NONE;
  return decision.on
    .filter((fact) => fact.startsWith(CALLER_FACT_PREFIX))
    .map((fact) => fact.slice(CALLER_FACT_PREFIX.length));
}

const NONE: readonly string[] = [];
const NOTHING_KNOWN: Facts = {};

/** Which of many items {@link decideAll} allows: what is known of each rule and the caller is looked up once for all of them. */
export function allowsEach(rules: readonly Rule[], principal: Principal, items: readonly Facts[]): boolean[] {
  const decisions = rules.map((rule) => decisionsOf(rule, principal));
  const isAllowed = (facts: Facts) => decisions.every((each) => each.on(facts).effect === 'allow');
  return items.map((facts) => decisions.length > 0 && isAllowed(facts));
}
