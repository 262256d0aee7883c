import * as fc from 'fast-check';
import { conditionsOf } from '../../src/access/conditions';
import {
  allowsEach,
  awaitedOfCaller,
  callerFactsIn,
  decide,
  decideAll,
  factsOfDecision,
} from '../../src/access/decide';
import type { Rule, Facts } from '../../src/access/Rule';
import {
  always,
  anyFacts,
  anyHoldings,
  anyKeeping,
  anyRoles,
  anyRule,
  access,
  broken,
  grant,
  own,
  partOf,
  ROLES,
  rule,
  principal,
  visit,
} from './principals';

const NOBODY = principal([]);
const member = principal(['MEMBER'], { subject: ['m1'] });
const GARBAGE: readonly [string, () => unknown][] = [
  ['throws', () => fail()],
  ['throws nothing', () => fail(undefined)],
  ['answers true', () => true],
  ['answers 1', () => 1],
  ['answers "allow"', () => 'allow'],
  ['answers "HOLDS"', () => 'HOLDS'],
  ['answers undefined', () => undefined],
  ['answers null', () => null],
  ['answers an array', () => ['holds']],
  ['answers a promise', () => Promise.resolve('holds')],
  ['answers { unknown: 1 }', () => ({ unknown: 1 })],
  ['answers { effect: "allow" }', () => ({ effect: 'allow' })],
  ['answers what turns into a string', () => ({ toString: () => 'holds' })],
];

function fail(cause: unknown = new Error('broken')): never {
  throw cause;
}

describe('default deny', () => {
  test('no grant at all denies everybody', () => {
    for (const role of ROLES) expect(decide(rule(), principal([role]), {}).effect).toBe('deny');
  });

  test('a grant for another role denies', () => {
    expect(decide(rule(grant('KEEPER', always)), member, {})).toEqual({
      effect: 'deny',
      because: 'no grant for the roles',
    });
  });

  test('no role denies, whatever the rule grants', () => {
    fc.assert(fc.property(anyRule, anyFacts, (any, facts) => decide(any, NOBODY, facts).effect === 'deny'));
  });

  test('no rules at all deny: nothing is open because nothing was written', () => {
    expect(decideAll([], principal(ROLES), {}).effect).toBe('deny');
  });

  test('an unknown role is no role', () => {
    expect(decide(rule(grant('MEMBER', always)), principal(['member', 'MEMBER ', '*']), {}).effect).toBe('deny');
  });

  test('a grant that holds allows, and says which one', () => {
    const granted = grant('MEMBER', own);
    expect(decide(rule(grant('CHIEF', always), granted), member, { memberId: 'm1' })).toEqual({
      effect: 'allow',
      because: granted,
    });
  });
});

describe('a broken rule denies', () => {
  test.each(GARBAGE)('where its condition %s', (_, answer) => {
    expect(decide(rule(grant('MEMBER', broken(answer))), member, {}).effect).toBe('deny');
  });

  test.each(GARBAGE)('also beside a grant that holds, in any order, where its condition %s', (_, answer) => {
    const [good, bad] = [grant('MEMBER', always), grant('MEMBER', broken(answer))];
    expect(decide(rule(good), member, {}).effect).toBe('allow');
    expect(decide(rule(good, bad), member, {})).toEqual({ effect: 'deny', because: 'rule failed' });
    expect(decide(rule(bad, good), member, {})).toEqual({ effect: 'deny', because: 'rule failed' });
  });

  test.each(GARBAGE)('also beside a rule that allows, in any order, where its condition %s', (_, answer) => {
    const [good, bad] = [rule(grant('MEMBER', always)), rule(grant('MEMBER', broken(answer)))];
    expect(decideAll([good, bad], member, {}).effect).toBe('deny');
    expect(decideAll([bad, good], member, {}).effect).toBe('deny');
  });

  test('the broken grant of a role that the caller does not have is not asked', () => {
    const bad = grant(
      'CHIEF',
      broken(() => fail()),
    );
    expect(decide(rule(bad, grant('MEMBER', always)), member, {}).effect).toBe('allow');
  });

  test('a principal that throws denies', () => {
    const throwing = { ...principal(['MEMBER']), holds: () => fail() };
    expect(decide(rule(grant('MEMBER', own)), throwing, { memberId: 'm1' }).effect).toBe('deny');
  });
});

