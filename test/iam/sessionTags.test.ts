import * as fc from 'fast-check';
import type { HoldingSource } from '../../src/access/AccessConfiguration';
import { keysOf } from '../../src/iam/Partitions';
import {
  sessionNameOf,
  sessionTagsOf,
  TENANT_CHARACTERS,
  TENANT_TAGS,
  tenantParts,
  type Values,
} from '../../src/iam/sessionTags';
import { pseudonymOf } from '../../src/observe/observeAuthentication';
import { fill, match } from '../../src/storage/keys';
import { keyText } from '../../src/storage/keyValues';

const EVERY_SOURCE: readonly HoldingSource[] = ['subject', 'guestSession', 'visit', 'tenants'];

function naming(given: Readonly<Partial<Record<HoldingSource, readonly string[]>>>): Values {
  return new Map(EVERY_SOURCE.map((source) => [source, new Set(given[source] ?? [])]));
}

const anyValue = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(...'ab|#*?${}.=/@'.split('')), minLength: 1, maxLength: 20 }),
);

describe('the tags of a session', () => {
  it('are all there that the role’s policies refer to, and say nothing that could be a key where there is nothing to say', () => {
    const tags = sessionTagsOf(EVERY_SOURCE, naming({}));
    expect(Object.keys(tags)).toHaveLength(3 + TENANT_TAGS);
    expect(new Set(Object.values(tags))).toEqual(new Set(['=']));
    expect(Object.keys(tags).length).toBeLessThanOrEqual(50);
    expect(sessionTagsOf([], naming({ subject: ['a'] }))).toEqual({});
  });

  it('name what is given, and never what could reach beyond it', () => {
    const tags = sessionTagsOf(
      EVERY_SOURCE,
      naming({ subject: ['a*${aws:username}?'], visit: ['alpha'], tenants: ['b', 'a'] }),
    );
    expect(tags).toMatchObject({ visit: 'alpha', tenant1: 'a', tenant2: 'b', tenant3: '=' });
    expect(tags.subject).toBe('a=2A=24=7Baws:username=7D=3F');
  });

  it('make of a policy exactly the partition of the caller, for any value that a key takes', () => {
    const own = { partition: 'USER#{subject}', held: { placeholder: 'subject', by: 'subject' } } as const;
    const [pattern = ''] = keysOf({ places: [own] });
    fc.assert(
      fc.property(anyValue, (subject) => {
        const { subject: tag = '' } = sessionTagsOf(['subject'], naming({ subject: [subject] }));
        // What AWS takes in a tag, without what a pattern would read as more than itself.
        expect(tag).toMatch(/^[A-Za-z0-9_.:+=@-]{1,256}$/);
        const named = pattern.replace('${aws:PrincipalTag/subject}', () => tag);
        const text = keyText(subject);
        expect(named).toBe(text !== null && text.length <= 256 ? fill('USER#{subject}', { subject }) : 'USER#=');
      }),
      { numRuns: 1000 },
    );
    expect(match('USER#{subject}', 'USER#=')).toBeNull();
  });

  it.each([
    ['too long for AWS', 'a'.repeat(257)],
    ['too long once it is written out', '|'.repeat(86)],
    ['none of a key', ''],
    ['half of a pair', 'a\ud83e'],
  ])('name nothing where a value is %s', (_, subject) => {
    expect(sessionTagsOf(['subject'], naming({ subject: [subject] })).subject).toBe('=');
  });

  it('are refused for more tenants than they can name', () => {
    const tenants = Array.from({ length: TENANT_TAGS + 1 }, (_, index) => `t${index}`);
    expect(() => sessionTagsOf(['tenants'], naming({ tenants }))).toThrow('a session names at most 20 tenants, got 21');
  });
});

describe('tenants that are too many for one session', () => {
  it('are parted into as many as each can name, all of them once, the same whatever their order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{1,120}$/), { maxLength: 200 }), (tenants) => {
        const parts = tenantParts(tenants);
        expect(parts.flat()).toEqual([...tenants].sort());
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(TENANT_TAGS);
          expect(part.length === 1 || part.join('').length <= TENANT_CHARACTERS).toBe(true);
        }
        expect(tenantParts([...tenants].reverse())).toEqual(parts);
      }),
    );
  });
});

describe('the name of a session', () => {
  it('is that by which our log names the caller where the session is one caller’s', () => {
    const caller = { subject: 'auth0|7', guestSession: null };
    expect(sessionNameOf(naming({ subject: ['auth0|7'], tenants: ['alpha'] }))).toBe(`caller=${pseudonymOf(caller)}`);
    const guest = { subject: null, guestSession: { id: 'g-1', startedAt: new Date(0), expiresAt: new Date(0) } };
    expect(sessionNameOf(naming({ guestSession: ['g-1'], visit: ['alpha'] }))).toBe(`caller=${pseudonymOf(guest)}`);
  });

  it('is of the tenants where callers share it, and of nobody where it names nothing', () => {
    expect(sessionNameOf(naming({ tenants: ['alpha'] }))).toBe('tenant=alpha');
    expect(sessionNameOf(naming({ visit: ['alpha'] }))).toBe('tenant=alpha');
    expect(sessionNameOf(naming({ tenants: ['b', 'a'] }))).toMatch(/^tenants=2,[0-9a-f]{12}$/);
    expect(sessionNameOf(naming({}))).toBe('everybody');
  });

  it('is one that AWS takes, and no e-mail address, whatever it is of', () => {
    fc.assert(
      fc.property(
        fc.record({ subject: fc.array(anyValue, { maxLength: 1 }), tenants: fc.array(anyValue, { maxLength: 3 }) }),
        (given) => {
          const name = sessionNameOf(naming(given));
          expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
          expect(name).not.toContain('@');
        },
      ),
    );
  });
});
