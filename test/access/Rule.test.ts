import * as fc from 'fast-check';
import { decide } from '../../src/access/decide';
import { factIn, isWithin, NOBODY } from '../../src/access/Rule';
import {
  always,
  anyFacts,
  anyHoldings,
  anyRoles,
  anyRule,
  grant,
  own,
  ROLES,
  rule,
  principal,
  visit,
} from './principals';

describe('a rule within another', () => {
  test('lets in nobody whom the wider one keeps out, whatever they hold and whatever the item says', () => {
    let within = 0;
    fc.assert(
      fc.property(
        fc.tuple(anyRule, anyRule),
        anyRoles,
        anyHoldings,
        anyFacts,
        fc.boolean(),
        ([narrow, wide], roles, holdings, facts, hasSecondFactor) => {
          if (!isWithin(narrow, wide)) return;
          within += 1;
          const who = principal(roles, holdings, hasSecondFactor);
          if (decide(narrow, who, facts).effect === 'allow') expect(decide(wide, who, facts).effect).toBe('allow');
        },
      ),
      { numRuns: 5000 },
    );
    expect(within).toBeGreaterThan(100);
  });

  test('is within itself, and within itself with more grants', () => {
    fc.assert(
      fc.property(anyRule, anyRule, (one, other) => {
        expect(isWithin(one, one)).toBe(true);
        expect(isWithin(one, { ...one, grants: [...other.grants, ...one.grants] })).toBe(true);
        expect(isWithin({ ...one, needsSecondFactor: true }, one)).toBe(true);
        expect(isWithin(one, { ...one, needsSecondFactor: true })).toBe(one.needsSecondFactor === true);
      }),
    );
  });

  test.each([
    ['own is within always', own, always, true],
    ['visit is within always', visit, always, true],
    ['always is not within own', always, own, false],
    ['own is not within visit', own, visit, false],
  ])('%s', (_, narrow, wide, expected) => {
    expect(isWithin(rule(grant('MEMBER', narrow)), rule(grant('MEMBER', wide)))).toBe(expected);
  });

  test('another role’s grant covers nothing', () => {
    expect(isWithin(rule(grant('MEMBER', own)), rule(grant('KEEPER', always)))).toBe(false);
  });

  test('nobody is within any rule, and lets nobody in', () => {
    fc.assert(
      fc.property(anyRule, ({ grants, absentWhen }) => isWithin(NOBODY, { grants, ...(absentWhen && { absentWhen }) })),
    );
    expect(decide(NOBODY, principal(ROLES), {})).toEqual({ effect: 'deny', because: 'no grant for the roles' });
  });

  test('what it is absent for is asked of the roles that it grants to, and of the same fact', () => {
    const absent = (fact: string, ...roles: string[]) => ({
      ...rule(grant('MEMBER', always)),
      absentWhen: { fact, roles },
    });
    const wide = absent('goneAt', 'MEMBER', 'KEEPER');
    expect(isWithin(absent('goneAt', 'MEMBER'), wide)).toBe(true);
    expect(isWithin(absent('goneAt', 'KEEPER'), wide)).toBe(false);
    expect(isWithin(absent('otherAt', 'MEMBER', 'KEEPER'), wide)).toBe(false);
    expect(isWithin(rule(grant('MEMBER', always)), wide)).toBe(false);
    expect(isWithin(rule(grant('MEMBER', always)), absent('goneAt', 'KEEPER'))).toBe(true);
  });
});

describe('the fact that an attribute is', () => {
  test('a string is itself, also an empty one', () => {
    fc.assert(fc.property(fc.string(), (text) => factIn(text) === text));
  });

  test('nothing is known to be absent', () => {
    expect([factIn(undefined), factIn(null)]).toEqual([null, null]);
  });

  test.each([[0], [7], [false], [true], [[]], [['m1']], [{ m1: 'm1' }], [new Date(0)]])(
    '%j is there, and is no text that a caller could hold or an item could say',
    (value) => {
      const fact = factIn(value);
      const texts = ['', 'm1', '0', '7', 'false', 'true', JSON.stringify(value)];
      expect(fact).not.toBeNull();
      expect(texts).not.toContain(fact);
      const holder = principal(['MEMBER'], { subject: texts });
      expect(decide(rule(grant('MEMBER', own)), holder, { memberId: fact }).effect).toBe('deny');
      const vanishing = { ...rule(grant('MEMBER', always)), absentWhen: { fact: 'memberId', roles: ['MEMBER'] } };
      expect(decide(vanishing, holder, { memberId: fact }).effect).toBe('deny');
    },
  );
});
