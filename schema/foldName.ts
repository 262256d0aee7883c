/** Some characters unfold to several, such as ㎯ to `rad s2`: the longest name must still make a short key and a short cursor. */
const MOST_CHARACTERS = 120;

/**
 * A name as lists are sorted by: without case and accents, in words of `a-z0-9` parted by one space; at most its first 120 characters.
 * Never empty, and free of what separates the parts of a key.
 */
export function foldName(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[æÆ]/g, 'ae')
    .replace(/[øØ]/g, 'o')
    .replace(/[’']/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS)
    .trimEnd();
  return words === '' ? '0' : words;
}
