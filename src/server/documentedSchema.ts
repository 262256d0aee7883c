import type { GraphQLSchema } from 'graphql';
import { describeAccess } from '../response/describeAccess';
import type { Api } from './api';

/** The whole schema as it is committed: each description says who may see the field. */
export function documentedSchema({ schema, model }: Pick<Api, 'schema' | 'model'>): GraphQLSchema {
  return describeAccess(
    schema,
    model,
    model.book.roles.map(({ name }) => name),
  );
}
