import {
  defaultFieldResolver,
  getNamedType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  responsePathAsArray,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { decideAll } from '../access/decide';
import { EXTENSION, type FieldNote } from '../model/annotations';
import { Entity, factsOf, typeNamed, type FieldModel, type Model, type TypeModel } from '../model/Model';
import { planOf } from '../projection/plan';
import { project } from '../projection/project';
import { selectionOf } from '../projection/selection';
import type { Context } from './Context';
import { assertMayWrite } from './inputRules';

type Resolver = GraphQLFieldResolver<unknown, Context>;

/**
 * Puts a guard before every field of every object type, in place. It decides with the same function as the projection did, on
 * the facts of the item that arrived, so that no resolver, loader or cache can show what the rules deny. A denied field is
 * `null`, and told once a coordinate.
 */
export function guardSchema(schema: GraphQLSchema, model: Model): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) type.resolveType = typeNameOf;
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const typeModel = typeNamed(model, type.name);
    // Entities are not instances of the schema's classes: their own type name says what they are.
    type.isTypeOf = undefined;
    for (const field of Object.values(type.getFields())) {
      field.resolve = guarded(model, typeModel, field) as GraphQLFieldResolver<unknown, unknown>;
    }
  }
}

function typeNameOf(source: unknown): string | undefined {
  return source instanceof Entity ? source.type.name : undefined;
}

function guarded(api: Model, type: TypeModel, field: GraphQLField<unknown, unknown>): Resolver {
  const model = type.fields.get(field.name);
  // A field without a model would be a field without a rule.
  if (!model) throw new TypeError(`${type.name}.${field.name} is not in the model`);
  const resolve = withInputRules(api, model, field, resolverOf(type, model, field));
  if (model.rules.length === 0) return resolve;
  return (source, args, context, info) => {
    const { standing } = context.callerFacts;
    if (decideAll(model.rules, standing, factsOf(source)).effect === 'allow')
      return resolve(source, args, context, info);
    context.denials.add(model.coordinate, model.ownRule ?? ruleOf(type), standing, responsePathAsArray(info.path));
    return null;
  };
}

/** Fields without arguments keep their plain resolver. */
function withInputRules(
  api: Model,
  model: FieldModel,
  field: GraphQLField<unknown, unknown>,
  resolve: Resolver,
): Resolver {
  const isRuled = field.args.some(
    ({ name, type }) => model.argumentRules.has(name) || api.inputs.has(getNamedType(type).name),
  );
  if (!isRuled) return resolve;
  return (source, args: Record<string, unknown>, context, info) => {
    assertMayWrite(api, model, field.args, args, context.callerFacts.standing);
    return resolve(source, args, context, info);
  };
}

function ruleOf({ rule }: TypeModel) {
  return rule ?? { grants: [] };
}

function resolverOf(type: TypeModel, model: FieldModel, field: GraphQLField<unknown, unknown>): Resolver {
  const { read, embeds } = model;
  if (embeds) return mapResolver(embeds, model, isNonNullType(field.type));
  if (read) return (source) => (source instanceof Entity ? read(source.item, source.params) : null);
  const note = field.extensions[EXTENSION] as FieldNote | undefined;
  const isMadeByResolver = type.kind === 'root' || note?.kind === 'resolver';
  return (isMadeByResolver ? field.resolve : defaultFieldResolver) as Resolver;
}

/**
 * A map of an item, or a list of them. Where only `__typename` or denied members are selected of a map, nothing of it was asked
 * for, and nobody can tell whether it is there: it counts as there, so that what is denied in it is told.
 */
function mapResolver(embeds: TypeModel, { read, isWhole }: FieldModel, isAlwaysThere: boolean): Resolver {
  return (source, _args, { callerFacts }, info) => {
    if (!(source instanceof Entity)) return null;
    const stored = read?.(source.item, source.params) ?? null;
    if (stored !== null || isWhole) return members(source, embeds, stored);
    const asked = () => project(planOf(embeds, [selectionOf(info)]), callerFacts.standing, source.facts).attributes;
    return isAlwaysThere || asked().length === 0 ? members(source, embeds, {}) : null;
  };
}

/** Nested maps of an item, seen through their own type: they belong to whom the item belongs to. */
function members(source: Entity, embeds: TypeModel, stored: unknown): unknown {
  if (Array.isArray(stored)) return stored.map((each) => members(source, embeds, each));
  return stored === null || stored === undefined
    ? null
    : new Entity(embeds, source.params, source.facts, stored as Entity['item']);
}
