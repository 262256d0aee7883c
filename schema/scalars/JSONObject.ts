import { GraphQLScalarType } from 'graphql';
import { GraphQLJSONObject } from 'graphql-scalars';

/** For what is returned only: nothing bounds what could be sent. */
export const JSONObjectScalar = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  description: 'A JSON object of any shape; it is only returned and never sent. For example { "name": "Ada" }.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259#section-4',
});
