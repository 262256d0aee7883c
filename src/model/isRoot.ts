import type { GraphQLNamedType, GraphQLSchema } from 'graphql';

/** Whether it is the type of all queries, mutations or subscriptions. */
export function isRoot(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.includes(type);
}
