import { PublicError } from '../../response/errors';
import { refuseLong, type DocumentLimits } from './documentLimits';
import { limitFor } from './perRole';

/** Deeper than any input is declared. What recurses through a value, as `JSON.stringify` does, has no stack for thousands of levels. */
const MAX_LEVELS = 32;
/** Ten times as long as any list that is taken. Validators look at each value of a list, also of one that is then found too long. */
const MAX_ITEMS = 1000;

/**
 * Throws a {@link PublicError} with code `BAD_USER_INPUT` where a text in the variables, or the name of a member, is longer than the roles
 * allow, a list is, or lists and objects stand in each other too deep; wherever in them, declared or not. To be called before anything else
 * reads them: scalars, validators and resolvers see nothing that is larger.
 */
export function assertVariablesWithin(
  variables: Readonly<Record<string, unknown>>,
  { text }: DocumentLimits,
  roles: readonly string[],
): void {
  const longest = limitFor(text, roles);
  let level: readonly unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_LEVELS) throw tooLarge('levels', MAX_LEVELS);
    level = level.flatMap((value) => membersOf(value, longest));
  }
}

function membersOf(value: unknown, longest: number): readonly unknown[] {
  if (typeof value === 'string') refuseLong('text', value.length, longest);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    if (value.length > MAX_ITEMS) throw tooLarge('items', MAX_ITEMS);
    return value;
  }
  for (const name of Object.keys(value)) refuseLong('text', name.length, longest);
  return Object.values(value);
}

const WORDS = {
  levels: 'lists and objects in each other, in a variable, of at most',
  items: 'lists in variables to have at most',
} as const;

function tooLarge(limit: keyof typeof WORDS, maximum: number): PublicError {
  return new PublicError('BAD_USER_INPUT', `Expected ${WORDS[limit]} ${String(maximum)} ${limit}.`, { limit, maximum });
}
