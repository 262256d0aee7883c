import { decide as decideByCode } from '../../src/access/decide';
import { factIn, type Facts, type Rule as CodedRule } from '../../src/access/Rule';
import type { Principal } from '../../src/access/Principal';
import { always, own, principal, visit } from '../access/principals';
import { runs } from '../support/runs';
import { decide, type Caller, type Decision, type Grant, type Holds, type Rule, type Values } from './specification';
import { BOOK } from './specified';

/*
 * Every rule of up to two grants, with and without a second factor and an absence, for every caller and every state of what is known of
 * an item: the specification decides each afresh, the code one after the other for the same caller, with all that it remembers.
 */

type OneOf<T> = readonly T[];

function product<T extends object>(choices: { readonly [Name in keyof T]: OneOf<T[Name]> }): T[] {
  return Object.entries<OneOf<unknown>>(choices).reduce<object[]>(
    (all, [name, values]) => all.flatMap((each) => values.map((one) => ({ ...each, [name]: one }))),
    [{}],
  ) as T[];
}

const CONDITIONS = { always, own, visit };
const GRANTS = product<Grant>({
  role: ['PASSER', 'MEMBER', 'KEEPER', 'CHIEF'],
  condition: ['always', 'own', 'visit'],
});
const RULES = product<Required<Rule>>({
  grants: [[], ...GRANTS.flatMap((one, at) => [[one], ...GRANTS.slice(at + 1).map((other) => [one, other])])],
  mfa: [false, true],
  absentWhen: [[], ['KEEPER'], ['PASSER', 'MEMBER']].map((roles) => ({ fact: 'goneAt', roles })),
});

const STATES = product<Values>({
  placeId: [undefined, null, 'a', 'b'],
  memberId: [undefined, null, '', 7, 'a', 'b'],
  sessionId: [undefined, null, 'a'],
  goneAt: [undefined, null, 'x'],
});
/** Not known is said by leaving a fact out, or by its being undefined. */
const FACTS = STATES.map((state, at): Facts => {
  const facts = Object.entries(state).map(([name, value]) => [name, value === undefined ? undefined : factIn(value)]);
  return Object.fromEntries(at % 2 === 0 ? facts : facts.filter(([, value]) => value !== undefined)) as Facts;
});
/** For each state those in which one more fact is known. */
const LATER = STATES.map((state) =>
  STATES.flatMap((later, at) => {
    const learnt = Object.keys(state).filter((name) => state[name] !== later[name]);
    return learnt.length === 1 && state[learnt[0]!] === undefined ? [at] : [];
  }),
);

const NOTHING: OneOf<string[] | undefined> = [[]];
const SOME: OneOf<string[] | undefined> = [[], ['a']];
/** What only the table tells may not be known yet. */
const TOLD = [undefined, ...SOME];
const CALLERS: readonly Caller[] = [
  { roles: [], of: {} },
  { roles: ['PASSER'], of: { session: SOME, visit: TOLD } },
  { roles: ['MEMBER'], of: { subject: SOME, visit: TOLD } },
  { roles: ['KEEPER'], of: { tenants: TOLD, visit: TOLD } },
  { roles: ['CHIEF'], of: { visit: TOLD } },
  { roles: ['MEMBER', 'KEEPER'], of: { subject: SOME, tenants: TOLD, visit: TOLD } },
  { roles: ['PASSER', 'MEMBER', 'KEEPER', 'CHIEF'], of: { session: SOME, subject: SOME, tenants: TOLD, visit: TOLD } },
].flatMap(({ roles, of }) => {
  const holds = { subject: NOTHING, session: NOTHING, tenants: NOTHING, visit: NOTHING, ...of };
  return [true, false].flatMap((hasSecondFactor) =>
    product<Required<Holds>>(holds).map((held) => ({ roles, hasSecondFactor, holds: held })),
  );
});

function principalOf({ roles, hasSecondFactor, holds: { session, ...held } }: Caller): Principal {
  return principal(roles, { ...held, guestSession: session }, hasSecondFactor);
}

function coded({ grants, mfa, absentWhen }: Required<Rule>): CodedRule {
  return {
    grants: grants.map(({ role, condition }) => ({ role, condition: CONDITIONS[condition] })),
    needsSecondFactor: mfa,
    ...(absentWhen.roles.length > 0 && { absentWhen }),
  };
}

const EFFECTS = { allow: 'yes', deny: 'no', depends: 'unknown' } as const;

/** What the code decides in each state, told in one order or the other. */
function decisions(rule: CodedRule, caller: Principal, isReversed: boolean): Decision[] {
  const order = [...STATES.keys()];
  const decided = new Array<Decision>(order.length);
  for (const at of isReversed ? order.reverse() : order) {
    const decision = decideByCode(rule, caller, FACTS[at]!);
    decided[at] = EFFECTS[decision.effect];
    if (decision.effect === 'depends') expectLearnable(decision.on, STATES[at]!, caller);
  }
  return decided;
}

/** Whoever learns what a decision waits for learns something. */
function expectLearnable(on: readonly string[], state: Values, caller: Principal): void {
  const isOpen = (name: string) =>
    name.startsWith('caller.') ? caller.holds(name.slice(7) as 'visit') === undefined : state[name] === undefined;
  if (on.length === 0 || !on.every(isOpen)) throw new Error(`waits for ${on.join()} in ${JSON.stringify(state)}`);
}

test('each decision is what it should be, whatever was decided before, and no fact changes one that is definite', () => {
  let cells = 0;
  const step = runs({ test: 13, soak: 2 });
  for (let at = 0; at < RULES.length; at += step) {
    const rule = RULES[at]!;
    const other = coded(rule);
    for (const caller of CALLERS) {
      const found = decisions(other, principalOf(caller), at % 2 === 1);
      STATES.forEach((state, index) => {
        const expected = decide(BOOK, rule, caller, state);
        const changed = expected === 'unknown' ? undefined : LATER[index]!.find((later) => found[later] !== expected);
        if (found[index] === expected && changed === undefined) return;
        const after = changed === undefined ? null : STATES[changed];
        throw new Error(JSON.stringify({ rule, caller, state, found: found[index], expected, after }));
      });
      cells += found.length;
    }
  }
  expect(cells).toBeGreaterThanOrEqual(runs({ test: 1_000_000, soak: 8_000_000 }));
});
