import { hash } from 'node:crypto';

/** A symmetric key of 32 bytes with the id under which tokens name it (RFC 7638's idea: derived from the key, not chosen). */
export interface SigningKey {
  readonly id: string;
  readonly secret: Uint8Array;
}

/** Several keys: the first one signs, every one verifies, so that keys rotate with an overlap. */
export type KeyRing = readonly [SigningKey, ...SigningKey[]];

const KEY_BYTES = 32;

/**
 * Reads a key ring from `base64url,base64url,…`: the key that signs, then others that are accepted, such as the next and the last ones.
 * Throws a `RangeError` that says what came instead, without the text of it (it is a secret).
 */
export function parseKeyRing(text: string): KeyRing {
  const [first, ...others] = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseKey);
  if (!first) throw new RangeError('no key');
  return [first, ...others];
}

/** The key that `id` names, or `null`. */
export function findKey(ring: KeyRing, id: string | undefined): SigningKey | null {
  return ring.find((key) => key.id === id) ?? null;
}

/** Of 32 random bytes, fewer different ones than this come once in 10¹³ keys. */
const DIFFERENT_BYTES = 16;
/** Of 32 random bytes, more letters and signs than this come once in 10⁹ keys. */
const PRINTABLE_BYTES = 27;

/** Whether a key shows that no machine drew it: one byte, few of them, a string, something repeated, or something counted. */
export function hasPattern({ secret }: SigningKey): boolean {
  const bytes = [...secret];
  const steps = stepsOf(bytes);
  return (
    [bytes, steps, stepsOf(steps)].some((each) => new Set(each).size < DIFFERENT_BYTES) ||
    bytes.filter((byte) => byte >= 0x20 && byte <= 0x7e).length > PRINTABLE_BYTES ||
    isRepeated(bytes)
  );
}

/** By how much each byte is more than the one before. */
function stepsOf(bytes: readonly number[]): number[] {
  return bytes.slice(1).map((byte, index) => (byte - (bytes[index] ?? 0) + 256) % 256);
}

function isRepeated(bytes: readonly number[]): boolean {
  const half = Math.floor(bytes.length / 2);
  return Array.from({ length: half }, (_, index) => index + 1).some((period) =>
    bytes.every((byte, index) => byte === bytes[index % period]),
  );
}

function parseKey(text: string, index: number): SigningKey {
  const secret = Buffer.from(text, 'base64url');
  if (secret.length !== KEY_BYTES || secret.toString('base64url') !== text.replace(/={1,2}$/, '')) {
    const what =
      secret.length === KEY_BYTES ? 'in another alphabet than base64url' : `of ${String(secret.length)} bytes`;
    throw new RangeError(`key ${String(index + 1)} ${what}`);
  }
  const id = hash('sha256', secret, 'base64url').slice(0, 12);
  return { id, secret: new Uint8Array(secret) };
}
