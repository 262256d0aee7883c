import type { HoldingSource, AccessConfiguration } from './AccessConfiguration';
import { factNamed, NO_TEXT, type Condition, type Facts, type Finding } from './Rule';
import type { Principal } from './Principal';

/** The prefix of facts about the caller, which the table tells: `caller.tenants`, `caller.visit`. */
export const CALLER_FACT_PREFIX = 'caller.';

/** The conditions that `@auth` can name, for one access configuration. */
export function conditionsOf(access: AccessConfiguration): Readonly<Record<'always' | 'own' | 'visit', Condition>> {
  return { always, own: own(access), visit: visit(access) };
}

const always: Condition = { name: 'always', factFor: () => null, test: () => 'holds' };

function own(access: AccessConfiguration): Condition {
  const ownerships = new Map(access.roles.map(({ name, owns }) => [name, owns]));
  return {
    name: 'own',
    factFor: (role) => ownerships.get(role)?.fact ?? null,
    test: (principal, role, facts) => {
      const ownership = ownerships.get(role);
      return ownership ? isHeld(principal, ownership.by, ownership.fact, facts) : 'fails';
    },
  };
}

function visit({ visit: { fact } }: AccessConfiguration): Condition {
  return {
    name: 'visit',
    factFor: () => fact,
    test: (principal, _role, facts) => isHeld(principal, 'visit', fact, facts),
  };
}

/** A caller who holds nothing owns nothing, whatever the item says; so an item without the fact belongs to nobody. */
function isHeld(principal: Principal, source: HoldingSource, fact: string, facts: Facts): Finding {
  const held = principal.holds(source);
  if (held?.size === 0) return 'fails';
  const value = factNamed(facts, fact);
  if (value === null || value === '') return 'fails';
  if (held === undefined) return { unknown: CALLER_FACT_PREFIX + source };
  if (value === undefined) return { unknown: fact };
  return value !== NO_TEXT && held.has(value) ? 'holds' : 'fails';
}
