import { CompactEncrypt, SignJWT } from 'jose';
import { GuestSessions } from '../../src/identity/GuestSessions';
import type { SigningKey } from '../../src/identity/signingKeys';
import { VisitTokens } from '../../src/identity/VisitTokens';
import { CursorError, Cursors } from '../../src/storage/cursors';
import { flipped, otherwiseEnding, ringOf } from '../identity/keyRings';

const position = { pk: 'SHOP#alpha', sk: 'ORDER#01ARZ3', gsi1pk: 'CUSTOMER#c1', gsi1sk: 'ORDER#01ARZ3' };
const scope = '["CUSTOMER","c1","ordersOfCustomer",{}]';
const ring = ringOf(1);
const cursors = new Cursors(ring);

/** What a forger with a key could make: a JWE like ours, but for what is told. */
async function forged(
  key: SigningKey,
  header: Record<string, unknown>,
  content: unknown = { position, scope },
): Promise<string> {
  const plain = new TextEncoder().encode(JSON.stringify(content));
  return new CompactEncrypt(plain)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'cursor+jwe', kid: key.id, ...header })
    .encrypt(key.secret);
}

describe('a cursor is good for exactly what it was given for', () => {
  test('it opens to the position that was sealed, in its scope', async () => {
    expect(await cursors.open(await cursors.seal(position, scope), scope)).toEqual(position);
  });

  test.each([
    ['another caller', scope.replace('c1', 'c2')],
    ['another list', scope.replace('ordersOfCustomer', 'ordersOfShop')],
    ['another filter', scope.replace('{}', '{"status":"OPEN"}')],
    ['no scope', ''],
    ['a scope that is longer', `${scope} `],
  ])('not in the scope of %s', async (_, other) => {
    await expect(cursors.open(await cursors.seal(position, scope), other)).rejects.toThrow(CursorError);
  });

  test('it is opaque: nothing of position or scope can be read in it, and no two are alike', async () => {
    const [one, other] = [await cursors.seal(position, scope), await cursors.seal(position, scope)];
    expect(one).not.toBe(other);
    const decoded = one.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    // Words that are long enough not to come about in random bytes.
    expect(decoded.join()).not.toMatch(/CUSTOMER|ORDER|alpha|orders/);
  });
});

describe('a cursor that was not given out is refused', () => {
  test('with any byte flipped', async () => {
    const sealed = await cursors.seal(position, scope);
    const opened = await Promise.allSettled(flipped(sealed).map((other) => cursors.open(other, scope)));
    expect(opened.length).toBeGreaterThan(2 * 200);
    expect(opened.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(opened.every((each) => each.status === 'rejected' && each.reason instanceof CursorError)).toBe(true);
  });

  test('cut off at any place, or with something behind it', async () => {
    const sealed = await cursors.seal(position, scope);
    const cut = Array.from({ length: sealed.length }, (_, length) => sealed.slice(0, length));
    const others = [...cut, `${sealed}A`, `${sealed}.`, `${sealed}=`, `${sealed}\n`, ` ${sealed}`, sealed.repeat(2)];
    const opened = await Promise.allSettled(others.map((other) => cursors.open(other, scope)));
    expect(opened.every((each) => each.status === 'rejected' && each.reason instanceof CursorError)).toBe(true);
  });

  test.each([
    ['empty', ''],
    ['a position in the clear', Buffer.from(JSON.stringify({ position, scope })).toString('base64url')],
    ['an offset, as others have', Buffer.from('arrayconnection:20').toString('base64')],
    ['five empty parts', '....'],
    ['10 kB', 'A'.repeat(10_240)],
    ['a unicode look-alike', 'ｅｙＪ.ａ.ｂ.ｃ.ｄ'],
  ])('%s', async (_, text) => {
    await expect(cursors.open(text, scope)).rejects.toThrow(CursorError);
  });

  test('all refusals say the same, so that none tells more than another', async () => {
    const sealed = await cursors.seal(position, scope);
    const failures = await Promise.all(
      [cursors.open(sealed, 'x'), cursors.open('', scope), cursors.open(otherwiseEnding(sealed), scope)].map((opened) =>
        opened.catch((cause: unknown) => String(cause)),
      ),
    );
    expect(new Set(failures).size).toBe(1);
  });
});

describe('keys', () => {
  test('of another server open nothing', async () => {
    await expect(new Cursors(ringOf(2)).open(await cursors.seal(position, scope), scope)).rejects.toThrow(CursorError);
  });

  test('rotate: the new one seals, the old one still opens, until it is gone', async () => {
    const old = await cursors.seal(position, scope);
    const both = new Cursors(ringOf(2, 1));
    expect(await both.open(old, scope)).toEqual(position);
    const fresh = await both.seal(position, scope);
    expect(await new Cursors(ringOf(2)).open(fresh, scope)).toEqual(position);
    await expect(cursors.open(fresh, scope)).rejects.toThrow(CursorError);
    await expect(new Cursors(ringOf(2)).open(old, scope)).rejects.toThrow(CursorError);
  });

  test.each([
    ['another typ', { typ: 'visit+jwe' }],
    ['no typ', { typ: undefined }],
    ['an unknown key id', { kid: 'other' }],
    ['no key id', { kid: undefined }],
  ])('are not enough: %s is refused', async (_, header) => {
    expect(await cursors.open(await forged(ring[0], {}, { position, scope: await digestOf() }), scope)).toEqual(
      position,
    );
    const bad = await forged(ring[0], header, { position, scope: await digestOf() });
    await expect(cursors.open(bad, scope)).rejects.toThrow(CursorError);
  });

  test('are not enough: another algorithm is refused', async () => {
    const content = new TextEncoder().encode('{}');
    const wrapped = await new CompactEncrypt(content)
      .setProtectedHeader({ alg: 'A256KW', enc: 'A256GCM', typ: 'cursor+jwe', kid: ring[0].id })
      .encrypt(ring[0].secret);
    await expect(cursors.open(wrapped, scope)).rejects.toThrow(CursorError);
  });
});

describe('tokens of other kinds are no cursors, also under the same key', () => {
  const lifetime = { keys: ring, lifetimeSeconds: 60 };

  test.each([
    ['a guest session', async () => (await new GuestSessions(lifetime).issue()).token],
    ['a visit token', async () => new VisitTokens(lifetime).issue({ tenant: 'alpha', serial: 1 })],
    [
      'a signed token',
      async () =>
        new SignJWT({ position, scope })
          .setProtectedHeader({ alg: 'HS256', typ: 'cursor+jwe', kid: ring[0].id })
          .sign(ring[0].secret),
    ],
  ])('%s', async (_, make) => {
    await expect(cursors.open(await make(), scope)).rejects.toThrow(CursorError);
  });
});

/** The scope as a sealed cursor carries it. */
async function digestOf(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(scope));
  return Buffer.from(digest).toString('base64url');
}
