import type { KeyParams } from '../storage/keys';
import { keyText, keyValue } from '../storage/keyValues';
import type { Model } from './Model';

/** What a global id stands for: a type, and the values of its key's placeholders in the order of the template. */
export interface GlobalId {
  readonly typeName: string;
  readonly values: readonly string[];
}

/** Longer than the id of any item: DynamoDB's keys, and so the texts of their values, have at most 3,072 bytes. */
const MAX_LENGTH = 5_500;

/**
 * An opaque id, unique over all types (Relay's Object Identification). Values stand in it as in a key, but for the colons, which keep them
 * apart here: no text of a key has a semicolon. A value that can stand in no key makes an id of nothing.
 */
export function toGlobalId(typeName: string, ...values: readonly string[]): string {
  const texts = values.map((value) => (keyText(value) ?? '').replaceAll(':', ';'));
  return Buffer.from([typeName, ...texts].join(':')).toString('base64url');
}

/** What `id` stands for, or `null` unless it is exactly a string that {@link toGlobalId} writes. Says nothing about existence. */
export function fromGlobalId(id: string): GlobalId | null {
  if (id.length > MAX_LENGTH) return null;
  const text = Buffer.from(id, 'base64url').toString('utf8');
  const [typeName, ...texts] = text.split(':');
  if (typeName === undefined || !/^[A-Za-z]\w*$/.test(typeName)) return null;
  const values: string[] = [];
  for (const each of texts) {
    const value = keyValue(each.replaceAll(';', ':'));
    if (value === null) return null;
    values.push(value);
  }
  return toGlobalId(typeName, ...values) === id ? { typeName, values } : null;
}

/** The stored item that `id` stands for, if it is of `typeName` where that is given; `null` for any other text. Says nothing about existence. */
export function itemOfId(
  model: Pick<Model, 'types'>,
  id: string,
  typeName?: string,
): { readonly typeName: string; readonly params: KeyParams } | null {
  const parsed = fromGlobalId(id);
  const type = parsed && model.types.get(parsed.typeName);
  if (!parsed || !type?.stored || (typeName !== undefined && type.name !== typeName)) return null;
  if (type.keyNames.length !== parsed.values.length) return null;
  const params = Object.fromEntries(type.keyNames.map((name, i) => [name, parsed.values[i] ?? '']));
  return { typeName: type.name, params };
}
