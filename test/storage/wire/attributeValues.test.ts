import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { itemFromWire, itemToWire, type WireItem } from '../../../src/storage/wire/attributeValues';

const anyText = fc.string({ unit: 'grapheme', maxLength: 10 });
/** The one name that the SDK loses is not compared: see below. */
const anyName = fc.oneof(anyText, fc.constantFrom('constructor', 'S', 'M')).filter((name) => name !== '__proto__');
const anyNumber = fc.oneof(fc.integer(), fc.double({ noNaN: true, min: -1e15, max: 1e15 }), fc.constant(2 ** 53 + 2));
const anyBytes = fc.uint8Array({ maxLength: 8 });

const { value: anyValue } = fc.letrec<{ value: WireItem }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyText.map((S) => ({ S })),
    anyNumber.map((number) => ({ N: String(number) })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    anyBytes.map((bytes) => ({ B: Buffer.from(bytes).toString('base64') })),
    fc.array(anyText, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
    fc.array(fc.integer(), { minLength: 1, maxLength: 3 }).map((numbers) => ({ NS: numbers.map(String) })),
    fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(anyName, tie('value'), { maxKeys: 3 }).map((M) => ({ M })),
  ) as fc.Arbitrary<WireItem>,
}));

/** What stands in JSON as text is bytes to the SDK. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) =>
      name === 'B' && typeof inside === 'string'
        ? [name, new Uint8Array(Buffer.from(inside, 'base64'))]
        : [name, withBytes(inside)],
    ),
  );
}

test('an item is read as the SDK reads it', () => {
  fc.assert(
    fc.property(fc.dictionary(anyName, anyValue), (item) => {
      const wanted = unmarshall(withBytes(item) as never);
      expect(itemFromWire(item as unknown as WireItem)).toEqual(wanted);
    }),
  );
});

test('an attribute may be named __proto__, which the SDK loses', () => {
  const item = itemFromWire(JSON.parse('{"__proto__":{"S":"x"}}') as WireItem);
  expect(Object.entries(item)).toEqual([['__proto__', 'x']]);
  expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
});

test('keys and values to compare with are written as the SDK writes them', () => {
  // The SDK takes a string under the name of what objects inherit, such as `constructor`, for an instance of a class.
  const anyPlainName = anyText.filter((name) => !(name in {}));
  const anyKeyValue = fc.oneof(anyText, fc.integer(), fc.boolean());
  fc.assert(
    fc.property(fc.dictionary(anyPlainName, anyKeyValue), (item) => {
      expect(itemToWire(item)).toEqual(marshall(item));
    }),
  );
});

test.each([[undefined], [Number.NaN], [null], [{}]])('%p is no value to ask the store with', (value) => {
  expect(() => itemToWire({ value })).toThrow(/expected a string, a number or a boolean/);
});

test.each([[{ a: {} }], [{ a: { X: 1 } }]])('%j is nothing that the store answers', (item) => {
  expect(() => itemFromWire(item as WireItem)).toThrow(TypeError);
});

test.each([
  ['9007199254740993', 9007199254740993n],
  ['-9007199254740993', -9007199254740993n],
  ['9007199254740993.00', 9007199254740993n],
  ['1E+20', 100_000_000_000_000_000_000n],
  ['12345E-2', 123.45],
  ['1.0', 1],
  ['100E-2', 1],
  ['0.0', 0],
  ['12.5', 12.5],
  ['12.500000000000000000001', 12.5],
])('the number %s is exact, or plainly a fraction: %p', (N, wanted) => {
  expect(itemFromWire({ value: { N } }).value).toBe(wanted);
});

test.each([['9007199254740992.5'], ['1.00000000000000000001'], ['1E-400'], ['NaN']])(
  'nobody takes %s for an integer that it is not',
  (N) => {
    expect(itemFromWire({ value: { N } }).value).toBeNaN();
  },
);
