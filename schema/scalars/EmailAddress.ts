import { GraphQLEmailAddress } from 'graphql-scalars';
import { boundedText } from '../../src/model/boundedText';

export const EmailAddressScalar = boundedText(GraphQLEmailAddress, {
  // The longest that mail can be sent to (RFC 5321, 4.5.3.1.3, less its angle brackets).
  maxLength: 254,
  expected: 'an e-mail address, such as "ada@example.com"',
});
