import { getNullableType, isListType, type GraphQLOutputType } from 'graphql';
import { storedInteger } from '../storage/storedInteger';
import { storedText, storedTime } from '../storage/storedText';

/** Throws at a stored value that is none of its field's. */
type Check = (stored: unknown) => void;

/** Scalars take much for theirs: a string of digits for an Int, a number for a String or a Boolean, a number for a moment. */
const FORMS = new Map<string, Check>([
  ['Int', (stored) => void storedInteger(stored)],
  ['String', (stored) => void storedText(stored)],
  ['ID', (stored) => void storedText(stored)],
  ['Boolean', assertBoolean],
  ['DateTime', (stored) => void storedTime(stored)],
]);

/**
 * What an attribute must be to be shown as it is stored: a value of another form is a fault of its place, and is not made to look like a right
 * one. `null` where the field's own type says it.
 */
export function formOf(type: GraphQLOutputType): Check | null {
  const nullable = getNullableType(type);
  if (!isListType(nullable)) return FORMS.get(nullable.name) ?? null;
  const each = formOf(nullable.ofType);
  return (stored) => {
    if (!Array.isArray(stored)) throw new TypeError(`expected a stored list, got a value of type ${typeof stored}`);
    if (each) stored.forEach((item) => (item ?? null) === null || each(item));
  };
}

function assertBoolean(stored: unknown): void {
  if (typeof stored !== 'boolean')
    throw new TypeError(`expected a stored boolean, got a value of type ${typeof stored}`);
}
