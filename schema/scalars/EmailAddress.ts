import { GraphQLScalarType } from 'graphql';
import { GraphQLEmailAddress } from 'graphql-scalars';
import { boundedText } from '../../src/model/boundedText';

const config = GraphQLEmailAddress.toConfig();

export const EmailAddressScalar = boundedText(
  new GraphQLScalarType<string, string>({
    ...config,
    description:
      'An e-mail address, as HTML defines it for input fields, to which mail can be sent: its domain has a dot in it. For example "ada@example.com".',
    specifiedByURL: 'https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address',
    parseValue: (value) => assertDeliverable(config.parseValue(value)),
    parseLiteral: (node, variables) => assertDeliverable(config.parseLiteral(node, variables)),
  }),
  {
    // The longest that mail can be sent to (RFC 5321, 4.5.3.1.3, less its angle brackets).
    maxLength: 254,
    expected: 'an e-mail address',
    example: 'ada@example.com',
  },
);

/** The user pool takes no other, and does not say that this was what it did not take: no dots at an end or in a row, and a domain under another. */
function assertDeliverable(address: string): string {
  const [local = '', domain = ''] = address.split('@');
  if (local.split('.').includes('') || !domain.includes('.')) throw new TypeError('expected an e-mail address');
  return address;
}
