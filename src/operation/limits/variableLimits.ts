import { PublicError } from '../../response/errors';
import { refuseLong, type DocumentLimits } from './documentLimits';
import { limitFor } from '../../configuration/perRole';

export const VARIABLE_LIMITS = {
  /** Deeper than any input is declared. What recurses through a value, as `JSON.stringify` does, has no stack for thousands of levels. */
  levels: 32,
  /**
   * As long as the longest list that is taken. What coerces and validates looks at each item of a list, and at each member of an object, also
   * of one that is then found too long.
   */
  items: 200,
} as const;

/** Half of a character that takes two code units: JSON can say it, UTF-8, and with it every store, cannot. The parser knows it in documents. */
const HALF = /\p{Surrogate}/u;

/**
 * Throws a {@link PublicError} with code `BAD_USER_INPUT` where a string in the variables, or the name of a member, is longer than the roles
 * allow or no well-formed Unicode, a list or an object has too many items, or they stand in each other too deep; wherever in them, declared or
 * not. To be called before anything else reads them: scalars, validators and resolvers see nothing else.
 */
export function assertVariablesWithin(
  variables: Readonly<Record<string, unknown>>,
  { text }: DocumentLimits,
  roles: readonly string[],
): void {
  const longest = limitFor(text, roles);
  let level: readonly unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > VARIABLE_LIMITS.levels && level.some(isContainer)) throw tooLarge('levels', VARIABLE_LIMITS.levels);
    level = level.flatMap((value) => itemsOf(value, longest));
  }
}

function itemsOf(value: unknown, longest: number): readonly unknown[] {
  if (typeof value === 'string') assertText(value, longest);
  if (!isContainer(value)) return [];
  if (!Array.isArray(value)) for (const name of Object.keys(value)) assertText(name, longest);
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  if (items.length > VARIABLE_LIMITS.items) throw tooLarge('items', VARIABLE_LIMITS.items);
  return items;
}

function assertText(text: string, longest: number): void {
  refuseLong('text', text.length, longest);
  if (!HALF.test(text)) return;
  throw new PublicError(
    'BAD_USER_INPUT',
    'Expected texts of well-formed Unicode in the variables, got one with half of a surrogate pair (U+D800 to U+DFFF): send whole characters.',
  );
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const WORDS = {
  levels: 'lists and objects in a variable to stand in each other at most',
  items: 'lists and objects in variables to have at most',
} as const;

function tooLarge(limit: keyof typeof WORDS, maximum: number): PublicError {
  return new PublicError(
    'BAD_USER_INPUT',
    `Expected ${WORDS[limit]} ${String(maximum)} ${limit}${limit === 'levels' ? ' deep' : ''}.`,
    { limit, maximum },
  );
}
