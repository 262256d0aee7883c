import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { fromGlobalId, toGlobalId } from '../../src/model/globalId';
import { isKeyValue } from '../../src/storage/keyValues';

const anyType = fc.stringMatching(/^[A-Za-z]\w{0,19}$/);
const anyValue = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
    fc.string({ unit: fc.constantFrom(...'a7C=:;|#/\0é🦊'.match(/./gu)!), minLength: 1, maxLength: 20 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  )
  .filter(isKeyValue);
const anyValues = fc.array(anyValue, { maxLength: 4 });
const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('a global id', () => {
  test('stands for what it was made of', () => {
    fc.assert(
      fc.property(anyType, anyValues, (typeName, values) => {
        expect(fromGlobalId(toGlobalId(typeName, ...values))).toEqual({ typeName, values });
      }),
    );
  });

  test.each([
    ['what it always was', ['alpha', '01ARZ3'], 'Order:alpha:01ARZ3'],
    ['a time', ['alpha', '2026-11-30T10:00:00.000Z'], 'Order:alpha:2026-11-30T10;00;00.000Z'],
    ['a subject of Auth0', ['auth0|abc', '1'], 'Order:auth0=7Cabc:1'],
    ['the signs that keep values apart', ['a:b;c', '1'], 'Order:a;b=3Bc:1'],
  ])('is made of the texts of its key: %s', (_, values, text) => {
    expect(toGlobalId('Order', ...values)).toBe(encoded(text));
  });

  test('stands for the longest key as well', () => {
    const values = ['#'.repeat(256), ':'.repeat(768), 'a'.repeat(500), ':'.repeat(768), 'a'.repeat(248)];
    expect(fromGlobalId(toGlobalId('T'.repeat(100), ...values))?.values).toEqual(values);
  });

  test('is the only text that stands for it', () => {
    const anyText = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'VGhpbmc6YTpiQR-_=+/. \n'.split('')), maxLength: 24 }),
      fc.string({ unit: 'binary' }).map(encoded),
      fc.string({ unit: fc.constantFrom('T', 'a', ':', ';', '#', '1', '=7C', '=3A', '=3B', '=41') }).map(encoded),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const found = fromGlobalId(text);
        if (found) expect(toGlobalId(found.typeName, ...found.values)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test('two different items never have the same', () => {
    fc.assert(
      fc.property(anyType, anyValues, anyType, anyValues, (type, values, otherType, otherValues) => {
        const isSame = type === otherType && isDeepStrictEqual(values, otherValues);
        expect(toGlobalId(type, ...values) === toGlobalId(otherType, ...otherValues)).toBe(isSame);
      }),
    );
  });
});

describe('a string that is no global id stands for nothing', () => {
  const good = toGlobalId('Order', 'alpha', '01ARZ3');

  test.each([
    ['empty', ''],
    ['the text itself', 'Order:alpha:01ARZ3'],
    ['padded', `${encoded('Order:alpha:1')}=`],
    ['standard base64 of it', Buffer.from('Order:alpha:???').toString('base64')],
    ['with a line end', `${good}\n`],
    ['with a space in front', ` ${good}`],
    ['spare bits that are set', `${encoded('Order:ab').slice(0, -1)}J`],
    ['a key', encoded('Order:SHOP#alpha:ORDER#1')],
    ['an empty value', encoded('Order::1')],
    ['a path', encoded('Order:../alpha:1')],
    ['a value that can be in no key', toGlobalId('Order', '', '1')],
    ['half of a pair', toGlobalId('Order', 'a\ud83e', '1')],
    ['a value of more than a key may have', toGlobalId('Order', 'a'.repeat(769), '1')],
    ['a value that is too long once written out, and looks written out', toGlobalId('Order', '=7C'.repeat(200), '1')],
    ['a value in another form', encoded('Order:a=7cb:1')],
    ['a colon in another form', encoded('Order:a=3Ab:1')],
    ['a sign that is to be written out', encoded('Order:a|b:1')],
    ['a look-alike', encoded('Order:аlpha:1')],
    ['no type', encoded(':alpha')],
    ['a type that is no name', encoded('1Order:alpha')],
    ['10 kB', encoded(`Order:${'a'.repeat(10_240)}`)],
    ['bytes that are no text', Buffer.from([0x4f, 0xff, 0x3a, 0x61]).toString('base64url')],
  ])('%s', (_, text) => {
    expect(fromGlobalId(text)).toBeNull();
  });
});
