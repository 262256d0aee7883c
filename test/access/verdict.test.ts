import * as fc from 'fast-check';
import { decideAll } from '../../src/access/decide';
import { isWithin, type Rule } from '../../src/access/Rule';
import { verdictOf, VERDICTS } from '../../src/access/verdict';
import {
  always,
  anyFacts,
  anyHoldings,
  anyRoles,
  anyRule,
  access,
  grant,
  own,
  rule,
  principal,
  visit,
} from './principals';

const asking = (any: Rule): Rule => ({ ...any, needsSecondFactor: true });
const lacking = principal(['MEMBER'], {}, false);
const proved = principal(['MEMBER']);
const verdict = (rules: readonly Rule[], who = lacking) => verdictOf(rules, who, access).verdict;

describe('a verdict', () => {
  test.each([
    ['ALWAYS', 'MFA', [always]],
    ['OWN', 'OWN_WITH_MFA', [own]],
    ['VISIT', 'VISIT_WITH_MFA', [visit]],
    ['OWN_OR_VISIT', 'OWN_OR_VISIT_WITH_MFA', [own, visit]],
    ['ALWAYS', 'MFA', [own, visit, always]],
  ] as const)('is %s, or %s where a second factor is asked for and not proved', (without, withFactor, conditions) => {
    const any = rule(...conditions.map((condition) => grant('MEMBER', condition)));
    expect(verdict([any])).toBe(without);
    expect(verdict([asking(any)])).toBe(withFactor);
    expect(verdict([asking(any)], proved)).toBe(without);
    expect(verdict([{ ...any, needsSecondFactor: false }])).toBe(without);
  });

  test('is never, where one of the rules grants nothing to the roles, and does not say to whom it does', () => {
    const [mine, others] = [rule(grant('MEMBER', always)), rule(grant('CHIEF', always))];
    for (const rules of [[others], [mine, others], [others, mine], [rule()]])
      expect(verdictOf(rules, proved, access)).toEqual({ verdict: 'NEVER', because: 'No rule grants it to you.' });
  });

  test('is that of what leads there, where no rule stands', () => {
    expect(verdictOf([], proved, access)).toEqual({
      verdict: 'ALWAYS',
      because: 'Whoever may see what leads here may see it.',
    });
  });

  test('is that of the last rule, the narrowest, with its reason in words, of the caller’s own roles alone', () => {
    const wide = rule(grant('MEMBER', always), grant('KEEPER', always));
    const narrow = rule(grant('MEMBER', own), grant('KEEPER', own));
    expect(verdictOf([wide, narrow], proved, access)).toEqual({
      verdict: 'OWN',
      because: 'Allowed to MEMBER as the member whose it is.',
    });
    expect(verdict([asking(wide), narrow])).toBe('OWN_WITH_MFA');
  });

  test('says of a caller what decisions say, before any item is known', () => {
    fc.assert(
      fc.property(
        anyRule,
        anyRule,
        anyRoles,
        anyHoldings,
        anyFacts,
        fc.boolean(),
        (wide, other, roles, holdings, facts, factor) => {
          const rules = isWithin(other, wide) ? [wide, other] : [wide];
          const who = principal(roles, holdings, factor);
          const said = verdict(rules, who);
          expect(VERDICTS).toContain(said);
          const { effect } = decideAll(rules, who, { ...facts, goneAt: null });
          if (said === 'NEVER' || said.endsWith('MFA')) expect(effect).toBe('deny');
          if (said === 'ALWAYS' && rules.every(({ absentWhen }) => absentWhen?.fact !== 'memberId')) {
            expect(effect).toBe('allow');
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
