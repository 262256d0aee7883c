import * as fc from 'fast-check';
import { canBeOneKey, fill, fillKey, isAmbiguous, match, matchKey, placeholdersOf } from '../../src/storage/keys';

const SAFE = 'abcXYZ019_-.:@+|#=/ é'.split('');
/** What may stand in a template beside placeholders, and keep them apart: anything that no text of a value contains. */
const SEPARATORS = ['#', '/', '|', '$', '(', '[', '^', '\\', '*'];

const anyValue = fc.string({ unit: fc.constantFrom(...SAFE), minLength: 1, maxLength: 20 });
const anyName = fc.constantFrom('shop', 'order', 'line', 'a', 'b_2');
/** A template with up to three placeholders of different names, and values for them. */
const anyTemplate = fc
  .tuple(
    fc.uniqueArray(fc.tuple(anyName, anyValue), { maxLength: 3, selector: ([name]) => name }),
    fc.constantFrom(...SEPARATORS),
  )
  .map(([params, separator]) => ({
    template: ['KIND', ...params.map(([name]) => `{${name}}`)].join(separator),
    params: Object.fromEntries(params),
  }));

const FOREIGN: readonly [string, string][] = [
  ['a separator', 'a#b'],
  ['a whole key', 'alpha#ORDER#1'],
  ['a brace', '{shop}'],
  ['a space', 'a b'],
  ['a line end', 'alpha\n'],
  ['a line end in front', '\nalpha'],
  ['a NUL', 'alpha\0'],
  ['a path', '../beta'],
  ['a letter that looks like another', 'аlpha'],
  ['a full-width letter', 'ａlpha'],
  ['a combining accent', 'alpha\u0301'],
  ['an emoji', '🦊'],
  ['a replacement pattern', '$&'],
];

describe('filling a template and matching it are inverse', () => {
  test('what was filled in comes out again', () => {
    fc.assert(
      fc.property(anyTemplate, ({ template, params }) => {
        expect(match(template, fill(template, params))).toEqual(params);
        expect(placeholdersOf(template)).toEqual(Object.keys(params));
      }),
      { numRuns: 500 },
    );
  });

  test('also over both halves of a key', () => {
    const template = { pk: 'SHOP#{shop}', sk: 'LINE#{order}#{line}' };
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (shop, order, line) => {
        expect(matchKey(template, fillKey(template, { shop, order, line }))).toEqual({ shop, order, line });
      }),
    );
  });

  test('two different fillings never make one key', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, anyValue, (a, b, c, d) => {
        fc.pre(a !== c || b !== d);
        expect(fill('X#{a}#{b}', { a, b })).not.toBe(fill('X#{a}#{b}', { a: c, b: d }));
      }),
    );
  });

  test('a match is worth what it says: filling it in again makes the same text', () => {
    fc.assert(
      fc.property(
        anyTemplate,
        fc.string({ unit: fc.constantFrom(...SAFE, '=7C', '=23', 'KIND') }),
        ({ template }, text) => {
          const found = match(template, text);
          if (found) expect(fill(template, found)).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a value cannot break out of its place', () => {
  test.each(FOREIGN)('%s is written in plain signs, and is none as it stands', (_, value) => {
    const text = fill('SHOP#{shop}', { shop: value });
    expect(text).toMatch(/^SHOP#[A-Za-z0-9.=-]+$/);
    expect(match('SHOP#{shop}', text)).toEqual({ shop: value });
    expect(match('SHOP#{shop}', `SHOP#${value}`)).toBeNull();
  });

  test.each([
    ['empty', ''],
    ['half of a pair', 'a\ud83e'],
    ['too long', 'a'.repeat(769)],
  ])('%s is refused', (_, value) => {
    expect(() => fill('SHOP#{shop}', { shop: value })).toThrow(new RangeError('no usable key value for {shop}'));
    expect(match('SHOP#{shop}', `SHOP#${value}`)).toBeNull();
  });

  test('a missing value is refused, also one that an object has by its prototype', () => {
    expect(() => fill('SHOP#{shop}', {})).toThrow(RangeError);
    for (const name of ['constructor', 'toString', '__proto__'])
      expect(() => fill(`SHOP#{${name}}`, {})).toThrow(RangeError);
  });

  test('the longest and the shortest good value pass', () => {
    expect(fill('{a}', { a: 'a'.repeat(768) })).toHaveLength(768);
    expect(fill('{a}', { a: '-' })).toBe('-');
  });
});

describe('a template matches its own texts only', () => {
  test.each([
    ['another kind', 'SHOP#{shop}', 'USER#alpha'],
    ['more behind it', 'SHOP#{shop}', 'SHOP#alpha#1'],
    ['more in front of it', 'SHOP#{shop}', 'XSHOP#alpha'],
    ['a string without placeholders, in other case', 'PROFILE', 'profile'],
    ['a string of another case', 'SHOP#{shop}', 'shop#alpha'],
    ['a string where the template has a dot', 'A.B#{shop}', 'AxB#alpha'],
    ['a string where the template has a star', 'AB*#{shop}', 'ABBB#alpha'],
  ])('%s is no match', (_, template, text) => {
    expect(match(template, text)).toBeNull();
  });

  test('one half that does not match is no match of the key', () => {
    const template = { pk: 'SHOP#{shop}', sk: 'ORDER#{order}' };
    expect(matchKey(template, { pk: 'SHOP#alpha', sk: 'ORDER#1' })).toEqual({ shop: 'alpha', order: '1' });
    expect(matchKey(template, { pk: 'SHOP#alpha', sk: 'LINE#1' })).toBeNull();
    expect(matchKey(template, { pk: 'USER#alpha', sk: 'ORDER#1' })).toBeNull();
  });
});

describe('what a string of a value may contain keeps no two values apart', () => {
  test.each([...'.:@+=-_7'.split(''), 'AND', ''])('"%s" between placeholders', (between) => {
    expect(isAmbiguous(`KIND#{a}${between}{b}`)).toBe(true);
    expect(isAmbiguous(`KIND#{a}${between}#{b}`)).toBe(false);
    expect(isAmbiguous(`KIND${between}{a}#{b}${between}`)).toBe(false);
  });

  test.each([
    ['a time', 'DAY#2026-11-30T10:00:00.000Z'],
    ['an escaped sign', 'DAY#auth0=7C1'],
    ['an address', 'DAY#a+b@c'],
  ])('%s in one template can be the value in another', (_, sk) => {
    expect(canBeOneKey({ pk: 'P', sk }, { pk: 'P', sk: 'DAY#{day}' })).toBe(true);
    expect(canBeOneKey({ pk: 'P', sk: `${sk}|` }, { pk: 'P', sk: 'DAY#{day}' })).toBe(false);
  });
});