describe('roles add up', () => {
  test('several roles may what any one of them may, and no more', () => {
    fc.assert(
      fc.property(anyRule, anyRoles, anyHoldings, anyFacts, (any, roles, holdings, facts) => {
        const each = roles.map((role) => decide(any, principal([role], holdings), facts).effect);
        const together = decide(any, principal(roles, holdings), facts).effect;
        expect(together === 'allow').toBe(each.includes('allow'));
      }),
    );
  });

  test('the order of roles does not matter', () => {
    fc.assert(
      fc.property(anyRule, anyRoles, anyHoldings, anyFacts, (any, roles, holdings, facts) => {
        const forth = decide(any, principal(roles, holdings), facts).effect;
        expect(decide(any, principal([...roles].reverse(), holdings), facts).effect).toBe(forth);
      }),
    );
  });

  test('one role’s holdings are not another’s: what a keeper owns opens nothing to a member', () => {
    const both = principal(['MEMBER', 'KEEPER'], { subject: ['m1'], tenants: ['p1'] });
    expect(decide(rule(grant('MEMBER', own)), both, { memberId: 'p1', placeId: 'p1' }).effect).toBe('deny');
    expect(decide(rule(grant('KEEPER', own)), both, { memberId: 'p1', placeId: 'p1' }).effect).toBe('allow');
  });
});

