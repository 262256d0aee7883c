import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import type { Model } from '../../../model/Model';
import { Examples } from './examples';
import { inputBounds, type Bounds } from './inputBounds';
import type { Markdown } from './Markdown';
import { usagesIn, type Usage } from './usages';
import { WhoMay } from './WhoMay';

/** What the pages of types and operations are made of. */
export interface ReferenceParts {
  readonly schema: GraphQLSchema;
  readonly markdown: Markdown;
  readonly whoMay: WhoMay;
  readonly examples: Examples;
  readonly usages: ReadonlyMap<string, readonly Usage[]>;
  readonly bounds: ReadonlyMap<string, Bounds>;
}

export function referenceParts(schema: GraphQLSchema, model: Model, markdown: Markdown): ReferenceParts {
  return {
    schema,
    markdown,
    whoMay: new WhoMay(model),
    examples: new Examples(schema, model),
    usages: usagesIn(schema),
    bounds: inputBounds(),
  };
}

/** The types that have a page: all but the root types and those of introspection. */
export function shownTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !roots.some((root) => root === type))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
