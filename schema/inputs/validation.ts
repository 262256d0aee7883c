import { registerDecorator } from 'class-validator';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** E.164 ("+4930123456"), or `null` where it is no phone number anywhere. */
export function toE164(text: string): string | null {
  const number = parsePhoneNumberFromString(text);
  return number?.isPossible() === true ? number.number : null;
}

/** The value is a phone number in international form; spaces and punctuation may stand in it. */
export function IsPhone(): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isPhone',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (value: unknown) => typeof value === 'string' && toE164(value) !== null,
        defaultMessage: () => 'Expected a phone number in international form, such as +49 30 123456.',
      },
    });
  };
}

/** A length in characters, said in words for people. */
export function lengthMessage(name: string, min: number, max: number): { message: string } {
  return { message: `Expected ${name} of ${String(min)} to ${String(max)} characters.` };
}
