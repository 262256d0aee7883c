import 'reflect-metadata';
import { isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { resolvers } from '../../resolvers';
import { nodeTypes, roleBook } from '../../schema';
import { describeRule } from '../access/wording';
import { withAuthDirective } from '../model/authDirective';
import { compileModel } from '../model/compileModel';
import type { Model } from '../model/Model';
import { guardSchema } from '../response/guard';

/** The schema as it is served, every field guarded, and the model that its guards and projections go by. */
export interface Api {
  readonly schema: GraphQLSchema;
  readonly model: Model;
}

/** Builds the API from the classes in `schema/` and `resolvers/`. Throws `SchemaRuleError` where a rule is missing. */
export function buildApi(): Api {
  const schema = withAuthDirective(
    buildSchemaSync({ resolvers: [...resolvers], orphanedTypes: nodeTypes, validate: false }),
  );
  const model = compileModel(schema, roleBook);
  describeAccess(schema, model);
  guardSchema(schema, model);
  return { schema, model };
}

/** Says in each description who may see it: in explorers and in the SDL, next to the directive that makes it so. */
function describeAccess(schema: GraphQLSchema, model: Model): void {
  for (const { name, rule, fields } of model.types.values()) {
    const type = schema.getType(name);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    if (rule) type.description = withSentence(type.description, `Visible to: ${describeRule(rule, model.book)}.`);
    for (const { name: fieldName, ownRule } of fields.values()) {
      const field = type.getFields()[fieldName];
      const effective = ownRule ?? rule;
      if (field && effective)
        field.description = withSentence(field.description, `Visible to: ${describeRule(effective, model.book)}.`);
    }
  }
}

function withSentence(description: string | null | undefined, sentence: string): string {
  return description ? `${description}\n\n${sentence}` : sentence;
}
