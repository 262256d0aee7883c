import { decide } from '../../src/access/decide';
import { principalOf } from '../../src/access/Principal';
import type { Caller } from '../../src/identity/Caller';
import { grant, own, rule, visit } from './principals';

const visitor: Caller = {
  roles: ['PASSER'],
  subject: null,
  email: null,
  signIn: null,
  hasSecondFactor: false,
  guestSession: null,
  visit: null,
  device: null,
};
const member: Caller = { ...visitor, roles: ['MEMBER', 'KEEPER'], subject: 'm1' };

describe('what credentials alone prove', () => {
  test('a visitor without credentials holds nothing, and that is known', () => {
    const { holds } = principalOf(visitor);
    expect([...(holds('subject') ?? ['?'])]).toEqual([]);
    expect([...(holds('guestSession') ?? ['?'])]).toEqual([]);
    expect([...(holds('tenants') ?? ['?'])]).toEqual([]);
    expect([...(holds('visit') ?? ['?'])]).toEqual([]);
  });

  test('what a signed-in caller owns, and whether a visit is current, only the table tells', () => {
    const { holds } = principalOf({ ...member, visit: { tenant: 'p1', serial: 1 } });
    expect(holds('tenants')).toBeUndefined();
    expect(holds('visit')).toBeUndefined();
  });

  test('a claimed visit counts only once the table has said that it is current', () => {
    const visiting = { ...visitor, visit: { tenant: 'p1', serial: 1 } };
    const any = rule(grant('PASSER', visit));
    expect(decide(any, principalOf(visiting), { placeId: 'p1' })).toEqual({ effect: 'depends', on: ['caller.visit'] });
    expect(decide(any, principalOf(visiting, { visit: new Set(['p1']) }), { placeId: 'p1' }).effect).toBe('allow');
    expect(decide(any, principalOf(visiting, { visit: new Set() }), { placeId: 'p1' }).effect).toBe('deny');
  });

  test('what the table says of others counts for nothing without the credential', () => {
    const { holds } = principalOf(visitor, { tenants: new Set(['p1']), visit: new Set(['p1']) });
    expect([...(holds('tenants') ?? ['?'])]).toEqual([]);
    expect([...(holds('visit') ?? ['?'])]).toEqual([]);
  });

  test('a subject is held as one’s own, and so is a guest session', () => {
    const guest: Caller = {
      ...visitor,
      guestSession: { id: 's1', startedAt: new Date(0), expiresAt: new Date(0) },
    };
    expect([...(principalOf(guest).holds('guestSession') ?? [])]).toEqual(['s1']);
    expect([...(principalOf(member).holds('subject') ?? [])]).toEqual(['m1']);
    expect(decide(rule(grant('PASSER', own)), principalOf(guest), { sessionId: 's1' }).effect).toBe('allow');
    expect(decide(rule(grant('MEMBER', own)), principalOf(member), { memberId: 'm1' }).effect).toBe('allow');
  });

  test('an empty subject or session id is none', () => {
    const empty: Caller = {
      ...member,
      subject: '',
      guestSession: { id: '', startedAt: new Date(0), expiresAt: new Date(0) },
    };
    expect(principalOf(empty).holds('subject')?.size).toBe(0);
    expect(principalOf(empty).holds('guestSession')?.size).toBe(0);
    expect(decide(rule(grant('MEMBER', own)), principalOf(empty), { memberId: '' }).effect).toBe('deny');
  });
});
