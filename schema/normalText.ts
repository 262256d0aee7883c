/*
 * Texts that people write and read. The same text is kept in the same characters, however a keyboard composes them (NFC), and without the
 * space around it. What is compared and never shown (passwords, tokens, keys) is taken as it comes.
 */

/**
 * More combining marks in a row than any writing has (the Stream-Safe Text Format allows 30: https://unicode.org/reports/tr15/#Stream_Safe_Text_Format).
 * Composing puts the marks of a row in order, in time that grows with the square of their number.
 */
export const TOO_MANY_MARKS = /\p{M}{31}/u;

/** Text on one line, as it is kept. One with {@link TOO_MANY_MARKS}, which is refused, stays as it came: no text takes more than time linear in its length. */
export function toLine(text: string): string {
  return (TOO_MANY_MARKS.test(text) ? text : text.normalize('NFC')).trim();
}

/** Text of several lines, as it is kept: with the same end for every line. */
export function toText(text: string): string {
  return toLine(text).replace(/\r\n?/g, '\n');
}

/** Control characters, other ends of lines, what is no character, and what changes the direction of all that comes after it. */
export const NOT_IN_LINES = /[\p{Cc}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069]/u;

/** The same, but for line feeds, tabs, and directions, which end with their line. */
export const NOT_IN_TEXTS = /(?![\n\t])[\p{Cc}\p{Noncharacter_Code_Point}]/u;

/** Something that has a shape: blanks of Braille, of music, of hieroglyphs and of objects count as symbols or letters, and have none. */
export const VISIBLE =
  /(?![\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}])[\p{L}\p{N}\p{P}\p{S}]/u;
