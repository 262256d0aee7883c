const sizes = new WeakMap<object, number>();

/** Notes how many objects were put below the root of an answer: whoever fills it counts them on the way. */
export function noteSize(data: object, objects: number): void {
  sizes.set(data, objects);
}

/** How many objects stand below the root of an answer; looks for them where nobody has noted it. */
export function sizeOf(data: unknown): number {
  if (typeof data !== 'object' || data === null) return 0;
  return sizes.get(data) ?? objectsIn(data) - 1;
}

/** A scalar may be an object, too, such as a `Date`: that is a value. */
function objectsIn(value: object): number {
  const isList = Array.isArray(value);
  if (!isList && !isPlain(value)) return 0;
  let objects = isList ? 0 : 1;
  for (const key in value) {
    const each = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof each === 'object' && each !== null) objects += objectsIn(each);
  }
  return objects;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
