import { GraphQLDate, GraphQLDateTime } from 'graphql-scalars';
import { boundedText } from '../../src/model/boundedText';

export const DateScalar = boundedText(GraphQLDate, { maxLength: 10, expected: 'a day, such as "2026-01-31"' });

export const DateTimeScalar = boundedText(GraphQLDateTime, {
  // With nine decimals of a second and an offset: "2026-01-31T12:00:00.000000000+01:00".
  maxLength: 35,
  expected: 'a time with its offset from UTC, such as "2026-01-31T12:00:00Z"',
});
