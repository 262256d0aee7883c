import {
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
} from 'graphql';
import type { AccessConfiguration } from '../../access/AccessConfiguration';
import type { Rule } from '../../access/Rule';
import { coordinateOf, type Place } from '../WrittenRules';
import type { Check, CheckedSchema } from './Check';
import { isRoot } from '../isRoot';

/** A rule stands only where something is decided by it, and says only what can be decided there. */
export const placeProblems: Check = (checked) =>
  Object.values(checked.schema.getTypeMap()).flatMap((type) => [
    ...rootProblems(checked, type),
    ...(isInterfaceType(type) ? interfaceProblems(checked, type) : []),
    ...argumentPlaces(type).flatMap((place) => argumentProblems(checked, place)),
    ...inputPlaces(type).flatMap((place) => inputProblems(checked, place)),
  ]);

function rootProblems({ schema, rules }: CheckedSchema, type: GraphQLNamedType): string[] {
  if (!isRoot(schema, type) || rules.at(type.name).kind === 'nothing') return [];
  return [`${type.name}: expected no @auth on a root type, which is not decided on; write it on each of its fields`];
}

/** What is selected through an interface is decided by the rules of the object that comes. */
function interfaceProblems(checked: CheckedSchema, type: GraphQLInterfaceType): string[] {
  const { schema, rules } = checked;
  const written = rules.at(type.name);
  const ofType =
    written.kind === 'nothing'
      ? [`${type.name}: expected an @auth rule on the interface`]
      : written.kind === 'rule'
        ? [
            `${type.name}: expected @auth(asParent: true) on an interface, found roles, which nothing is decided by; write them on the types that implement it`,
          ]
        : [];
  const places = Object.values(type.getFields()).flatMap(({ name, args }) => [
    [name] as const,
    ...args.map((argument) => [name, argument.name] as const),
  ]);
  const redeclared = schema
    .getPossibleTypes(type)
    .flatMap((implementer) => places.map((place) => redeclarationProblem(checked, type.name, implementer.name, place)));
  return [...ofType, ...redeclared.filter((problem) => problem !== null)];
}

/** One and the same field or argument: its rule may not differ by the way it is reached. */
function redeclarationProblem(
  { rules }: CheckedSchema,
  type: string,
  implementer: string,
  place: readonly [fieldName: string, argument?: string],
): string | null {
  if (rules.textAt(type, ...place) === rules.textAt(implementer, ...place)) return null;
  return `${coordinateOf(implementer, ...place)}: expected the rule of ${coordinateOf(type, ...place)}, which it redeclares`;
}

function argumentPlaces(type: GraphQLNamedType): Place[] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    field.args.map((argument): Place => [type.name, field.name, argument.name]),
  );
}

function inputPlaces(type: GraphQLNamedType): Place[] {
  if (!isInputObjectType(type)) return [];
  return [[type.name], ...Object.keys(type.getFields()).map((field): Place => [type.name, field])];
}

/** An argument is judged before there is an item. */
function argumentProblems({ rules }: CheckedSchema, place: Place): string[] {
  const written = rules.at(...place);
  if (written.kind !== 'rule') return [];
  const conditions = [...new Set(written.rule.grants.map(({ condition }) => condition.name))];
  const bound = conditions.filter((name) => name !== 'always');
  return [
    ...bound.map(
      (name) =>
        `${coordinateOf(...place)}: expected "always" on an argument, found "${name}", which nothing is compared with; write it on the field, or on an input type`,
    ),
    ...absenceProblem(place, written.rule),
  ];
}

function inputProblems({ schema, rules, access }: CheckedSchema, place: Place): string[] {
  const written = rules.at(...place);
  const isType = place.length === 1;
  if (written.kind === 'nothing') {
    return isType && schema.getType(place[0]) ? [`${place[0]}: expected an @auth rule on the input`] : [];
  }
  if (written.kind !== 'rule') return [];
  return [
    ...written.rule.grants
      .filter(({ role, condition }) => condition.name === 'own' && !owns(access, role))
      .map(({ role }) => `${coordinateOf(...place)}: "own" means nothing for ${role}, which owns nothing`),
    ...absenceProblem(place, written.rule),
  ];
}

function absenceProblem(place: Place, { absentWhen }: Rule): string[] {
  if (!absentWhen) return [];
  return [`${coordinateOf(...place)}: expected absentWhen on a stored type, which is absent as a whole`];
}

function owns({ roles }: AccessConfiguration, role: string): boolean {
  return roles.some(({ name, owns: owned }) => name === role && owned !== null);
}
