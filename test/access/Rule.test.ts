import * as fc from 'fast-check';
import { decide } from '../../src/access/decide';
import { isWithin } from '../../src/access/Rule';
import { always, anyFacts, anyHoldings, anyRoles, anyRule, grant, own, rule, standing, visit } from './standings';

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
          const who = standing(roles, holdings, hasSecondFactor);
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
});
