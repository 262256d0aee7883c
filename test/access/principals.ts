import * as fc from 'fast-check';
import type { HoldingSource, AccessConfiguration } from '../../src/access/AccessConfiguration';
import { conditionsOf } from '../../src/access/conditions';
import type { Condition, Facts, Finding, Grant, Rule } from '../../src/access/Rule';
import type { Principal } from '../../src/access/Principal';

/** Three roles that own by different facts, and one that owns nothing. */
export const access: AccessConfiguration = {
  roles: [
    {
      name: 'PASSER',
      title: 'a passer-by',
      cognitoGroup: null,
      owns: { fact: 'sessionId', by: 'guestSession' },
      ownTitle: 'the session that made it',
    },
    {
      name: 'MEMBER',
      title: 'a member',
      cognitoGroup: 'members',
      owns: { fact: 'memberId', by: 'subject' },
      ownTitle: 'the member whose it is',
    },
    {
      name: 'KEEPER',
      title: 'a keeper',
      cognitoGroup: 'keepers',
      owns: { fact: 'placeId', by: 'tenants' },
      ownTitle: 'the keeper of this place',
    },
    { name: 'CHIEF', title: 'a chief', cognitoGroup: 'chiefs', owns: null, ownTitle: '' },
  ],
  visit: { fact: 'placeId', title: 'this place' },
};

export const ROLES = access.roles.map(({ name }) => name);
const FACT_NAMES = ['sessionId', 'memberId', 'placeId'] as const;
export const { always, own, visit } = conditionsOf(access);

export function rule(...grants: readonly Grant[]): Rule {
  return { grants };
}

export function grant(role: string, condition: Condition): Grant {
  return { role, condition };
}

export type Holdings = Readonly<Partial<Record<HoldingSource, readonly string[] | undefined>>>;

/** Somebody in these roles who holds what is listed, and nothing of what is not; `undefined` is not known yet. */
export function principal(roles: readonly string[], holdings: Holdings = {}, hasSecondFactor = true): Principal {
  return {
    roles,
    hasSecondFactor,
    holds: (source) => {
      const held = source in holdings ? holdings[source] : [];
      return held && new Set(held);
    },
    memory: new Map(),
  };
}

/** A condition that answers what it is given, or throws it. */
export function broken(answer: () => unknown): Condition {
  return { name: 'always', factFor: () => null, test: () => answer() as Finding };
}

const VALUES = ['a', 'b', 'c'];

export const anyRoles = fc.subarray(ROLES);
export const anyRule: fc.Arbitrary<Rule> = fc.record(
  {
    grants: fc.array(fc.record({ role: fc.constantFrom(...ROLES), condition: fc.constantFrom(always, own, visit) }), {
      maxLength: 5,
    }),
    needsSecondFactor: fc.boolean(),
    absentWhen: fc.record({ fact: fc.constantFrom('memberId', 'goneAt'), roles: fc.subarray(ROLES) }),
  },
  { requiredKeys: ['grants'] },
);
const anyHeld = fc.subarray(VALUES);
/** Everything is known: what the caller holds, and every fact (which may be known to be absent). */
export const anyHoldings: fc.Arbitrary<Holdings> = fc.record({
  subject: anyHeld,
  guestSession: anyHeld,
  tenants: anyHeld,
  visit: anyHeld,
});
export const anyFacts: fc.Arbitrary<Facts> = fc.record({
  sessionId: fc.constantFrom(null, '', ...VALUES),
  memberId: fc.constantFrom(null, '', ...VALUES),
  placeId: fc.constantFrom(null, '', ...VALUES),
  goneAt: fc.constantFrom(null, null, '', ...VALUES),
});

/** A part of what is known: some facts, some of what the caller holds. */
export function partOf(
  facts: Facts,
  holdings: Holdings,
  keep: readonly string[],
): { facts: Facts; holdings: Holdings } {
  return {
    facts: Object.fromEntries(Object.entries(facts).filter(([name]) => keep.includes(name))),
    holdings: Object.fromEntries(
      Object.entries(holdings).map(([name, held]) => [name, keep.includes(name) ? held : undefined]),
    ),
  };
}

export const anyKeeping = fc.subarray([...FACT_NAMES, 'subject', 'guestSession', 'tenants', 'visit']);
