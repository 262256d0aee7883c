import type { AttributePath } from '../../src/storage/expressions';
import type { Key } from '../../src/storage/keys';
import type { Changes, Requirements, Write } from '../../src/storage/writes';

/** What is asked for: `undefined` leaves an attribute as it is, `null` takes it away. */
export type Wanted = Readonly<Record<AttributePath, unknown>>;

/**
 * The write that makes of an item what is wanted, and a new version of it. Where nothing is wanted nothing is written: the write only
 * requires what it would have. `stamp` is set with any change.
 */
export function partialUpdate(
  key: Key,
  wanted: Wanted,
  require: Requirements,
  { stamp = {}, add = {} }: { stamp?: Wanted; add?: NonNullable<Changes['add']> } = {},
): Write {
  const asked = Object.entries(wanted).filter(([, value]) => value !== undefined);
  if (asked.length + Object.keys(add).length === 0) return { kind: 'check', key, require };
  return {
    kind: 'update',
    key,
    set: { ...Object.fromEntries(asked.filter(([, value]) => value !== null)), ...stamp },
    add: { ...add, version: 1 },
    remove: asked.flatMap(([path, value]) => (value === null ? [path] : [])),
    require,
  };
}

/** Text of nothing is none. */
export function orNone(text: string | null | undefined): string | null | undefined {
  return text === '' ? null : text;
}
