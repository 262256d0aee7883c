import {
  defaultFieldResolver,
  getNamedType,
  isAbstractType,
  isNonNullType,
  isObjectType,
  responsePathAsArray,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { awaitedOfCaller, decideAll } from '../access/decide';
import { NOBODY, type Rule } from '../access/Rule';
import type { Principal } from '../access/Principal';
import { Reference } from '../loading/Reference';
import { EXTENSION, type FieldNote } from '../model/annotations';
import { Entity, factsOf, typeNamed, type FieldModel, type Model, type TypeModel } from '../model/Model';
import { PlanBook, planOf, type Plan } from '../projection/plan';
import { project } from '../projection/project';
import { selectionOf, type Selection } from '../projection/selection';
import type { AttributePath } from '../storage/expressions';
import type { Context } from './Context';
import { countOf } from './AnswerCount';
import { errorOf, isPromise } from './resolved';
import { noteFaultPlace } from './faultPlace';
import { assertMayWrite } from './inputRules';

type Resolver = GraphQLFieldResolver<unknown, Context>;

/** A field whose value is shown to whom its rules allow, and how its value is found once they do. */
export interface GuardedField {
  readonly model: FieldModel;
  /** The rule that is told of where the field is denied. */
  readonly publishedRule: Rule;
  readonly value: FieldValue;
}

/** Where a field's value comes from: the item that was read, a map in it, a property of what a resolver made, or a resolver. */
export type FieldValue =
  | { readonly kind: 'attribute'; readonly of: (source: unknown) => unknown }
  | { readonly kind: 'map'; readonly of: MapReader }
  | { readonly kind: 'property' }
  | { readonly kind: 'resolver'; readonly resolve: Resolver };

/** What is selected in the map counts where the item has none. */
type MapReader = (source: unknown, principal: Principal, selection: Selection) => unknown;

/** Every field of every object type. */
export type GuardedFields = ReadonlyMap<GraphQLField<unknown, unknown>, GuardedField>;

/**
 * Puts a guard before every field of every object type, in place. It decides with the same function as the projection did, on
 * the facts of the item that arrived, so that no resolver, loader or cache can show what the rules deny. A denied field is
 * `null`, and told once a coordinate. The answer is for executors that guard the fields of many items at once.
 */
export function guardSchema(schema: GraphQLSchema, model: Model): GuardedFields {
  const all = new Map<GraphQLField<unknown, unknown>, GuardedField>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (source: unknown) => typeNameOf(model, source);
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const typeModel = typeNamed(model, type.name);
    // Entities are not instances of the schema's classes: their own type name says what they are.
    type.isTypeOf = undefined;
    for (const field of Object.values(type.getFields())) {
      const guarded = guardedField(model, typeModel, field, type === schema.getMutationType());
      all.set(field, guarded);
      field.resolve = counted(resolverOf(guarded)) as GraphQLFieldResolver<unknown, unknown>;
    }
  }
  return all;
}

/** Of an item its type tells, of a value the name that it was made with: nothing else is an item. */
function typeNameOf({ types }: Model, source: unknown): string | undefined {
  if (source instanceof Entity) return source.type.name;
  const named = (source as { readonly __typename?: unknown } | null)?.__typename;
  return typeof named === 'string' && types.get(named)?.kind === 'value' ? named : undefined;
}

function guardedField(
  api: Model,
  type: TypeModel,
  field: GraphQLField<unknown, unknown>,
  isMutation: boolean,
): GuardedField {
  const model = type.fields.get(field.name);
  // A field without a model would be a field without a rule.
  if (!model) throw new TypeError(`${type.name}.${field.name} is not in the model`);
  const value = valueOf(api, type, model, field);
  return {
    model,
    publishedRule: model.ownRule ?? type.rule ?? NOBODY,
    value: isMutation ? withEffects(value, model) : value,
  };
}

/** Whatever a mutation changes is noted, so that the answer tells of it. */
function withEffects(value: FieldValue, model: FieldModel): FieldValue {
  const resolve = plainResolver(value, model);
  return {
    kind: 'resolver',
    resolve: (source, args, context, info) =>
      context.effects.during(selectionOf(info), () => resolve(source, args, context, info)),
  };
}

/** Counts what the field adds to an answer that graphql-js makes. */
function counted(resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    const count = countOf(context);
    if (!count) return resolve(source, args, context, info);
    count.assertRoom(info);
    const value: unknown = resolve(source, args, context, info);
    return isPromise(value) ? value.then((made) => count.add(info, made)) : count.add(info, value);
  };
}

/** The same guard for one field of one item, as graphql-js calls it. */
function resolverOf({ model, publishedRule, value }: GuardedField): Resolver {
  const resolve = plainResolver(value, model);
  if (model.rules.length === 0) return resolve;
  const decided: Resolver = (source, args, context, info) => {
    const { principal } = context.callerFacts;
    if (decideAll(model.rules, principal, factsOf(source)).effect === 'allow')
      return resolve(source, args, context, info);
    context.denials.add(model.coordinate, publishedRule, principal, responsePathAsArray(info.path));
    return null;
  };
  return (source, args, context, info) => {
    const { callerFacts } = context;
    const awaited = awaitedOfCaller(model.rules, callerFacts.principal, [factsOf(source)]);
    return awaited.length === 0
      ? decided(source, args, context, info)
      : callerFacts.learn(awaited).then(() => decided(source, args, context, info));
  };
}

