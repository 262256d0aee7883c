import { mapSchema, MapperKind } from '@graphql-tools/utils';
import { GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { Rule } from '../access/Rule';
import { describeRule } from '../access/wording';
import { publishedRuleOf, type Model } from '../model/Model';

/**
 * The schema with who may see it in each description: in explorers and in the SDL, next to the directive that makes it so. Of
 * other roles than these nothing is said.
 */
export function describeAccess(schema: GraphQLSchema, model: Model, roles: readonly string[]): GraphQLSchema {
  const sentence = (rule: Rule | null | undefined): string | null => {
    const grants = rule?.grants.filter(({ role }) => roles.includes(role)) ?? [];
    return rule && grants.length > 0 ? `Visible to: ${describeRule({ ...rule, grants }, model.access)}.` : null;
  };
  return mapSchema(schema, {
    [MapperKind.OBJECT_TYPE]: (type) => {
      const description = withSentence(type.description, sentence(model.types.get(type.name)?.rule));
      return new GraphQLObjectType({ ...type.toConfig(), description });
    },
    [MapperKind.OBJECT_FIELD]: (field, name, typeName) => {
      const type = model.types.get(typeName);
      const told = type?.fields.get(name);
      const rule = type && told ? publishedRuleOf(model, type, told) : null;
      return { ...field, description: withSentence(field.description, sentence(rule)) };
    },
  });
}

function withSentence(description: string | null | undefined, sentence: string | null): string | null {
  if (sentence === null) return description ?? null;
  return description ? `${description}\n\n${sentence}` : sentence;
}
