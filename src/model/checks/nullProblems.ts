import {
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { isWithin, type Grant, type Rule } from '../../access/Rule';
import type { FieldModel, TypeModel } from '../Model';
import { fieldNamed, typeNoteOf } from '../notes';
import type { Check, CheckedSchema } from './Check';

/**
 * A null must have somewhere to go: what can be denied, absent or faulty is nullable, so that it takes nothing else along. A caller may
 * have no role at all (a token without a group that we know), so every root field can be denied.
 */
export const nullProblems: Check = (checked) =>
  [...checked.types.values()].flatMap((type) =>
    [...type.fields.values()].flatMap((field) => {
      const { type: output } = fieldNamed(checked.schema, type.name, field.name);
      return [
        ...itemProblems(checked.schema, field, output),
        ...deniableProblem(type, field, output),
        ...unwrittenProblem(type, field, output),
        ...valueProblems(checked, type, field, output),
      ];
    }),
  );

/** Whether and as what it may be there is known when it was read. */
function itemProblems(schema: GraphQLSchema, { coordinate }: FieldModel, output: GraphQLOutputType): string[] {
  const named = getNamedType(output);
  if (!possibleTypes(schema, named).some((each) => typeNoteOf(each)?.kind === 'stored')) return [];
  if (hasNonNullItems(output))
    return [`${coordinate}: expected nullable items, since a faulty ${named.name} must not take the others along`];
  const isItem = isNonNullType(output) && !isListType(output.ofType);
  return isItem ? [`${coordinate}: expected a nullable type, since the ${named.name} may be absent`] : [];
}

function deniableProblem(type: TypeModel, { coordinate, ownRule }: FieldModel, output: GraphQLOutputType): string[] {
  const isDeniable = ownRule !== null && (type.rule === null || !isWithin(type.rule, ownRule));
  return isNonNullType(output) && isDeniable
    ? [`${coordinate}: expected a nullable type, since its rule can deny it`]
    : [];
}

/** Of what exists before anything is stored in it, nothing is there. */
function unwrittenProblem(
  { name, stored }: TypeModel,
  { coordinate, attributes }: FieldModel,
  output: GraphQLOutputType,
): string[] {
  if (stored?.existsWhenOwned !== true || !isNonNullType(output) || attributes.length === 0) return [];
  return [`${coordinate}: expected a nullable type, since ${name} exists before anything is stored in it`];
}

/** Of a value with a rule of its own, to which the field leads. What it belongs to is its own: only roles can be compared beforehand. */
function valueProblems(
  { schema, types }: CheckedSchema,
  type: TypeModel,
  { coordinate, ownRule }: FieldModel,
  output: GraphQLOutputType,
): string[] {
  const isTight = isNonNullType(output) || hasNonNullItems(output);
  const leading = ownRule ?? type.rule;
  return possibleTypes(schema, getNamedType(output)).flatMap(({ name }) => {
    const made = types.get(name);
    if (made?.kind !== 'value' || made.rule === null) return [];
    return [
      ...(isTight && !isOpenTo(made.rule, leading)
        ? [`${coordinate}: expected a nullable type, since the rule of ${name} can deny it`]
        : []),
      ...(leading && isWithin(leading, made.rule) ? [] : memberProblems(schema, made)),
    ];
  });
}

/** A value is given out before its own rule is asked, which then denies each member of it. */
function memberProblems(schema: GraphQLSchema, { name, fields }: TypeModel): string[] {
  return [...fields.values()]
    .filter((member) => isNonNullType(fieldNamed(schema, name, member.name).type))
    .map(
      ({ coordinate }) =>
        `${coordinate}: expected a nullable type, since the rule of ${name} denies it to some whom a field that leads there lets in`,
    );
}

function isOpenTo(rule: Rule, leading: Rule | null): boolean {
  if (leading === null || (rule.needsSecondFactor === true && leading.needsSecondFactor !== true)) return false;
  const isOpen = ({ role }: Grant) =>
    rule.grants.some((each) => each.role === role && each.condition.name === 'always');
  return leading.grants.every(isOpen);
}

function possibleTypes(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}

function hasNonNullItems(type: GraphQLOutputType): boolean {
  if (isNonNullType(type)) return hasNonNullItems(type.ofType);
  return isListType(type) && (isNonNullType(type.ofType) || hasNonNullItems(type.ofType));
}
