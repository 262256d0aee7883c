import { GraphQLEmailAddress } from 'graphql-scalars';
import { boundedText } from '../../src/model/boundedText';

/** The longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, less its angle brackets). */
export const EmailAddressScalar = boundedText(GraphQLEmailAddress, 254);
