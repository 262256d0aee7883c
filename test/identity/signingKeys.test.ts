import * as fc from 'fast-check';
import { isCanonicalCompact } from '../../src/identity/compactToken';
import { findKey, parseKeyRing } from '../../src/identity/signingKeys';
import { keyText } from './keyRings';

const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 });
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

describe('a key ring', () => {
  test('is read as written, the one that signs first, each key under an id of its own that is not chosen', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyKey, { minLength: 1, maxLength: 4, selector: textOf }), (keys) => {
        const ring = parseKeyRing(keys.map(textOf).join(', '));
        expect(ring.map(({ secret }) => textOf(secret))).toEqual(keys.map(textOf));
        expect(new Set(ring.map(({ id }) => id)).size).toBe(keys.length);
        for (const key of ring) expect(findKey(ring, key.id)).toBe(key);
      }),
    );
  });

  test('names a key by its id alone', () => {
    const ring = parseKeyRing([keyText(1), keyText(2)].join());
    expect(findKey(ring, undefined)).toBeNull();
    expect(findKey(ring, '')).toBeNull();
    expect(findKey(ring, ring[0].id.toUpperCase())).toBeNull();
    expect(parseKeyRing(keyText(1))[0].id).toBe(ring[0].id);
  });

  test('may be padded, and spaced', () => {
    expect(parseKeyRing(` ${keyText(1)}= ,, ${keyText(2)} `)).toEqual(parseKeyRing(`${keyText(1)},${keyText(2)}`));
  });

  test.each([
    ['nothing', '', 'no key'],
    ['commas', ' , ,', 'no key'],
    ['31 bytes', Buffer.alloc(31, 1).toString('base64url'), 'key 1 of 31 bytes'],
    ['33 bytes', Buffer.alloc(33, 1).toString('base64url'), 'key 1 of 33 bytes'],
    ['a second one too short', `${keyText(1)},abcd`, 'key 2 of 3 bytes'],
    ['hex', '0123456789abcdef'.repeat(4), 'key 1 of 48 bytes'],
    ['standard base64', Buffer.alloc(32, 0xfb).toString('base64'), 'key 1 in another alphabet than base64url'],
    ['spare bits that are set', `${keyText(1).slice(0, -1)}F`, 'key 1 in another alphabet than base64url'],
  ])('is refused as %s, and says why without the text that came', (_, text, message) => {
    const failure = failureOf(() => parseKeyRing(text));
    expect(failure).toBeInstanceOf(RangeError);
    expect(failure.message).toContain(message);
    for (const part of text.split(',').filter((each) => each.trim().length > 3))
      expect(failure.message).not.toContain(part);
  });
});

function failureOf(run: () => unknown): Error {
  try {
    run();
  } catch (cause) {
    return cause as Error;
  }
  throw new Error('expected a failure');
}

describe('a compact token is canonical', () => {
  const anyBytes = fc.uint8Array({ maxLength: 40 });

  test('as an encoder writes it', () => {
    fc.assert(
      fc.property(fc.array(anyBytes, { minLength: 1, maxLength: 5 }), (parts) => {
        expect(isCanonicalCompact(parts.map(textOf).join('.'))).toBe(true);
      }),
    );
  });

  test('and no second text stands for the same bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'AQgwBCxyz09-_+/=. \n'.split('')), maxLength: 12 }), (text) => {
        fc.pre(isCanonicalCompact(text));
        const bytes = text.split('.').map((part) => Buffer.from(part, 'base64url').toString('base64url'));
        expect(bytes.join('.')).toBe(text);
      }),
    );
  });

  test.each(['QQ==', 'QR', 'Q', 'Q Q', 'QQ\n', 'Q+', 'Q/', 'é', 'QQ.QR'])('%j is not', (text) => {
    expect(isCanonicalCompact(text)).toBe(false);
  });
});
