import * as fc from 'fast-check';
import { fillKey, keyOf, match, matchKey } from '../../src/storage/keys';
import { isKeyValue, keyText, keyValue } from '../../src/storage/keyValues';

/** Whatever text may come: of any characters, of those that keys and escapes are made of, and of those that other systems use in ids. */
const anyValue = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(...'aZ9=7C#/:;|%{}*?$.\0\n é'.split('')), minLength: 1, maxLength: 20 }),
    fc.emailAddress(),
    fc.webUrl(),
  )
  .filter((value) => isKeyValue(value));

const anyText = fc.string({ unit: fc.constantFrom(...'aF=123478ACE#:/%cé'.split('')), maxLength: 16 });

describe('a value stands in a key as one text', () => {
  test.each([
    ['what is safe, as it is', 'alpha-1_B', 'alpha-1_B'],
    ['a time', '2026-11-30T10:00:00.000Z', '2026-11-30T10:00:00.000Z'],
    ['a time of another zone', '2026-11-30T10:00:00+01:00', '2026-11-30T10:00:00+01:00'],
    ['an e-mail address', 'first.last+shop@example.com', 'first.last+shop@example.com'],
    ['a subject of Auth0', 'auth0|abc', 'auth0=7Cabc'],
    ['a subject of Google at Auth0', 'google-oauth2|123', 'google-oauth2=7C123'],
    ['a separator', 'a#b', 'a=23b'],
    ['a path', 'a/../b', 'a=2F..=2Fb'],
    ['what looks escaped', 'a=7Cb', 'a=3D7Cb'],
    ['a NUL and a line end', 'a\0\n', 'a=00=0A'],
    ['a letter of two bytes', 'é', '=C3=A9'],
    ['a character beyond the first plane', '🦊', '=F0=9F=A6=8A'],
    ['a byte order mark', '\uFEFFa', '=EF=BB=BFa'],
    ['the sign for broken text', '\uFFFD', '=EF=BF=BD'],
  ])('%s', (_, value, text) => {
    expect(keyText(value)).toBe(text);
    expect(keyValue(text)).toBe(value);
  });

  test('which comes back as the value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(keyValue(keyText(value) ?? '')).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  test('of signs that AWS takes in a session tag, and none that a template or a policy could take for its own', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(keyText(value)).toMatch(/^[A-Za-z0-9_.:@+=-]+$/);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['nothing', ''],
    ['the first half of a pair', 'a\ud83e'],
    ['the second half of a pair', '\udd8aa'],
    ['halves in the wrong order', '\udd8a\ud83e'],
    ['too much', 'a'.repeat(769)],
    ['too much once it is written out', '#'.repeat(257)],
  ])('but not %s', (_, value) => {
    expect(isKeyValue(value)).toBe(false);
    expect(keyOf({ pk: 'A#{a}', sk: 'A' }, { a: value })).toBeNull();
    expect(() => fillKey({ pk: 'A#{a}', sk: 'A' }, { a: value })).toThrow(
      new RangeError('no usable key value for {a}'),
    );
  });

  test('as long as any subject of OpenID Connect', () => {
    expect(keyText('a'.repeat(768))).toHaveLength(768);
    expect(keyValue(keyText('#'.repeat(256)) ?? '')).toBe('#'.repeat(256));
  });
});

describe('a string that no value has stands for nothing', () => {
  test.each([
    ['small digits', 'a=7cb'],
    ['a plain character written out', '=41'],
    ['one digit', 'a=7'],
    ['no digits', 'a='],
    ['other digits', 'a=G0'],
    ['half a character', '=C3'],
    ['a character in too many bytes', '=C0=AF'],
    ['half of a surrogate pair', '=ED=A0=BD'],
    ['a character that is not written out', 'a|b'],
    ['one beside another that is', 'a|b=7C'],
    ['a letter of two bytes', 'é'],
    ['nothing', ''],
    ['too much', 'a'.repeat(769)],
    ['too much, written out', '=23'.repeat(257)],
  ])('%s', (_, text) => {
    expect(keyValue(text)).toBeNull();
    expect(match('A#{a}', `A#${text}`)).toBeNull();
    expect(matchKey({ pk: 'A#{a}', sk: 'A' }, { pk: `A#${text}`, sk: 'A' })).toBeNull();
  });

  test('and any that has one is the text of it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const value = keyValue(text);
        if (value !== null) expect(keyText(value)).toBe(text);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('keys of any values', () => {
  const line = { pk: 'PLACE#{place}', sk: 'LINE#{order}#{line}' };
  const other = { pk: 'PLACE#{place}', sk: 'LINE#{order}' };

  test('come back as the values', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (place, order, number) => {
        const params = { place, order, line: number };
        const key = keyOf(line, params);
        if (key) expect(matchKey(line, key)).toEqual(params);
      }),
    );
  });

  test('are different for other values, and of other templates', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, anyValue, (a, b, c, d) => {
        const key = fillKey(line, { place: 'p', order: a, line: b });
        if (a !== c || b !== d) expect(fillKey(line, { place: 'p', order: c, line: d })).not.toEqual(key);
        expect(fillKey(other, { place: 'p', order: c })).not.toEqual(key);
        expect(matchKey(other, key)).toBeNull();
      }),
    );
  });

  test('are not longer than DynamoDB takes', () => {
    const most = 'a'.repeat(768);
    expect(keyOf(line, { place: most, order: 'a'.repeat(1024 - 768 - 'LINE##'.length), line: most })).not.toBeNull();
    const tooLong = { place: most, order: 'a'.repeat(1025 - 768 - 'LINE##'.length), line: most };
    expect(keyOf(line, tooLong)).toBeNull();
    expect(() => fillKey(line, tooLong)).toThrow(RangeError);
    const wide = { pk: 'P', sk: `${'é'.repeat(129)}{a}` };
    expect(keyOf(wide, { a: 'a'.repeat(766) })).not.toBeNull();
    expect(keyOf(wide, { a: 'a'.repeat(767) })).toBeNull();
    const three = { pk: '{a}#{b}#{c}', sk: 'S' };
    expect(keyOf(three, { a: most, b: most, c: 'a'.repeat(510) })).not.toBeNull();
    expect(keyOf(three, { a: most, b: most, c: 'a'.repeat(511) })).toBeNull();
  });
});

describe('times', () => {
  /** To the second, the millisecond or the day, as people write them. */
  const anyTime = fc
    .tuple(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }), fc.constantFrom(10, 19, 23))
    .map(([date, length]) =>
      length === 10 ? date.toISOString().slice(0, 10) : `${date.toISOString().slice(0, length)}Z`,
    );

  test('stand in order in the keys that they are in', () => {
    const key = { pk: 'P', sk: 'EVENT#{at}' };
    fc.assert(
      fc.property(anyTime, anyTime, (one, other) => {
        const [left, right] = [fillKey(key, { at: one }).sk, fillKey(key, { at: other }).sk];
        expect(Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right)))).toBe(
          Math.sign(Buffer.compare(Buffer.from(one), Buffer.from(other))),
        );
      }),
    );
  });
});