describe('a decision is final', () => {
  test('one given on a part of what is known never changes when more is known', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { minLength: 1, maxLength: 3 }),
        anyRoles,
        anyHoldings,
        anyFacts,
        anyKeeping,
        (rules, roles, holdings, facts, keep) => {
          const part = partOf(facts, holdings, keep);
          const early = decideAll(rules, principal(roles, part.holdings), part.facts).effect;
          const late = decideAll(rules, principal(roles, holdings), facts).effect;
          expect(late).not.toBe('depends');
          if (early !== 'depends') expect(late).toBe(early);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('for many items at once it is what it is for each alone', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 3 }),
        anyRoles,
        anyHoldings,
        fc.array(fc.tuple(anyFacts, anyKeeping)),
        (rules, roles, holdings, items) => {
          const known = items.map(([facts, keep]) => partOf(facts, holdings, keep).facts);
          const alone = known.map((facts) => decideAll(rules, principal(roles, holdings), facts).effect === 'allow');
          expect(allowsEach(rules, principal(roles, holdings), known)).toEqual(alone);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('what it depends on is not known yet, and some of it is enough to go on', () => {
    fc.assert(
      fc.property(anyRule, anyRoles, anyHoldings, anyFacts, anyKeeping, (any, roles, holdings, facts, keep) => {
        const part = partOf(facts, holdings, keep);
        const decision = decide(any, principal(roles, part.holdings), part.facts);
        if (decision.effect !== 'depends') return;
        const known = [...Object.keys(part.facts), ...keep.map((name) => `caller.${name}`)];
        expect(decision.on.length).toBeGreaterThan(0);
        expect(decision.on.filter((fact) => known.includes(fact))).toEqual([]);
      }),
    );
  });

  test('all rules must allow; one that denies decides before the others are known', () => {
    const later = rule(grant('MEMBER', own));
    const never = rule(grant('CHIEF', always));
    expect(decideAll([later, never], member, {}).effect).toBe('deny');
    expect(decideAll([never, later], member, {}).effect).toBe('deny');
    expect(decideAll([later, rule(grant('MEMBER', always))], member, {})).toEqual({
      effect: 'depends',
      on: ['memberId'],
    });
    expect(decideAll([later, later], member, {})).toEqual({ effect: 'depends', on: ['memberId'] });
  });
});

describe('an item belongs to nobody', () => {
  const owners = [
    ['MEMBER', own, 'memberId', 'subject'],
    ['PASSER', own, 'sessionId', 'guestSession'],
    ['KEEPER', own, 'placeId', 'tenants'],
    ['PASSER', visit, 'placeId', 'visit'],
  ] as const;

  test.each(owners)('%s: without the owner attribute, or with an empty one', (role, condition, fact, source) => {
    const any = rule(grant(role, condition));
    const holder = principal([role], { [source]: ['x', '', 'null', 'undefined'] });
    expect(decide(any, holder, { [fact]: 'x' }).effect).toBe('allow');
    expect(decide(any, holder, { [fact]: null }).effect).toBe('deny');
    expect(decide(any, holder, { [fact]: '' }).effect).toBe('deny');
  });

  test.each(owners)('%s: undefined or empty on both sides denies', (role, condition, fact, source) => {
    const any = rule(grant(role, condition));
    const absent: readonly Facts[] = [{}, { [fact]: null }, { [fact]: '' }, { [fact]: undefined as unknown as null }];
    for (const facts of absent) expect(decide(any, principal([role], { [source]: [] }), facts).effect).toBe('deny');
    expect(decide(any, principal([role], { [source]: [''] }), { [fact]: '' }).effect).toBe('deny');
  });

  test.each(owners)('%s: which is told before anything is asked of the caller', (role, condition, fact, source) => {
    const any = rule(grant(role, condition));
    const unknown = principal([role], { [source]: undefined });
    const denied = { effect: 'deny', because: 'condition not met' };
    for (const value of [null, '']) expect(decide(any, unknown, { [fact]: value })).toEqual(denied);
    expect(decide(any, unknown, { [fact]: 'x' })).toEqual({ effect: 'depends', on: [`caller.${source}`] });
    expect(decide(any, principal([role], { [source]: ['y'] }), { [fact]: 'x' })).toEqual(denied);
  });

  test('a role that owns nothing owns nothing', () => {
    const chief = principal(['CHIEF'], { subject: ['x'], tenants: ['x'], guestSession: ['x'], visit: ['x'] });
    expect(decide(rule(grant('CHIEF', own)), chief, { memberId: 'x', placeId: 'x', sessionId: 'x' }).effect).toBe(
      'deny',
    );
  });
});

describe('names of an object’s prototype are no facts', () => {
  const strange = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  test.each(strange)('%s as the name of a fact is looked for among the facts only', (fact) => {
    const [passer, ...others] = access.roles;
    const odd = conditionsOf({ ...access, roles: [{ ...passer!, owns: { fact, by: 'guestSession' } }, ...others] });
    const any = rule(grant('PASSER', odd.own));
    const passing = principal(['PASSER'], { guestSession: ['s1', String(({} as Record<string, unknown>)[fact])] });
    expect(decide(any, passing, {})).toEqual({ effect: 'depends', on: [fact] });
    expect(decide(any, passing, { ...(JSON.parse(`{"${fact}":"s1"}`) as Facts) }).effect).toBe('allow');
  });

  test('an inherited fact is not known', () => {
    expect(decide(rule(grant('MEMBER', own)), member, Object.create({ memberId: 'm1' }) as Facts).effect).toBe(
      'depends',
    );
  });

  test.each(strange)('a fact of the value %s belongs to whom holds exactly this text', (value) => {
    const any = rule(grant('MEMBER', own));
    expect(decide(any, member, { memberId: value }).effect).toBe('deny');
    expect(decide(any, principal(['MEMBER'], { subject: [value] }), { memberId: value }).effect).toBe('allow');
  });

  test('facts parsed from a hostile text cannot bring an owner along by __proto__', () => {
    const facts = JSON.parse('{"__proto__":{"memberId":"m1"},"constructor":{"prototype":{"memberId":"m1"}}}') as Facts;
    expect(decide(rule(grant('MEMBER', own)), member, facts).effect).not.toBe('allow');
  });

  test.each(strange)('a value that is no text (%s of an object) is nobody’s', (name) => {
    const odd = { memberId: ({} as Record<string, unknown>)[name] } as unknown as Facts;
    expect(decide(rule(grant('MEMBER', own)), member, odd).effect).toBe('deny');
  });
});

describe('an item that is absent where a fact is there', () => {
  const vanishing: Rule = {
    ...rule(grant('MEMBER', always), grant('KEEPER', own)),
    absentWhen: { fact: 'goneAt', roles: ['MEMBER'] },
  };
  const keeper = principal(['KEEPER', 'MEMBER'], { subject: ['m1'], tenants: ['p1'] });

  test.each<[string, Facts, string]>([
    ['is there while the fact is known to be absent', { goneAt: null }, 'allow'],
    ['is gone once it is there', { goneAt: 'now' }, 'deny'],
    ['is gone where it is an empty text, or no text at all', { goneAt: '' }, 'deny'],
    ['waits for the fact', {}, 'depends'],
  ])('%s', (_, facts, effect) => {
    expect(decide(vanishing, member, facts).effect).toBe(effect);
  });

  test('asks for what it waits for', () => {
    expect(decide(vanishing, member, {})).toEqual({ effect: 'depends', on: ['goneAt'] });
  });

  test('stays for other roles of the same caller', () => {
    expect(decide(vanishing, keeper, { goneAt: 'now', placeId: 'p1' }).effect).toBe('allow');
    expect(decide(vanishing, keeper, { goneAt: 'now', placeId: 'p2' }).effect).toBe('deny');
  });

  test('takes from a rule, and never gives', () => {
    fc.assert(
      fc.property(anyRule, anyRoles, anyHoldings, anyFacts, ({ absentWhen: _, ...any }, roles, holdings, facts) => {
        const absentWhen = { fact: 'goneAt', roles: ROLES };
        const who = principal(roles, holdings);
        expect(decide({ ...any, absentWhen }, who, { ...facts, goneAt: 'x' }).effect).toBe('deny');
        expect(decide({ ...any, absentWhen }, who, { ...facts, goneAt: null })).toEqual(decide(any, who, facts));
      }),
    );
  });
});

describe('a second factor', () => {
  const asking = (any: Rule): Rule => ({ ...any, needsSecondFactor: true });

  test('takes from a rule, and never gives: who may without asking for one may with one proved', () => {
    fc.assert(
      fc.property(anyRule, anyRoles, anyHoldings, anyFacts, ({ grants }, roles, holdings, facts) => {
        const without = decide({ grants }, principal(roles, holdings), facts);
        expect(decide(asking({ grants }), principal(roles, holdings), facts)).toEqual(without);
        const lacking = decide(asking({ grants }), principal(roles, holdings, false), facts);
        expect(lacking).toEqual(without.effect === 'deny' ? without : { effect: 'deny', because: 'no second factor' });
      }),
    );
  });

  test('that is not proved denies before any fact is asked for', () => {
    const who = principal(['MEMBER'], { subject: ['m1'] }, false);
    expect(decide(rule(grant('MEMBER', own)), who, {})).toEqual({ effect: 'depends', on: ['memberId'] });
    expect(decide(asking(rule(grant('MEMBER', own))), who, {})).toEqual({
      effect: 'deny',
      because: 'no second factor',
    });
  });

  test('means nothing to a rule that does not ask for one', () => {
    fc.assert(
      fc.property(anyRule, anyRoles, anyHoldings, anyFacts, ({ grants }, roles, holdings, facts) => {
        const [proved, lacking] = [principal(roles, holdings), principal(roles, holdings, false)];
        for (const any of [{ grants }, { grants, needsSecondFactor: false }])
          expect(decide(any, lacking, facts)).toEqual(decide(any, proved, facts));
      }),
    );
  });

  test('does not hide a broken grant', () => {
    const bad = rule(
      grant(
        'MEMBER',
        broken(() => fail()),
      ),
    );
    expect(decide(asking(bad), principal(['MEMBER'], {}, false), {})).toEqual({
      effect: 'deny',
      because: 'rule failed',
    });
  });
});

describe('what was decided before', () => {
  // As programs could hand them in: TypeScript does not know at run time.
  const anyValue = fc.constantFrom(undefined, 0, false, null, '', 'a', 'b', '0', '[]', 'undefined');
  const anyLooseFacts = fc.record(
    { sessionId: anyValue, memberId: anyValue, placeId: anyValue, goneAt: anyValue },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Facts>;

  test('changes no decision: after any history it is what it would be afresh', () => {
    const history = fc.array(anyLooseFacts, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(anyRule, anyRoles, anyHoldings, history, (any, roles, holdings, all) => {
        const same = principal(roles, holdings);
        for (const facts of all)
          expect(decide(any, same, facts)).toEqual(decide(any, principal(roles, holdings), facts));
      }),
      { numRuns: 2000 },
    );
  });

  test('a fact that a program calls undefined is not known', () => {
    const absent = { ...rule(grant('MEMBER', own)), absentWhen: { fact: 'goneAt', roles: ['MEMBER'] } };
    const facts = { memberId: 'm1', goneAt: undefined } as unknown as Facts;
    expect(decide(absent, member, facts)).toEqual({ effect: 'depends', on: ['goneAt'] });
  });
});

describe('what the table must tell of the caller', () => {
  const part = fc.tuple(anyFacts, anyKeeping);

  test('is what the decisions on the items wait for, and once it is told none of them waits for it', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 3 }),
        anyRoles,
        anyHoldings,
        anyKeeping,
        fc.array(part, { maxLength: 3 }),
        (rules, roles, holdings, keep, items) => {
          const known = items.map(([facts, kept]) => partOf(facts, holdings, kept).facts);
          const before = principal(roles, partOf({}, holdings, keep).holdings);
          const awaited = awaitedOfCaller(rules, before, known);
          // What one of the rules denies waits for nothing more.
          const open = known.filter((facts) => rules.length > 0 && decideAll(rules, before, facts).effect !== 'deny');
          const each = open.flatMap((facts) => rules.flatMap((any) => callerFactsIn(decide(any, before, facts))));
          expect(awaited).toEqual([...new Set(each)]);
          expect(awaited.filter((name) => keep.includes(name))).toEqual([]);
          const told = principal(roles, partOf({}, holdings, [...keep, ...awaited]).holdings);
          expect(awaitedOfCaller(rules, told, known).filter((name) => awaited.includes(name))).toEqual([]);
        },
      ),
    );
  });

  test('is named as what the caller holds, and facts of the item are not among it', () => {
    const unknown = principal(['KEEPER', 'MEMBER'], { tenants: undefined, visit: undefined, subject: ['m1'] });
    const both = rule(grant('KEEPER', own), grant('MEMBER', own), grant('MEMBER', visit));
    expect(decide(both, unknown, {})).toEqual({
      effect: 'depends',
      on: ['caller.tenants', 'memberId', 'caller.visit'],
    });
    expect(awaitedOfCaller([both], unknown, [{}])).toEqual(['tenants', 'visit']);
    expect(awaitedOfCaller([both], unknown, [])).toEqual([]);
    expect(callerFactsIn(decide(rule(grant('MEMBER', always)), unknown, {}))).toEqual([]);
  });
});

