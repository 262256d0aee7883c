import { largest, limitFor, parsePerRole } from '../../src/configuration/perRole';

const ROLES = ['VISITOR', 'MEMBER', 'KEEPER'];

describe('a number that may differ by role', () => {
  const limits = parsePerRole('100, VISITOR=10 ,KEEPER=500', ROLES);

  it.each([
    [[], 100],
    [['VISITOR'], 10],
    [['MEMBER'], 100],
    [['VISITOR', 'MEMBER'], 100],
    [['VISITOR', 'KEEPER'], 500],
  ])('%j may %d', (roles, expected) => {
    expect(limitFor(limits, roles)).toBe(expected);
  });

  it('is at most the largest', () => {
    expect(largest(limits)).toBe(500);
  });

  it.each([
    ['', /comes first/],
    ['VISITOR=10', /comes first/],
    ['-1', /comes first/],
    ['10,STRANGER=5', /expected one of VISITOR, MEMBER, KEEPER/],
    ['10,VISITOR=', /expected one of/],
    ['10,visitor=5', /expected one of/],
    ['10,VISITOR=5,VISITOR=6', /VISITOR has two numbers/],
  ])('%j is refused', (text, message) => {
    expect(() => parsePerRole(text, ROLES)).toThrow(message);
  });
});
