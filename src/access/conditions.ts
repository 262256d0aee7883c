import type { HoldingSource, RoleBook } from './RoleBook';
import { factNamed, NO_TEXT, type Condition, type Facts, type Finding } from './Rule';
import type { Standing } from './Standing';

/** The prefix of facts about the caller, which the table tells: `caller.tenants`, `caller.visit`. */
export const CALLER_FACT_PREFIX = 'caller.';

/** The conditions that `@auth` can name, for one role book. */
export function conditionsOf(book: RoleBook): Readonly<Record<'always' | 'own' | 'visit', Condition>> {
  return { always, own: own(book), visit: visit(book) };
}

const always: Condition = { name: 'always', factFor: () => null, test: () => 'holds' };

function own(book: RoleBook): Condition {
  const ownerships = new Map(book.roles.map(({ name, owns }) => [name, owns]));
  return {
    name: 'own',
    factFor: (role) => ownerships.get(role)?.fact ?? null,
    test: (standing, role, facts) => {
      const ownership = ownerships.get(role);
      return ownership ? isHeld(standing, ownership.by, ownership.fact, facts) : 'fails';
    },
  };
}

function visit({ visit: { fact } }: RoleBook): Condition {
  return {
    name: 'visit',
    factFor: () => fact,
    test: (standing, _role, facts) => isHeld(standing, 'visit', fact, facts),
  };
}

/** A caller who holds nothing owns nothing, whatever the item says; so an item without the fact belongs to nobody. */
function isHeld(standing: Standing, source: HoldingSource, fact: string, facts: Facts): Finding {
  const held = standing.holds(source);
  if (held?.size === 0) return 'fails';
  const value = factNamed(facts, fact);
  if (value === null || value === '') return 'fails';
  if (held === undefined) return { unknown: CALLER_FACT_PREFIX + source };
  if (value === undefined) return { unknown: fact };
  return value !== NO_TEXT && held.has(value) ? 'holds' : 'fails';
}
