import { mapSchema, MapperKind, pruneSchema } from '@graphql-tools/utils';
import {
  getNamedType,
  isObjectType,
  isSpecifiedDirective,
  type GraphQLArgumentConfig,
  type GraphQLFieldConfig,
  type GraphQLSchema,
} from 'graphql';
import type { Rule } from '../access/Rule';
import type { FieldModel, Model } from '../model/Model';
import { describeAccess } from './describeAccess';

/**
 * The schema as callers with these roles may know it: what they could never see or write, whatever the item, is not there (types,
 * fields, arguments, input fields, other roles), nor is the directive that would tell. For introspection only: it executes nothing.
 */
function visibleSchema(schema: GraphQLSchema, model: Model, roles: readonly string[]): GraphQLSchema {
  const view = new View(schema, model, roles);
  const pruned = pruneSchema(view.schema(), { skipUnimplementedInterfacesPruning: true });
  return describeAccess(pruned, model, roles);
}

/** One visible schema for each set of roles, made when it is first asked for. */
export class VisibleSchemas {
  private readonly made = new Map<string, GraphQLSchema>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly model: Model,
  ) {}

  of(roles: readonly string[]): GraphQLSchema {
    const name = [...roles].sort().join();
    const schema = this.made.get(name) ?? visibleSchema(this.schema, this.model, roles);
    this.made.set(name, schema);
    return schema;
  }
}

class View {
  constructor(
    private readonly whole: GraphQLSchema,
    private readonly model: Model,
    private readonly roles: readonly string[],
  ) {}

  schema(): GraphQLSchema {
    return mapSchema(this.whole, {
      [MapperKind.TYPE]: (type) => (this.isTypeVisible(type.name) ? type : null),
      [MapperKind.OBJECT_FIELD]: (field, name, typeName) => this.field(field, typeName, name),
      [MapperKind.INPUT_OBJECT_FIELD]: (field, name, typeName) =>
        this.mayEver(this.model.inputs.get(typeName)?.fieldRules.get(name)) ? field : null,
      [MapperKind.ENUM_VALUE]: (value, typeName, _schema, name) => (this.isValueVisible(typeName, name) ? value : null),
      [MapperKind.DIRECTIVE]: (directive) => (isSpecifiedDirective(directive) ? directive : null),
    });
  }

  private isTypeVisible(name: string): boolean {
    return this.mayEver(this.model.types.get(name)?.rule) && this.mayEver(this.model.inputs.get(name)?.rule);
  }

  private field(
    field: GraphQLFieldConfig<unknown, unknown>,
    typeName: string,
    name: string,
  ): GraphQLFieldConfig<unknown, unknown> | null {
    const model = this.model.types.get(typeName)?.fields.get(name);
    const named = getNamedType(field.type);
    const leadsToVisible = !isObjectType(named) || this.isTypeVisible(named.name);
    if (!model || !leadsToVisible || !model.rules.every((rule) => this.mayEver(rule))) return null;
    return { ...field, args: this.args(field.args ?? {}, model) };
  }

  private args(
    args: Readonly<Record<string, GraphQLArgumentConfig>>,
    { argumentRules }: FieldModel,
  ): Record<string, GraphQLArgumentConfig> {
    const visible = Object.entries(args).filter(([name]) => this.mayEver(argumentRules.get(name)));
    return Object.fromEntries(visible);
  }

  /** A caller sees their own roles in answers, never another's. */
  private isValueVisible(typeName: string, value: string): boolean {
    const isRole = typeName === 'Role' && this.model.access.roles.some(({ name }) => name === value);
    return !isRole || this.roles.includes(value);
  }

  /** Whether some grant could count for one of the roles; without a rule, whoever sees what leads here. */
  private mayEver(rule: Rule | null | undefined): boolean {
    return !rule || rule.grants.some(({ role }) => this.roles.includes(role));
  }
}
