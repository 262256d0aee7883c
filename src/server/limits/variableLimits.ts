import { PublicError } from '../../response/errors';
import { refuseLongText, type DocumentLimits } from './documentLimits';
import { limitFor } from './perRole';

/** Deeper than any input is declared. What recurses through a value, as `JSON.stringify` does, has no stack for thousands of levels. */
const MAX_LEVELS = 32;

/**
 * Throws a {@link PublicError} with code `BAD_USER_INPUT` where a text in the variables, or the name of a member, is longer than the roles
 * allow, or lists and objects stand in each other too deep; wherever in them, declared or not. To be called before anything else reads them:
 * scalars, validators and resolvers see no text that is longer.
 */
export function assertVariablesWithin(
  variables: Readonly<Record<string, unknown>>,
  { text }: DocumentLimits,
  roles: readonly string[],
): void {
  const longest = limitFor(text, roles);
  let level: readonly unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_LEVELS)
      throw new PublicError('BAD_USER_INPUT', `Expected variables of at most ${String(MAX_LEVELS)} levels.`, {
        limit: 'levels',
        maximum: MAX_LEVELS,
      });
    level = level.flatMap((value) => membersOf(value, longest));
  }
}

function membersOf(value: unknown, longest: number): readonly unknown[] {
  if (typeof value === 'string') refuseLongText(value.length, longest);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value;
  for (const name of Object.keys(value)) refuseLongText(name.length, longest);
  return Object.values(value);
}
