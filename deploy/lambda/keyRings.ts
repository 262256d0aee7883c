import { randomBytes } from 'node:crypto';

/** The rings of signing keys, by the variables that the API reads them from. */
export const KEY_RINGS = [
  'GUEST_SESSION_KEYS',
  'VISIT_TOKEN_KEYS',
  'CURSOR_KEYS',
  'STEP_UP_KEYS',
  'SIGN_IN_KEYS',
] as const;

export type KeyRings = Readonly<Record<(typeof KEY_RINGS)[number], string>>;

/**
 * A ring is `signing,next,previous,before that`. The next key is accepted everywhere before any instance signs with it, and one that has
 * signed stays accepted for two more rotations: longer than the longest-lived token.
 */
const KEYS_IN_A_RING = 4;
const KEY_BYTES = 32;
const KEY = /^[A-Za-z0-9_-]{43}$/;

export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

/** The first rings: one key that signs, one that will. */
export function firstRings(): KeyRings {
  return ringsOf(() => [newKey(), newKey()]);
}

/** The rings after a rotation: the next key signs, a new one comes after it, the oldest goes. */
export function rotated(rings: KeyRings): KeyRings {
  return ringsOf((name) => {
    const [signing = newKey(), next = newKey(), ...previous] = keysIn(rings[name]);
    return [next, newKey(), signing, ...previous].slice(0, KEYS_IN_A_RING);
  });
}

/** The rings in a secret. Throws an error without any of its text, which is secret. */
export function parseRings(text: string): KeyRings {
  const parsed = JSON.parse(text) as Partial<Record<string, unknown>>;
  for (const name of KEY_RINGS) {
    const ring = parsed[name];
    const keys = typeof ring === 'string' ? keysIn(ring) : [];
    if (keys.length < 2 || !keys.every((key) => KEY.test(key)) || new Set(keys).size < keys.length)
      throw new Error(`expected ${name} to be two or more different base64url keys of ${KEY_BYTES} bytes`);
  }
  return parsed as KeyRings;
}

function keysIn(ring: string): string[] {
  return ring.split(',').filter((key) => key !== '');
}

function ringsOf(keys: (name: (typeof KEY_RINGS)[number]) => string[]): KeyRings {
  return Object.fromEntries(KEY_RINGS.map((name) => [name, keys(name).join(',')])) as KeyRings;
}
