import * as fc from 'fast-check';
import { fromGlobalId, toGlobalId } from '../../src/model/globalId';

const anyType = fc.stringMatching(/^[A-Za-z]\w{0,19}$/);
const anyValues = fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/), { maxLength: 4 });
const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('a global id', () => {
  test('stands for what it was made of', () => {
    fc.assert(
      fc.property(anyType, anyValues, (typeName, values) => {
        expect(fromGlobalId(toGlobalId(typeName, ...values))).toEqual({ typeName, values });
      }),
    );
  });

  test('is the only text that stands for it', () => {
    const anyText = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'VGhpbmc6YTpiQR-_=+/. \n'.split('')), maxLength: 24 }),
      fc.string({ unit: 'binary' }).map(encoded),
      fc.string({ unit: fc.constantFrom('T', 'a', ':', '#', '1') }).map(encoded),
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
        const isSame = type === otherType && values.join(':') === otherValues.join(':');
        expect(toGlobalId(type, ...values) === toGlobalId(otherType, ...otherValues)).toBe(isSame);
      }),
    );
  });
});

describe('a text that is no global id stands for nothing', () => {
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
    ['a path', encoded('Order:..:1')],
    ['a look-alike', encoded('Order:аlpha:1')],
    ['no type', encoded(':alpha')],
    ['a type that is no name', encoded('1Order:alpha')],
    ['10 kB', encoded(`Order:${'a'.repeat(10_240)}`)],
    ['bytes that are no text', Buffer.from([0x4f, 0xff, 0x3a, 0x61]).toString('base64url')],
  ])('%s', (_, text) => {
    expect(fromGlobalId(text)).toBeNull();
  });
});
