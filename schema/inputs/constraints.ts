import { IsDefined, isIBAN, registerDecorator, ValidateIf, type ValidationArguments } from 'class-validator';

/*
 * Absent and `null` values are judged by `NotCleared` alone: type-graphql has class-validator skip all else for them.
 */

/** Absent leaves the field as it is; `null` is refused, since there is no such thing as clearing it. */
export function NotCleared(name: string): PropertyDecorator {
  return (target, property) => {
    ValidateIf((_, value) => value !== undefined)(target, property);
    IsDefined({ message: `Expected a value for ${name}: it cannot be cleared. Leave it out to keep it.` })(
      target,
      String(property),
    );
  };
}

/** Text on one line; space around it does not count. Messages name it, as in `a name`. */
export function IsLine(name: string, min: number, max: number): PropertyDecorator {
  return constraint(
    'isLine',
    (value) =>
      typeof value === 'string' && isWithin(Array.from(value.trim()).length, min, max) && !/\p{Cc}/u.test(value),
    `Expected ${name} of ${String(min)} to ${String(max)} characters, on one line.`,
  );
}

/** An integer within bounds, both included. */
export function IsWholeNumber(name: string, min: number, max: number): PropertyDecorator {
  return constraint(
    'isWholeNumber',
    (value) => Number.isInteger(value) && isWithin(value as number, min, max),
    `Expected ${name} from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}.`,
  );
}

const HTTPS_URL = /^https:\/\/[\x21-\x7e]{1,2000}$/;

/** A web address that a browser loads over TLS: no other scheme, no password in it, nothing to be escaped. */
export function IsHttpsUrl(): PropertyDecorator {
  return constraint(
    'isHttpsUrl',
    (value) => typeof value === 'string' && HTTPS_URL.test(value) && isWithoutCredentials(value),
    'Expected a web address that begins with https://.',
  );
}

const MIN_IBAN = 15;
/** 34 letters and digits, with a blank after every fourth. */
const MAX_IBAN = 42;

/** An IBAN whose check digits are right; spaces may stand in it. */
export function IsIban(name: string): PropertyDecorator {
  return constraint(
    'isIban',
    (value) => typeof value === 'string' && isWithin(value.length, MIN_IBAN, MAX_IBAN) && isIBAN(value),
    `Expected ${name} of 15 to 34 letters and digits whose check digits are right; look for a digit mistyped.`,
  );
}

/** No two of a list are the same, as `keyOf` sees them. Takes time linear in the list's length, which class-validator's own check does not. */
export function EachOnce(message: string, keyOf: (each: never) => unknown = (each) => each): PropertyDecorator {
  return constraint(
    'eachOnce',
    (value) => Array.isArray(value) && new Set((value as never[]).map(keyOf)).size === value.length,
    message,
  );
}

/** A check of one property, which may look at the others; `message` is for people. */
export function constraint(
  name: string,
  validate: (value: unknown, args: ValidationArguments) => boolean,
  message: string | ((args: ValidationArguments) => string),
): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { message },
      validator: { validate: (value: unknown, args) => args !== undefined && validate(value, args) },
    });
  };
}

function isWithin(number: number, min: number, max: number): boolean {
  return number >= min && number <= max;
}

function isWithoutCredentials(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed !== null && parsed.username === '' && parsed.password === '';
}

/** A length in characters, said in words for people. */
export function lengthMessage(name: string, min: number, max: number): { message: string } {
  return { message: `Expected ${name} of ${String(min)} to ${String(max)} characters.` };
}
