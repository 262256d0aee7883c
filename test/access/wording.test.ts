import * as fc from 'fast-check';
import {
  absence,
  describeAllowance,
  describeCell,
  describeRequirement,
  describeRule,
  wouldCredentialHelp,
  wouldSecondFactorHelp,
} from '../../src/access/wording';
import { always, anyRule, access, grant, own, ROLES, rule, principal, visit } from './principals';

const mixed = rule(grant('KEEPER', own), grant('PASSER', visit), grant('MEMBER', visit), grant('MEMBER', own));

describe('who may, in words', () => {
  test('names each role in the order of the access configuration, with its condition', () => {
    expect(describeRule(mixed, access)).toBe('PASSER (visit), MEMBER (visit), MEMBER (own), KEEPER (own)');
    expect(describeRule(rule(grant('CHIEF', always)), access)).toBe('CHIEF');
    expect(describeRule(rule(), access)).toBe('nobody');
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

  test('says for whom an item is absent, and when', () => {
    expect(absence({ fact: 'goneAt', roles: ['MEMBER'] })).toBe('absent for MEMBER where goneAt is set');
    expect(absence({ fact: 'goneAt', roles: ['PASSER', 'MEMBER'] })).toBe(
      'absent for PASSER and MEMBER where goneAt is set',
    );
  });

  test('why somebody may is a sentence', () => {
    expect(describeAllowance(rule(grant('CHIEF', always), grant('KEEPER', always)), access)).toBe(
      'Allowed to KEEPER or CHIEF.',
    );
    expect(describeAllowance({ ...rule(grant('MEMBER', own)), needsSecondFactor: true }, access)).toBe(
      'Allowed to MEMBER as the member whose it is, and with a second factor where the deployment requires one.',
    );
  });

  test('what is required names roles by what they need', () => {
    expect(describeRequirement(mixed, access, principal([]))).toBe(
      'PASSER or MEMBER with a current visit token of this place, or MEMBER as the member whose it is, ' +
        'or KEEPER as the keeper of this place',
    );
    expect(describeRequirement(rule(), access, principal([]))).toBe('more than any role has');
  });
});

describe('whether a credential would help', () => {
  const passer = principal(['PASSER']);
  const withSession = principal(['PASSER'], { guestSession: ['s1'] });
  const member = principal(['MEMBER'], { subject: ['m1'] });

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

describe('a second factor, in words', () => {
  const asking = { ...rule(grant('KEEPER', own), grant('CHIEF', always)), needsSecondFactor: true };
  const keeper = principal(['KEEPER'], { tenants: ['p1'] }, false);

  test('stands in descriptions, whoever reads them', () => {
    expect(describeRule(asking, access)).toBe(
      'KEEPER (own), CHIEF; with a second factor where the deployment requires one',
    );
  });

  test('is required of whoever has not proved one, and not mentioned to others', () => {
    const requirement = 'KEEPER as the keeper of this place, or CHIEF';
    expect(describeRequirement(asking, access, keeper)).toBe(
      `${requirement}, and a second factor (header x-step-up-token)`,
    );
    expect(describeRequirement(asking, access, principal(['KEEPER']))).toBe(requirement);
    expect(describeRequirement({ grants: [], needsSecondFactor: true }, access, keeper)).toBe('more than any role has');
  });

  test.each([
    ['whoever the grant may be for', asking, keeper, true],
    ['whoever has proved one', asking, principal(['KEEPER'], { tenants: ['p1'] }), false],
    ['whoever has no grant in any case', asking, principal(['MEMBER'], { subject: ['m1'] }, false), false],
    ['whoever owns nothing', asking, principal(['KEEPER'], { tenants: [] }, false), false],
    ['where none is asked for', rule(grant('KEEPER', own)), keeper, false],
  ])('would help %s: %#', (_, any, who, expected) => {
    expect(wouldSecondFactorHelp(any, who)).toBe(expected);
  });
});
