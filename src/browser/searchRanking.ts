/** Something that one may look for. */
export interface Entry {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
  readonly about: string;
}

/** The entries that have every word in them, the best first; none for no words. */
export function found(entries: readonly Entry[], sought: string, most: number): Entry[] {
  const words = sought
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  return entries
    .map((entry, position) => ({ entry, position, rank: rankOf(entry, words) }))
    .filter(({ rank }) => rank < NOTHING)
    .sort((a, b) => a.rank - b.rank || a.entry.name.length - b.entry.name.length || a.position - b.position)
    .slice(0, most)
    .map(({ entry }) => entry);
}

const NOTHING = 100;

/** The lower the better; that of the word which fits worst. */
function rankOf({ name, kind, about }: Entry, words: readonly string[]): number {
  const whole = name.toLowerCase();
  const parts = [whole, ...whole.split(/[.\s]/), ...partsOf(name)];
  const rest = `${kind} ${about}`.toLowerCase();
  return Math.max(
    ...words.map((word) => {
      if (whole === word) return 0;
      if (parts.includes(word)) return 1;
      if (parts.some((part) => part.startsWith(word))) return 2;
      if (whole.includes(word)) return 3;
      return rest.includes(word) ? 4 : NOTHING;
    }),
  );
}

/** `placedFrom` and `RATE_LIMITED` are two words each. */
function partsOf(name: string): string[] {
  return name.split(/(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+/).map((part) => part.toLowerCase());
}
