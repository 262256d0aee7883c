import { GraphQLScalarType, Kind } from 'graphql';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { boundedText, ScalarError } from '../../src/model/boundedText';

/** Fifteen digits at most (E.164), each with a blank before it, and brackets around one group. */
const MAX_LENGTH = 32;

const E164 = /^\+[1-9]\d{1,14}$/;

/** Kept and answered as E.164 has it; taken however people write it in international form. */
export const PhoneNumberScalar = boundedText(
  new GraphQLScalarType<string, string>({
    name: 'PhoneNumber',
    description:
      'A telephone number. It is answered as E.164 writes it: "+4930123456". It is taken in international form, and may have spaces and punctuation: "+49 (30) 123-456".',
    specifiedByURL: 'https://www.itu.int/rec/T-REC-E.164',
    serialize: assertE164,
    parseValue: toE164,
    parseLiteral: (node) => toE164(node.kind === Kind.STRING ? node.value : null),
  }),
  MAX_LENGTH,
);

function toE164(value: unknown): string {
  // Not one that stands somewhere in a text, nor one with an extension, which E.164 cannot write.
  const number = typeof value === 'string' ? parsePhoneNumberFromString(value.trim(), { extract: false }) : undefined;
  // Some countries have numbers of more digits than E.164 knows.
  if (number?.isPossible() === true && number.ext === undefined && E164.test(number.number)) return number.number;
  throw new ScalarError('Expected a phone number in international form, such as +49 30 123456.');
}

function assertE164(stored: unknown): string {
  if (typeof stored === 'string' && E164.test(stored)) return stored;
  throw new TypeError('expected a stored phone number to be as E.164 has it');
}
