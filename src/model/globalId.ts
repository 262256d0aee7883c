import { isKeyValue } from '../storage/keys';

/** What a global id stands for: a type, and the values of its key's placeholders in the order of the template. */
export interface GlobalId {
  readonly typeName: string;
  readonly values: readonly string[];
}

const MAX_LENGTH = 512;

/** An opaque id, unique over all types (Relay's Object Identification). */
export function toGlobalId(typeName: string, ...values: readonly string[]): string {
  return Buffer.from([typeName, ...values].join(':')).toString('base64url');
}

/** What `id` stands for, or `null` unless it is exactly a text that {@link toGlobalId} writes. Says nothing about existence. */
export function fromGlobalId(id: string): GlobalId | null {
  if (id.length > MAX_LENGTH) return null;
  const text = Buffer.from(id, 'base64url').toString('utf8');
  const [typeName, ...values] = text.split(':');
  if (typeName === undefined || !/^[A-Za-z]\w*$/.test(typeName) || !values.every(isKeyValue)) return null;
  return toGlobalId(typeName, ...values) === id ? { typeName, values } : null;
}
