/*
 * How a value stands in a key. What templates put between values ("#", "/"), and whatever else is not listed here, is written as the bytes of
 * its UTF-8, each as "=" and two digits: `auth0|7` is `auth0=7C7`. Times, e-mail addresses and ids need none of that, so times stay in order.
 * Each value has one text, each text at most one value, and nothing but what AWS takes in a session tag is in it, so that policies can name it.
 */

/** A subject of OpenID Connect has at most 255 characters, which are three each at most. */
const MAX_LENGTH = 768;
const PLAIN = /^[A-Za-z0-9_.:@+-]{1,768}$/;
const NOT_PLAIN = /[^A-Za-z0-9_.:@+-]+/gu;
const HALF_A_PAIR = /\p{Surrogate}/u;
const BYTES = /(?:=[0-9A-F]{2})+/g;

/** What the text of a value consists of, as a pattern. */
export const TEXT_PATTERN = '[A-Za-z0-9_.:@+=-]{1,768}';

/** Whether all of this could be within the text of a value, so that it keeps no two values apart. */
export function isWithinText(characters: string): boolean {
  return /^[A-Za-z0-9_.:@+=-]*$/.test(characters);
}

/** What stands in a key for the value; `null` for what cannot stand there: nothing, too much, or half of a surrogate pair. */
export function keyText(value: string): string | null {
  if (typeof (value as unknown) !== 'string') return null;
  if (PLAIN.test(value)) return value;
  if (value.length > MAX_LENGTH || HALF_A_PAIR.test(value)) return null;
  const text = value.replace(NOT_PLAIN, inBytes);
  return text !== '' && text.length <= MAX_LENGTH ? text : null;
}

/** The value that stands in a key as this text, or `null` where it is no text that {@link keyText} writes. */
export function keyValue(text: string): string | null {
  if (PLAIN.test(text)) return text;
  if (text.length > MAX_LENGTH) return null;
  const value = text.replace(BYTES, fromBytes);
  // Bytes of a plain character, or of none, would give one value two texts.
  return keyText(value) === text ? value : null;
}

export function isKeyValue(value: string): boolean {
  return keyText(value) !== null;
}

function inBytes(characters: string): string {
  return Buffer.from(characters).toString('hex').toUpperCase().replace(/../g, '=$&');
}

function fromBytes(bytes: string): string {
  return Buffer.from(bytes.replaceAll('=', ''), 'hex').toString();
}
