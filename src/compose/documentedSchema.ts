import { mapSchema, MapperKind } from '@graphql-tools/utils';
import {
  parse,
  type ConstDirectiveNode,
  type GraphQLFieldConfig,
  type GraphQLSchema,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import type { Rule } from '../access/Rule';
import { asDirective, AUTH_DIRECTIVE } from '../model/authDirective';
import { describeAccess } from '../response/describeAccess';
import type { Api } from './api';

type Field = GraphQLFieldConfig<unknown, unknown>;

/**
 * The whole schema as it is committed: each description says who may see the field. A root field's directive is what may be promised of it:
 * narrower than who may ask where what it takes or answers is.
 */
export function documentedSchema({ schema, model }: Pick<Api, 'schema' | 'model'>): GraphQLSchema {
  const described = describeAccess(
    schema,
    model,
    model.access.roles.map(({ name }) => name),
  );
  return mapSchema(described, {
    [MapperKind.ROOT_FIELD]: (field, name, typeName) => withPromise(field, model.promises.get(`${typeName}.${name}`)),
  });
}

function withPromise(field: Field, promise: Rule | undefined): Field {
  if (!promise || !field.astNode) return field;
  const others = (field.astNode.directives ?? []).filter(({ name }) => name.value !== AUTH_DIRECTIVE);
  return { ...field, astNode: { ...field.astNode, directives: [...others, directiveNode(promise)] } };
}

function directiveNode(rule: Rule): ConstDirectiveNode {
  const written = parse(`type T { f: Int ${asDirective(rule)} }`, { noLocation: true });
  const [type] = written.definitions as [ObjectTypeDefinitionNode];
  const [directive] = type.fields?.[0]?.directives ?? [];
  if (!directive) throw new TypeError('expected a rule to be written as a directive');
  return directive;
}
