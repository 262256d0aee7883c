import { GraphQLScalarType, Kind } from 'graphql';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { boundedText } from '../../src/model/boundedText';

/** The most digits that a number has anywhere (17), with a blank or two between its groups, and brackets. */
const MAX_LENGTH = 32;

const E164 = /^\+\d{2,18}$/;

/** Kept and answered as E.164 writes it; taken however people write it in international form. */
export const PhoneNumberScalar = boundedText(
  new GraphQLScalarType<string, string>({
    name: 'PhoneNumber',
    description:
      'A phone number. It is returned as E.164 writes it: "+4930123456". It may be sent with spaces and punctuation, but always in international form: "+49 (30) 123-456".',
    specifiedByURL: 'https://www.itu.int/rec/T-REC-E.164',
    serialize: shown,
    parseValue: taken,
    parseLiteral: (node) => taken(node.kind === Kind.STRING ? node.value : null),
  }),
  { maxLength: MAX_LENGTH, expected: 'a phone number in international form', example: '+49 30 123456' },
);

/** What a string is read as must read as itself: of "+49004919" the library takes off one zero, and of the result another. */
function taken(value: unknown): string {
  const number = toE164(value);
  return toE164(number) === number ? number : refuse();
}

function toE164(value: unknown): string {
  // Not one that stands somewhere in a string, nor one with an extension, which E.164 cannot write.
  const number = typeof value === 'string' ? parsePhoneNumberFromString(value.trim(), { extract: false }) : undefined;
  return number?.isPossible() === true && number.ext === undefined ? number.number : refuse();
}

function refuse(): never {
  throw new TypeError('expected a phone number in international form');
}

/** What was not written here, such as imported items, may be written as people do. */
function shown(stored: unknown): string {
  if (typeof stored === 'string' && E164.test(stored)) return stored;
  return toE164(typeof stored === 'string' && stored.length <= MAX_LENGTH ? stored : null);
}
