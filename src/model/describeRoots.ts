import { GraphQLSchema, type GraphQLObjectType } from 'graphql';

/** What the schema and its root types are for. */
export type RootDescriptions = Readonly<Record<'schema' | 'query' | 'mutation' | 'subscription', string>>;

/** The same schema with these descriptions. Its root types are changed in place. */
export function describeRoots(schema: GraphQLSchema, descriptions: RootDescriptions): GraphQLSchema {
  describe(schema.getQueryType(), descriptions.query);
  describe(schema.getMutationType(), descriptions.mutation);
  describe(schema.getSubscriptionType(), descriptions.subscription);
  return new GraphQLSchema({ ...schema.toConfig(), description: descriptions.schema });
}

function describe(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) Object.assign(type, { description });
}
