import { hash } from 'node:crypto';
import { parseKeyRing, type KeyRing } from '../../src/identity/signingKeys';

/** The text of a key that looks drawn by a machine: the same for the same number. */
export function randomKeyText(number: number): string {
  return hash('sha256', `key ${number}`, 'base64url');
}

/** The text of a key whose bytes are all the same. */
export function keyText(byte: number): string {
  return Buffer.alloc(32, byte).toString('base64url');
}

/** A ring of such keys, the one that signs first. */
export function ringOf(...bytes: readonly number[]): KeyRing {
  return parseKeyRing(bytes.map(keyText).join(','));
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The token with another end, which differs in more than the bits that decoders pass over. */
export function otherwiseEnding(token: string): string {
  return `${token.slice(0, -2)}${token.endsWith('AA') ? 'QQ' : 'AA'}`;
}

/** The token with one character changed, for every position and in two ways: the next letter, and the one that differs in the last bit. */
export function flipped(token: string): string[] {
  return Array.from(token).flatMap((character, at) => {
    const place = ALPHABET.indexOf(character);
    const others = place < 0 ? ['A', ''] : [ALPHABET.charAt((place + 1) % 64), ALPHABET.charAt(place ^ 1)];
    return others.map((other) => token.slice(0, at) + other + token.slice(at + 1));
  });
}