function plainResolver(value: FieldValue, model: FieldModel): Resolver {
  switch (value.kind) {
    case 'attribute':
      return placed(value.of, model);
    case 'map':
      return (source, _args, { callerFacts }, info) => value.of(source, callerFacts.principal, selectionOf(info));
    case 'property':
      return defaultFieldResolver;
    case 'resolver':
      return resolvingReference(value.resolve);
  }
}

/** A value that is not what it should be is told of with the item that it is of. */
function placed(of: (source: unknown) => unknown, model: FieldModel): Resolver {
  return (source) => {
    try {
      return of(source);
    } catch (cause) {
      const error = errorOf(cause);
      noteFaultPlace(error, model, source);
      throw error;
    }
  };
}

/** What a resolver refers to, read for this one object. */
function resolvingReference(resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    const resolved = (made: unknown) =>
      made instanceof Reference ? context.reader.resolveReference(made, info) : made;
    const made: unknown = resolve(source, args, context, info);
    return made instanceof Promise ? made.then(resolved) : resolved(made);
  };
}

function valueOf(api: Model, type: TypeModel, model: FieldModel, field: GraphQLField<unknown, unknown>): FieldValue {
  const value = ownValueOf(api, type, model, field);
  const isRuled = field.args.some(
    (each) => model.argumentRules.has(each.name) || api.inputs.has(getNamedType(each.type).name),
  );
  return isRuled ? withInputRules(api, model, field, plainResolver(value, model)) : value;
}

function ownValueOf(api: Model, type: TypeModel, model: FieldModel, field: GraphQLField<unknown, unknown>): FieldValue {
  const { read, embeds } = model;
  if (embeds) return { kind: 'map', of: mapReader(api, embeds, model, isNonNullType(field.type)) };
  if (read) return { kind: 'attribute', of: attributeReader(read, model) };
  const note = field.extensions[EXTENSION] as FieldNote | undefined;
  const isMadeByResolver = type.kind === 'root' || note?.kind === 'resolver';
  if (isMadeByResolver && field.resolve)
    return { kind: 'resolver', resolve: askedBefore(model, field.resolve as Resolver) };
  return type.kind === 'stored' ? { kind: 'resolver', resolve: madeByNobody(model) } : { kind: 'property' };
}

/** A property of an item is what holds it here, and not what it shows. */
function madeByNobody({ coordinate }: FieldModel): Resolver {
  return () => {
    throw new TypeError(`${coordinate}: expected a resolver, found none`);
  };
}

/** A resolver works with the attributes that its field names. */
function askedBefore(model: FieldModel, resolve: Resolver): Resolver {
  if (model.attributes.length === 0) return resolve;
  return (source, args, context, info) => {
    if (source instanceof Entity) source.assertAsked(model, model.attributes);
    return resolve(source, args, context, info);
  };
}

/** A value that is there was asked for. */
function attributeReader(read: NonNullable<FieldModel['read']>, model: FieldModel) {
  return (source: unknown): unknown => {
    if (!(source instanceof Entity)) return null;
    const value = read(source.item, source.params) ?? null;
    if (value === null) source.assertAsked(model, model.attributes);
    return value;
  };
}

function withInputRules(
  api: Model,
  model: FieldModel,
  field: GraphQLField<unknown, unknown>,
  resolve: Resolver,
): FieldValue {
  return {
    kind: 'resolver',
    resolve: (source, args: Record<string, unknown>, context, info) => {
      const left = assertMayWrite(api, model, field.args, args, context.callerFacts.principal);
      if (left.length > 0) context.effects.leaveToWrites(left);
      return resolve(source, args, context, info);
    },
  };
}

const maps = new PlanBook();

/**
 * A map of an item, or a list of them. A map is there where the item has something of what is selected and permitted of it at this place:
 * what other places ask of it changes nothing. Where only `__typename` or denied members are selected nobody can tell, and it counts as
 * there, so that what is denied in it is told.
 */
function mapReader(api: Model, embeds: TypeModel, field: FieldModel, isAlwaysThere: boolean): MapReader {
  const { read, isWhole } = field;
  return (source, principal, selection) => {
    if (!(source instanceof Entity)) return null;
    const stored = read?.(source.item, source.params) ?? null;
    if (isWhole) {
      if (stored === null) source.assertAsked(field, field.attributes);
      return members(source, field, embeds, stored);
    }
    const wanted = isAlwaysThere ? [] : project(planIn(api, embeds, selection), principal, source.facts).attributes;
    if (wanted.length === 0 || wanted.some((path) => isIn(stored, path)))
      return members(source, field, embeds, stored ?? {});
    const [map = ''] = field.attributes;
    source.assertAsked(
      field,
      wanted.map((member) => `${map}.${member}`),
    );
    return null;
  };
}

function planIn(api: Model, embeds: TypeModel, selection: Selection): Plan {
  return maps.of(embeds, selection, () => planOf(api, embeds, [selection]));
}

function isIn(stored: unknown, path: AttributePath): boolean {
  let place = stored;
  for (const name of path.split('.')) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, name)) return false;
    place = (place as Readonly<Record<string, unknown>>)[name];
  }
  return place !== null && place !== undefined;
}

/** Nested maps of an item, seen through their own type: they belong to whom the item belongs to. */
function members(source: Entity, field: FieldModel, embeds: TypeModel, stored: unknown): unknown {
  if (Array.isArray(stored)) return stored.map((each) => members(source, field, embeds, each));
  if (stored === null || stored === undefined) return null;
  const asked = source.asked.below(field.attributes[0] ?? '', field.isWhole);
  return new Entity(embeds, source.params, source.facts, stored as Entity['item'], asked, source.keptAs);
}
