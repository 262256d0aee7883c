type Normal = (text: string) => string;

/** By class of an input, and by its property. */
const normals = new WeakMap<object, Map<string, Normal>>();

/** Says in which form the text of an input's field is taken, whatever the client sent: its checks, and all that read it, see that form alone. */
export function TakenAs(normal: Normal): PropertyDecorator {
  return (target, property) => {
    const known = normals.get(target.constructor) ?? new Map<string, Normal>();
    normals.set(target.constructor, known.set(String(property), normal));
  };
}

/** Puts every text of an input, and of the inputs in it, into the form that {@link TakenAs} says, in place. */
export function normalise(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const known = normals.get(value.constructor);
  for (const [name, inside] of Object.entries(value)) {
    const normal = typeof inside === 'string' ? known?.get(name) : undefined;
    if (normal) (value as Record<string, unknown>)[name] = normal(String(inside));
    else normalise(inside);
  }
}
