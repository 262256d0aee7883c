const ALLERGENS = {
  G: 'GLUTEN',
  C: 'CRUSTACEANS',
  E: 'EGGS',
  F: 'FISH',
  P: 'PEANUTS',
  S: 'SOYBEANS',
  M: 'MILK',
  N: 'NUTS',
  L: 'CELERY',
  U: 'MUSTARD',
  A: 'SESAME',
  O: 'SULPHITES',
  I: 'LUPIN',
  K: 'MOLLUSCS',
} as const;

/** What a kind of shop sells, before a shop chooses from it and sets its own prices. */
export interface Ware {
  readonly section: string;
  readonly supplier: string;
  readonly name: string;
  /** In hundredths of a euro. */
  readonly euroCents: number;
  readonly allergens: readonly string[];
  readonly description: string;
}

/**
 * Reads an assortment from lines such as
 *
 *     # Starters, from atlantic-fish
 *     Fish soup | 11.50 | GFE | Rock fish, saffron, rouille
 *
 * The third part is one letter an allergen. Throws for a line of any other form: the texts are ours.
 */
export function assortment(text: string): Ware[] {
  let heading = { section: '', supplier: '' };
  return linesOf(text).flatMap((line) => {
    if (!line.startsWith('#')) return [ware(line, heading)];
    heading = readHeading(line);
    return [];
  });
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function readHeading(line: string): { section: string; supplier: string } {
  const [, section, supplier] = /^# (.+), from ([a-z-]+)$/.exec(line) ?? [];
  if (section === undefined || supplier === undefined)
    throw new SyntaxError(`expected «# Section, from supplier», got «${line}»`);
  return { section, supplier };
}

function ware(line: string, heading: { section: string; supplier: string }): Ware {
  const [name, price, letters = '', description = ''] = line.split('|').map((part) => part.trim());
  if (name === undefined || price === undefined || !/^\d+\.\d\d$/.test(price)) {
    throw new SyntaxError(`expected «name | 1.50 | letters | description», got «${line}»`);
  }
  return {
    ...heading,
    name,
    euroCents: Math.round(Number(price) * 100),
    allergens: Array.from(letters, allergen),
    description,
  };
}

function allergen(letter: string): string {
  const name = ALLERGENS[letter as keyof typeof ALLERGENS] as string | undefined;
  if (name === undefined) throw new SyntaxError(`expected one of ${Object.keys(ALLERGENS).join('')}, got «${letter}»`);
  return name;
}
