import { validateOrReject, type ValidationError } from 'class-validator';
import { ArgumentValidationError } from 'type-graphql';
import { normalise } from '../model/texts';

/** Absent and `null` values are for the schema's types, and for the checks that ask for them by name. */
const OPTIONS = { skipMissingProperties: true, forbidUnknownValues: false };

/**
 * What stands between an argument's coercion and its resolver: its texts are put into the form in which they are taken, then it is checked by the
 * rules of its class. Throws {@link ArgumentValidationError}.
 */
export async function checkInput(value: unknown): Promise<void> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  normalise(value);
  await validateOrReject(value, OPTIONS).catch((cause: unknown) => {
    throw Array.isArray(cause) ? new ArgumentValidationError(cause as ValidationError[]) : cause;
  });
}
