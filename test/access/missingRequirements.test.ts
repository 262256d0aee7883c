import * as fc from 'fast-check';
import { decideAll } from '../../src/access/decide';
import { missingRequirements } from '../../src/access/missingRequirements';
import { always, anyFacts, anyHoldings, anyRoles, anyRule, grant, own, rule, principal, visit } from './principals';

describe('what a refused caller lacks', () => {
  test('nothing, exactly where all rules allow', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { minLength: 1, maxLength: 3 }),
        anyRoles,
        anyHoldings,
        anyFacts,
        fc.boolean(),
        (rules, roles, holdings, facts, factor) => {
          const caller = principal(roles, holdings, factor);
          const isAllowed = decideAll(rules, caller, facts).effect === 'allow';
          expect(missingRequirements(rules, caller, facts).length === 0).toBe(isAllowed);
        },
      ),
    );
  });

  test.each([
    ['another role', rule(grant('CHIEF', always)), {}, ['role']],
    ['being the owner', rule(grant('MEMBER', own)), { subject: ['b'] }, ['own']],
    ['being there', rule(grant('MEMBER', visit)), { visit: ['b'] }, ['visit']],
    ['either', rule(grant('MEMBER', own), grant('MEMBER', visit)), {}, ['own', 'visit']],
    ['a second factor', { ...rule(grant('MEMBER', own)), needsSecondFactor: true }, { subject: ['a'] }, ['mfa']],
  ])('%s', (_what, asked, holdings, expected) => {
    const facts = { memberId: 'a', placeId: 'a' };
    expect(missingRequirements([asked], principal(['MEMBER'], holdings, false), facts)).toEqual(expected);
  });

  test('what is still open counts only where nothing else refuses', () => {
    const [open, closed] = [rule(grant('MEMBER', own)), rule(grant('CHIEF', always))];
    const caller = principal(['MEMBER'], { subject: ['a'] });
    expect(missingRequirements([open, closed], caller, {})).toEqual(['role']);
    expect(missingRequirements([open], caller, {})).toEqual(['own']);
  });
});
