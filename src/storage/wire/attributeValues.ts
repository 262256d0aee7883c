/** A value as it stands in a request to the store or in its answer: one type name with its value. */
export type WireValue = Readonly<Record<string, unknown>>;
export type WireItem = Readonly<Record<string, WireValue>>;

/** What requests of reads carry: the values of keys and of comparisons. */
function toWire(value: unknown): WireValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return { N: String(value) };
  if (typeof value === 'bigint') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  throw new TypeError(`expected a string, a number or a boolean to ask the store with, got ${typeof value}`);
}

export function itemToWire(item: Readonly<Record<string, unknown>>): WireItem {
  const wire: Record<string, WireValue> = {};
  for (const name in item) wire[name] = toWire(item[name]);
  return wire;
}

/**
 * An item as JavaScript has it, as the SDK's document client gives it: numbers as {@link numberFromWire} reads them, sets as `Set`,
 * binaries as `Uint8Array`.
 */
export function itemFromWire(wire: WireItem): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  // What was parsed from JSON has no inherited names that `in` would bring.
  for (const name in wire) define(item, name, fromWire(wire[name] ?? {}));
  return item;
}

/** An attribute may have any name; this one must not become the item's prototype. */
function define(item: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(item, name, { value, enumerable: true, configurable: true, writable: true });
  else item[name] = value;
}

function fromWire(wire: WireValue): unknown {
  for (const type in wire) {
    if (type === 'S' || type === 'BOOL') return wire[type];
    const read = READERS[type];
    if (read) return read(wire[type]);
    throw new TypeError(`the store answered with a value of the unknown type ${type}`);
  }
  throw new TypeError('the store answered with a value without a type');
}

const READERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  N: (value) => numberFromWire(String(value)),
  NULL: () => null,
  M: (value) => itemFromWire(value as WireItem),
  L: (value) => (value as WireValue[]).map(fromWire),
  SS: (value) => new Set(value as string[]),
  NS: (value) => new Set((value as string[]).map(numberFromWire)),
  B: toBytes,
  BS: (value) => new Set((value as string[]).map(toBytes)),
};

/** Sign, digits, decimals, exponent; the store has 38 digits, and exponents to 125. */
const NUMBER = /^(-?)(\d{1,200})(?:\.(\d{0,200}))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * A number of the store. An integer is exact: a `bigint` where a number would lose digits. A fraction is the nearest number, unless that is an
 * integer: then it is `NaN`, so that nobody takes it for one.
 */
export function numberFromWire(text: string): number | bigint {
  const value = Number(text);
  // Nobody takes it for an integer; or it is one, and nothing was lost.
  if (!Number.isInteger(value) || (Number.isSafeInteger(value) && String(value) === text)) return value;
  const exact = integerFrom(text);
  if (exact === null) return Number.NaN;
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

/** `null` for a fraction, and for what is no number of the store's. */
function integerFrom(text: string): bigint | null {
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const digits = whole + decimals;
  const places = Number(exponent) - decimals.length;
  if (digits === '') return null;
  if (places >= 0) return BigInt(`${sign}${digits}${'0'.repeat(places)}`);
  const fraction = digits.slice(places);
  return /[1-9]/.test(fraction) ? null : BigInt(`${sign}${digits.slice(0, places) || '0'}`);
}

function toBytes(value: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(value), 'base64'));
}
