import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { resolvers } from '../../resolvers';
import { accessPatterns, nodeTypes, accessConfiguration, rootDescriptions } from '../../schema';
import { withAuthDirective } from '../model/authDirective';
import { compileModel } from '../model/checks/compileModel';
import { describeRoots } from '../model/describeRoots';
import type { Model } from '../model/Model';
import { checkInput } from '../response/checkInput';
import { CoordinateAccess } from '../response/CoordinateAccess';
import { guardSchema, type GuardedFields } from '../response/guard';
import { VisibleSchemas } from '../response/visibleSchema';

/** The schema as it is served, every field guarded, and the model that its guards and projections go by. */
export interface Api {
  readonly schema: GraphQLSchema;
  readonly model: Model;
  /** Every field with its guard, for the executor of queries. */
  readonly guarded: GuardedFields;
  /** What each set of roles may know of the schema. */
  readonly visible: VisibleSchemas;
  /** Answers "may I?" from the same rules. */
  readonly access: CoordinateAccess;
}

/** type-graphql asks for one; here each subscription says itself what it follows. */
const NO_PUB_SUB: PubSub = {
  publish: () => {
    throw new TypeError('expected what was written to be told of by the table’s stream');
  },
  subscribe: () => {
    throw new TypeError('expected a subscription to have a `subscribe` of its own');
  },
};

/** Builds the API from the classes in `schema/` and `resolvers/`. Throws `SchemaRuleError` where a rule is missing. */
export function buildApi(): Api {
  const written = buildSchemaSync({
    resolvers: [...resolvers],
    orphanedTypes: nodeTypes,
    validateFn: checkInput,
    pubSub: NO_PUB_SUB,
  });
  const schema = withAuthDirective(describeRoots(written, rootDescriptions));
  const model = compileModel(schema, accessConfiguration, accessPatterns);
  const guarded = guardSchema(schema, model);
  const visible = new VisibleSchemas(schema, model);
  return { schema, model, guarded, visible, access: new CoordinateAccess(schema, model, visible) };
}
