import { GraphQLScalarType } from 'graphql';
import { GraphQLDate, GraphQLDateTime } from 'graphql-scalars';
import { boundedText } from '../../src/model/boundedText';

const RFC_3339 = 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6';

export const DateScalar = boundedText(
  new GraphQLScalarType({
    ...GraphQLDate.toConfig(),
    description: 'A day without a time, as `full-date` of RFC 3339 writes it: "2026-01-31".',
    specifiedByURL: RFC_3339,
  }),
  { maxLength: 10, expected: 'a day', example: '2026-01-31' },
);

export const DateTimeScalar = boundedText(
  new GraphQLScalarType({
    ...GraphQLDateTime.toConfig(),
    description:
      'A moment, as `date-time` of RFC 3339 writes it. It is returned in UTC and with milliseconds: "2026-01-31T12:00:00.000Z". ' +
      'It may be sent with another offset: "2026-01-31T13:00:00+01:00".',
    specifiedByURL: RFC_3339,
  }),
  {
    // With nine decimals of a second and an offset: "2026-01-31T12:00:00.000000000+01:00".
    maxLength: 35,
    expected: 'a time with its offset from UTC',
    example: '2026-01-31T12:00:00Z',
  },
);
