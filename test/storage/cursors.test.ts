import * as fc from 'fast-check';
import { CompactEncrypt, SignJWT } from 'jose';
import { foldName } from '../../schema/foldName';
import { GuestSessions } from '../../src/identity/GuestSessions';
import { VisitTokens } from '../../src/identity/VisitTokens';
import { CursorError, Cursors, type ListScope } from '../../src/storage/cursors';
import type { IndexKeys, Position } from '../../src/storage/requests';
import { flipped, otherwiseEnding, ringOf } from '../identity/keyRings';

const gsi1: IndexKeys = { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' };
/** An index that is the table turned around. */
const inverted: IndexKeys = { name: 'inverted', pk: 'sk', sk: 'pk' };
/** An index that has the table's own partitions. */
const local: IndexKeys = { name: 'local', pk: 'pk', sk: 'placedAt' };

const position = { pk: 'SHOP#alpha', sk: 'ORDER#01ARZ3', gsi1pk: 'CUSTOMER#c1', gsi1sk: 'ORDER#01ARZ3' };
const scope: ListScope = {
  text: '["CUSTOMER","c1","ordersOfCustomer",{}]',
  query: { index: gsi1, partition: 'CUSTOMER#c1' },
};
const ring = ringOf(1);
const cursors = new Cursors(ring);

function withText(text: string): ListScope {
  return { ...scope, text };
}

function isRefused(cursor: string, at: ListScope = scope, by = cursors): boolean {
  try {
    by.open(cursor, at);
    return false;
  } catch (cause) {
    if (cause instanceof CursorError) return true;
    throw cause;
  }
}

/** A list, and a position in it, with keys of any texts that DynamoDB takes. */
const places: fc.Arbitrary<{ readonly at: ListScope; readonly position: Position }> = fc
  .record({
    index: fc.constantFrom(null, gsi1, inverted, local),
    text: fc.string({ unit: 'binary' }),
    keys: fc.tuple(key(), key(), key(), key()),
    // What an index sorts by often ends like the key of the item, and its partition like that of the item.
    ending: fc.option(key()),
  })
  .map(({ index, text, keys: [pk, sk, partition, place], ending }) => {
    const end = ending ?? '';
    const own = { pk: pk + end, sk: sk + end };
    const position =
      index === null || index === inverted
        ? own
        : { ...own, ...(index.pk !== 'pk' && { [index.pk]: partition + end }), [index.sk]: place + end };
    const ofList = (position as Record<string, string>)[index?.pk ?? 'pk']!;
    return { at: { text, query: { index, partition: ofList } }, position };
  });

function key(): fc.Arbitrary<string> {
  const unit = fc.constantFrom('grapheme' as const, 'binary' as const);
  const short = unit.chain((kind) => fc.string({ unit: kind, minLength: 1, maxLength: 20 }));
  const long = fc.integer({ min: 100, max: 500 }).map((length) => 'ä'.repeat(length));
  return fc.oneof({ weight: 9, arbitrary: short }, { weight: 1, arbitrary: long });
}

describe('a cursor is good for exactly what it was given for', () => {
  test('it opens to the position that was sealed, whatever its keys are', () => {
    const property = fc.property(places, (place) => {
      expect(cursors.open(cursors.seal(place.position, place.at), place.at)).toEqual(place.position);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('one position of one list has one cursor, and no other has it', () => {
    const property = fc.property(places, places, (one, other) => {
      const again = new Cursors(ringOf(1, 2)).seal({ ...one.position }, structuredClone(one.at));
      expect(again).toBe(cursors.seal(one.position, one.at));
      if (JSON.stringify(one) !== JSON.stringify(other))
        expect(cursors.seal(other.position, other.at)).not.toBe(cursors.seal(one.position, one.at));
    });
    fc.assert(property);
  });

  test('in no other list', () => {
    const property = fc.property(places, places, (one, other) => {
      fc.pre(JSON.stringify(one.at) !== JSON.stringify(other.at));
      const cursor = cursors.seal(one.position, one.at);
      expect(isRefused(cursor, other.at)).toBe(true);
      expect(isRefused(cursor, { ...one.at, text: other.at.text })).toBe(one.at.text !== other.at.text);
    });
    fc.assert(property);
  });

  test.each([
    ['another caller', withText(scope.text.replace('c1', 'c2'))],
    ['another list', withText(scope.text.replace('ordersOfCustomer', 'ordersOfShop'))],
    ['another filter', withText(scope.text.replace('{}', '{"status":"OPEN"}'))],
    ['no text', withText('')],
    ['a longer text', withText(`${scope.text} `)],
    ['another partition', { ...scope, query: { index: gsi1, partition: 'CUSTOMER#c2' } }],
    ['the table', { ...scope, query: { index: null, partition: 'CUSTOMER#c1' } }],
    ['another index', { ...scope, query: { index: { ...gsi1, name: 'gsi2' }, partition: 'CUSTOMER#c1' } }],
  ])('not in the scope of %s', (_, other) => {
    expect(isRefused(cursors.seal(position, scope), other)).toBe(true);
  });

  test('it is opaque: nothing of position or scope can be read in it, nor what two of them have in common', () => {
    const [one, other] = [position, { ...position, pk: 'SHOP#alphb' }].map((each) =>
      Buffer.from(cursors.seal(each, scope), 'base64url'),
    ) as [Buffer, Buffer];
    // Words that are long enough not to come about in random bytes.
    expect(one.toString('latin1')).not.toMatch(/CUSTOMER|ORDER|alpha|orders/);
    expect(other).toHaveLength(one.length);
    const alike = one.filter((byte, index) => byte === other[index]).length;
    expect(alike).toBeLessThan(one.length / 4);
  });

  test.each([
    ['in another partition', { ...position, gsi1pk: 'CUSTOMER#c2' }],
    ['without a place in the index', { pk: 'SHOP#alpha', sk: 'ORDER#1', gsi1pk: 'CUSTOMER#c1' }],
    ['without a key of the table', { sk: 'ORDER#1', gsi1pk: 'CUSTOMER#c1', gsi1sk: 'ORDER#1' }],
  ])('what is no position of the list is not sealed: %s', (_, other: Position) => {
    expect(() => cursors.seal(other, scope)).toThrow(TypeError);
  });
});

describe('a cursor is short', () => {
  const ulid = '01KBARZ3NDEKTSV4RRFFQ69G5F';
  const subject = '1234abcd-1234-1234-1234-1234567890ab';
  const order = { pk: `SHOP#${ulid}`, sk: `ORDER#${ulid}` };
  const at = (index: IndexKeys | null, partition: string) => ({ text: 'any', query: { index, partition } });

  test.each([
    ['an order of a shop', 120, order, at(null, order.pk)],
    [
      'an order of a customer',
      120,
      { ...order, gsi1pk: `CUSTOMER#${subject}`, gsi1sk: order.sk },
      at(gsi1, `CUSTOMER#${subject}`),
    ],
    [
      'a product, at a name as long as they come',
      260,
      {
        pk: `SHOP#${ulid}`,
        sk: `PRODUCT#${ulid}`,
        gsi1pk: `CATALOGUE#${ulid}`,
        gsi1sk: `${foldName('㎯'.repeat(120))}#${ulid}`,
      },
      at(gsi1, `CATALOGUE#${ulid}`),
    ],
  ])('of %s: at most %i characters', (_, atMost, place, list) => {
    expect(cursors.seal(place, list).length).toBeLessThanOrEqual(atMost);
  });

  test('enough to be taken back, also with the longest keys that DynamoDB has', () => {
    const longest = {
      pk: 'p'.repeat(2048),
      sk: 's'.repeat(1024),
      gsi1pk: 'i'.repeat(2048),
      gsi1sk: 'k'.repeat(1024),
    };
    const list = at(gsi1, longest.gsi1pk);
    expect(cursors.open(cursors.seal(longest, list), list)).toEqual(longest);
  });
});

describe('a cursor that was not given out is refused', () => {
  test('with any character changed', () => {
    const sealed = cursors.seal(position, scope);
    const others = flipped(sealed);
    expect(others).toHaveLength(2 * sealed.length);
    expect(others.filter((other) => !isRefused(other))).toEqual([]);
  });

  test('with any bits flipped', () => {
    const property = fc.property(places, fc.nat(), fc.integer({ min: 1, max: 255 }), (place, where, bits) => {
      const bytes = Buffer.from(cursors.seal(place.position, place.at), 'base64url');
      const index = where % bytes.length;
      bytes.writeUInt8(bytes.readUInt8(index) ^ bits, index);
      expect(isRefused(bytes.toString('base64url'), place.at)).toBe(true);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('whatever bytes it is', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, text) => {
      expect(isRefused(Buffer.from(bytes).toString('base64url'))).toBe(true);
      expect(isRefused(text)).toBe(true);
    });
    fc.assert(property);
  });

  test('cut off at any place, or with something behind it', () => {
    const sealed = cursors.seal(position, scope);
    const cut = Array.from({ length: sealed.length }, (_, length) => sealed.slice(0, length));
    const others = [...cut, `${sealed}A`, `${sealed}.`, `${sealed}=`, `${sealed}\n`, ` ${sealed}`, sealed.repeat(2)];
    expect(others.filter((other) => !isRefused(other))).toEqual([]);
  });

  test.each([
    ['empty', ''],
    ['a position in the clear', Buffer.from(JSON.stringify({ position, scope })).toString('base64url')],
    ['an offset, as others have', Buffer.from('arrayconnection:20').toString('base64')],
    ['five empty parts', '....'],
    ['10 kB', 'A'.repeat(10_240)],
    ['a unicode look-alike', 'ｅｙＪ.ａ.ｂ.ｃ.ｄ'],
  ])('%s', (_, text) => {
    expect(isRefused(text)).toBe(true);
  });

  test('all refusals say the same, so that none tells more than another', () => {
    const sealed = cursors.seal(position, scope);
    const failures = [
      () => cursors.open(sealed, withText('x')),
      () => cursors.open('', scope),
      () => cursors.open(otherwiseEnding(sealed), scope),
    ].map((opened) => {
      try {
        return opened();
      } catch (cause) {
        return String(cause);
      }
    });
    expect(failures).toEqual(Array(3).fill(String(new CursorError())));
  });
});

describe('keys', () => {
  test('of another server open nothing', () => {
    expect(isRefused(cursors.seal(position, scope), scope, new Cursors(ringOf(2)))).toBe(true);
  });

  test('rotate: the new one seals, the old one still opens, until it is gone', () => {
    const property = fc.property(places, ({ at, position: place }) => {
      const old = cursors.seal(place, at);
      const both = new Cursors(ringOf(2, 1));
      expect(both.open(old, at)).toEqual(place);
      const fresh = both.seal(place, at);
      expect(fresh).not.toBe(old);
      expect(new Cursors(ringOf(2)).seal(place, at)).toBe(fresh);
      expect(new Cursors(ringOf(3, 1, 2)).open(fresh, at)).toEqual(place);
      expect(isRefused(fresh, at)).toBe(true);
      expect(isRefused(old, at, new Cursors(ringOf(2)))).toBe(true);
    });
    fc.assert(property);
  });
});

describe('tokens of other kinds are no cursors, also under the same key', () => {
  const lifetime = { keys: ring, lifetimeSeconds: 60 };
  const header = { typ: 'cursor+jwe', kid: ring[0].id };

  test.each([
    ['a guest session', async () => (await new GuestSessions(lifetime).issue()).token],
    ['a visit token', async () => new VisitTokens(lifetime).issue({ tenant: 'alpha', serial: 1 })],
    [
      'a signed token',
      async () => new SignJWT({ position }).setProtectedHeader({ alg: 'HS256', ...header }).sign(ring[0].secret),
    ],
    [
      'a JWE, as cursors were before',
      async () =>
        new CompactEncrypt(new TextEncoder().encode(JSON.stringify({ position, scope: scope.text })))
          .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ...header })
          .encrypt(ring[0].secret),
    ],
  ])('%s', async (_, make) => {
    expect(isRefused(await make())).toBe(true);
  });
});
