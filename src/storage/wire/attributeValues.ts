/** A value as it stands in a request to the store or in its answer: one type name with its value. */
export type WireValue = Readonly<Record<string, unknown>>;
export type WireItem = Readonly<Record<string, WireValue>>;

/** What requests of reads carry: the values of keys and of comparisons. */
function toWire(value: unknown): WireValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  throw new TypeError(`expected a text, a number or a boolean to ask the store with, got ${typeof value}`);
}

export function itemToWire(item: Readonly<Record<string, unknown>>): WireItem {
  const wire: Record<string, WireValue> = {};
  for (const name in item) wire[name] = toWire(item[name]);
  return wire;
}

/**
 * An item as JavaScript has it, as the SDK's document client gives it: numbers as numbers (integers that
 * would lose digits as `bigint`), sets as `Set`, binaries as `Uint8Array`.
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
  N: (value) => toNumber(String(value)),
  NULL: () => null,
  M: (value) => itemFromWire(value as WireItem),
  L: (value) => (value as WireValue[]).map(fromWire),
  SS: (value) => new Set(value as string[]),
  NS: (value) => new Set((value as string[]).map(toNumber)),
  B: toBytes,
  BS: (value) => new Set((value as string[]).map(toBytes)),
};

function toNumber(text: string): number | bigint {
  const value = Number(text);
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value) ? BigInt(text) : value;
}

function toBytes(value: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(value), 'base64'));
}
