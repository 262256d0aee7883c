import {
  getNamedType,
  isInputObjectType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputObjectType,
} from 'graphql';
import { coordinateOf, type Place, type WrittenRules } from '../WrittenRules';
import type { Check, CheckedSchema } from './Check';

/** What an input says of the item is bound to the writes of a mutation, and to nothing else; and what is left out is judged by nothing. */
export const inputProblems: Check = (checked) => {
  const inputs = Object.values(checked.schema.getTypeMap()).filter(isInputObjectType);
  return [
    ...inputs.filter((input) => isBound(checked.rules, input)).flatMap((input) => useProblems(checked, input)),
    ...takersIn(checked).flatMap((taker) => defaultProblems(checked.rules, taker)),
  ];
};

/** An argument, or a field of an input. */
interface Taker {
  readonly place: Place;
  readonly isOfMutation: boolean;
  readonly of: GraphQLArgument | GraphQLInputField;
}

function takersIn(checked: CheckedSchema): Taker[] {
  const ofInputs = Object.values(checked.schema.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((input) =>
      Object.values(input.getFields()).map((of): Taker => ({ place: [input.name, of.name], isOfMutation: false, of })),
    );
  return [...argumentsIn(checked), ...ofInputs];
}

function argumentsIn({ schema }: CheckedSchema): Taker[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args.map((of): Taker => ({
          place: [type.name, field.name, of.name],
          isOfMutation: type === schema.getMutationType(),
          of,
        })),
      ),
    );
}

/** Whether it, or a field of it, is allowed by whose the item is. */
function isBound(rules: WrittenRules, input: GraphQLInputObjectType): boolean {
  const { name } = input;
  const places: Place[] = [[name], ...Object.keys(input.getFields()).map((field): Place => [name, field])];
  return places.some((place) => {
    const written = rules.at(...place);
    return written.kind === 'rule' && written.rule.grants.some(({ condition }) => condition.name !== 'always');
  });
}

function useProblems(checked: CheckedSchema, input: GraphQLInputObjectType): string[] {
  const takers = argumentsIn(checked).filter(({ of }) => inputsIn(of).includes(input));
  return takers
    .filter(({ isOfMutation }) => !isOfMutation)
    .map(
      ({ place }) =>
        `${coordinateOf(...place)}: expected ${input.name} in mutations alone, since it says whose the item is, and only writes are bound to that; write the rule on the field`,
    );
}

/** Whoever leaves it out would be judged by what they did not send. */
function defaultProblems(rules: WrittenRules, { place, of }: Taker): string[] {
  const { defaultValue } = of as { readonly defaultValue?: unknown };
  if (defaultValue === undefined || defaultValue === null) return [];
  const ruled = inputsIn(of).filter(({ name }) => rules.at(name).kind === 'rule');
  return ruled.map(
    ({ name }) =>
      `${coordinateOf(...place)}: expected no default, since ${name} in it has a rule of its own; leave it out`,
  );
}

/** The inputs that a value of it can hold. */
function inputsIn({ type }: GraphQLArgument | GraphQLInputField): readonly GraphQLInputObjectType[] {
  const found = new Set<GraphQLInputObjectType>();
  const open = [getNamedType(type)];
  for (let each = open.pop(); each; each = open.pop()) {
    if (!isInputObjectType(each) || found.has(each)) continue;
    found.add(each);
    open.push(...Object.values(each.getFields()).map((field) => getNamedType(field.type)));
  }
  return [...found];
}