describe('what a decision looks at', () => {
  test('is enough to make it, and facts beside it change nothing', () => {
    fc.assert(
      fc.property(anyRule, anyRoles, anyHoldings, anyFacts, (any, roles, holdings, facts) => {
        const names = factsOfDecision(any, principal(roles, holdings));
        const alone = Object.fromEntries(Object.entries(facts).filter(([name]) => names.includes(name)));
        expect(decide(any, principal(roles, holdings), alone)).toEqual(decide(any, principal(roles, holdings), facts));
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  test('is the facts of the grants of the caller’s own roles, and what makes the item absent for one of these', () => {
    const any = {
      ...rule(grant('MEMBER', own), grant('PASSER', visit), grant('KEEPER', own)),
      absentWhen: { fact: 'goneAt', roles: ['KEEPER', 'CHIEF'] },
    };
    const looksAt = (...roles: string[]) => factsOfDecision(any, principal(roles));
    expect(looksAt('MEMBER')).toEqual(['memberId']);
    expect(looksAt('PASSER')).toEqual(['placeId']);
    expect(looksAt('KEEPER', 'PASSER')).toEqual(['placeId', 'goneAt']);
    expect(looksAt('CHIEF')).toEqual([]);
  });

  test('is nothing where the rule cannot even say: it denies, whatever is known', () => {
    const mute = { ...own, factFor: () => fail() };
    const any = rule(grant('MEMBER', mute), grant('MEMBER', always));
    expect(factsOfDecision(any, member)).toEqual([]);
    for (const facts of [{}, { memberId: 'm1' }])
      expect(decide(any, member, facts)).toEqual({ effect: 'deny', because: 'rule failed' });
  });
});
