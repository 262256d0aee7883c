import * as fc from 'fast-check';
import { describeCell, describeRequirement, describeRule, wouldCredentialHelp } from '../../src/access/wording';
import { always, anyRule, book, grant, own, ROLES, rule, standing, visit } from './standings';

const mixed = rule(grant('KEEPER', own), grant('PASSER', visit), grant('MEMBER', visit), grant('MEMBER', own));

describe('who may, in words', () => {
  test('names each role in the order of the role book, with its condition', () => {
    expect(describeRule(mixed, book)).toBe('PASSER (visit), MEMBER (visit), MEMBER (own), KEEPER (own)');
    expect(describeRule(rule(grant('CHIEF', always)), book)).toBe('CHIEF');
    expect(describeRule(rule(), book)).toBe('nobody');
  });

  test('a cell is empty exactly where the role has no grant', () => {
    fc.assert(
      fc.property(anyRule, fc.constantFrom(...ROLES), (any, role) => {
        expect(describeCell(any, role) === '').toBe(!any.grants.some((each) => each.role === role));
      }),
    );
    expect(describeCell(mixed, 'MEMBER')).toBe('visit or own');
    expect(describeCell(rule(grant('MEMBER', own), grant('MEMBER', always)), 'MEMBER')).toBe('yes');
  });

  test('what is required names roles by what they need', () => {
    expect(describeRequirement(mixed, book)).toBe(
      'PASSER or MEMBER with a current visit token of this place, or MEMBER as the member whose it is, ' +
        'or KEEPER as the keeper of this place',
    );
    expect(describeRequirement(rule(), book)).toBe('more than any role has');
  });
});

describe('whether a credential would help', () => {
  const passer = standing(['PASSER']);
  const withSession = standing(['PASSER'], { guestSession: ['s1'] });
  const member = standing(['MEMBER'], { subject: ['m1'] });

  test.each([
    ['a visitor, where another role may', passer, rule(grant('MEMBER', always)), true],
    ['a visitor without a session, where owning is what counts', passer, rule(grant('PASSER', own)), true],
    ['a visitor with a session, where owning is what counts', withSession, rule(grant('PASSER', own)), false],
    ['a visitor, where a visit is what counts', passer, rule(grant('PASSER', visit)), false],
    ['a visitor, where nobody may', passer, rule(), false],
    ['whoever is signed in', member, rule(grant('KEEPER', own)), false],
  ])('%s', (_, who, any, expected) => {
    expect(wouldCredentialHelp(any, who)).toBe(expected);
  });
});
