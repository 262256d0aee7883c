import { IsDefined, isIBAN, registerDecorator, ValidateIf, type ValidationArguments } from 'class-validator';
import { TakenAs } from '../../src/model/texts';
import { NOT_IN_LINES, NOT_IN_TEXTS, toLine, TOO_MANY_MARKS, toText, VISIBLE } from '../normalText';

/*
 * Absent and `null` values are judged by `NotCleared` alone: type-graphql has class-validator skip all else for them.
 */

/** Absent leaves the field as it is; `null` is refused, since there is no such thing as clearing it. */
export function NotCleared(name: string): PropertyDecorator {
  return (target, property) => {
    ValidateIf((_, value) => value !== undefined)(target, property);
    IsDefined({ message: `Expected a value for ${name}, which cannot be null. Leave it out to keep it as it is.` })(
      target,
      String(property),
    );
  };
}

/** Text on one line, as {@link toLine} makes it: of so many characters, none of which breaks the line, and not only invisible ones. Messages name it, as in `a name`. */
export function IsLine(name: string, min: number, max: number): PropertyDecorator {
  return isText('isLine', { name, min, max, normal: toLine, forbidden: NOT_IN_LINES, form: ', on one line' });
}

/** The same for text that may have several lines, and tabs in them. */
export function IsText(name: string, min: number, max: number): PropertyDecorator {
  return isText('isText', { name, min, max, normal: toText, forbidden: NOT_IN_TEXTS, form: '' });
}

/** Text that is compared, and never shown or changed: a key, a token. In UTF-16 code units. */
export function IsOpaque(name: string, min: number, max: number): PropertyDecorator {
  return constraint(
    'isOpaque',
    (value) => typeof value === 'string' && isWithin(value.length, min, max),
    `Expected ${name} of ${String(min)} to ${String(max)} characters.`,
  );
}

interface TextForm {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly normal: (text: string) => string;
  readonly forbidden: RegExp;
  readonly form: string;
}

function isText(constraintName: string, form: TextForm): PropertyDecorator {
  const check = constraint(
    constraintName,
    (value) => problemOf(value, form) === null,
    ({ value }) => problemOf(value, form) ?? '',
  );
  return (target, property) => {
    TakenAs(form.normal)(target, property);
    check(target, property);
  };
}

function problemOf(text: unknown, { name, min, max, forbidden, form }: TextForm): string | null {
  const expected = `Expected ${name} of ${String(min)} to ${String(max)} characters${form}`;
  if (typeof text !== 'string' || !isWithin(Array.from(text).length, min, max)) return `${expected}.`;
  if (TOO_MANY_MARKS.test(text)) return `${expected}, with at most 30 combining marks in a row: remove some of them.`;
  const [found] = forbidden.exec(text) ?? [];
  if (found !== undefined) return `${expected}, without control characters: remove ${codeOf(found)}.`;
  return text === '' || VISIBLE.test(text) ? null : `${expected}, with at least one visible character.`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
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
    'Expected a web address that begins with https://, without spaces, user name or password in it.',
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
    `Expected ${name} of 15 to 34 letters and digits with correct check digits: look for a typing mistake.`,
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
