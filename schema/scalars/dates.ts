import { GraphQLDate, GraphQLDateTime } from 'graphql-scalars';
import { boundedText } from '../../src/model/boundedText';

/** "2026-01-31" */
export const DateScalar = boundedText(GraphQLDate, 10);

/** With nine decimals of a second and an offset: "2026-01-31T12:00:00.000000000+01:00". */
export const DateTimeScalar = boundedText(GraphQLDateTime, 35);
