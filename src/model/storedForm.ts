import { getNullableType, isListType, type GraphQLOutputType } from 'graphql';
import { storedInteger } from '../storage/storedInteger';

/** Throws at a stored value that is none of its field's. */
type Check = (stored: unknown) => void;

/** GraphQL's own scalars take much for theirs: a text of digits for an Int, a number for a String, a number for a Boolean. */
const FORMS = new Map<string, Check>([
  ['Int', (stored) => void storedInteger(stored)],
  ['String', ofType('string')],
  ['ID', ofType('string')],
  ['Boolean', ofType('boolean')],
]);

/**
 * What an attribute must be to be shown as it is stored: a value of another form is a fault of its place, and is not made to look like a right
 * one. `null` where the field's own type says it.
 */
export function formOf(type: GraphQLOutputType): Check | null {
  const nullable = getNullableType(type);
  if (!isListType(nullable)) return FORMS.get(nullable.name) ?? null;
  const each = formOf(nullable.ofType);
  return each && ((stored) => Array.isArray(stored) && stored.forEach((item) => (item ?? null) === null || each(item)));
}

function ofType(name: 'string' | 'boolean'): Check {
  return (stored) => {
    if (typeof stored !== name) throw new TypeError(`expected a stored ${name}, got a value of type ${typeof stored}`);
  };
}
