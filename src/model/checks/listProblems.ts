import { getNullableType, isLeafType, type GraphQLSchema } from 'graphql';
import { isAmbiguous, isTemplate } from '../../storage/keys';
import type { AccessPattern } from '../AccessPattern';
import type { TypeModel } from '../Model';
import { fieldNamed } from '../notes';
import type { Check } from './Check';

/** A list leads to items of one stored type, of which it says only what the items can confirm. */
export const listProblems: Check = ({ schema, types, lists }) =>
  lists.flatMap((list, position) => [
    ...(lists.findIndex(({ name }) => name === list.name) === position
      ? []
      : [`list ${list.name}: expected a name of its own, since cursors are bound to it`]),
    ...(isTemplate(list.partition) && !isAmbiguous(list.partition)
      ? []
      : [`list ${list.name}: expected a partition such as "PLACE#{placeId}", found "${list.partition}"`]),
    ...(list.prefix?.includes('{') === true
      ? [
          `list ${list.name}: expected a prefix as it is in every sort key, without placeholders, found "${list.prefix}"`,
        ]
      : []),
    ...typeProblems(schema, list, types.get(list.type)),
  ]);

function typeProblems(schema: GraphQLSchema, list: AccessPattern, type: TypeModel | undefined): string[] {
  if (!type?.stored) return [`list ${list.name}: expected a @Stored type of the schema, found "${list.type}"`];
  return [...rowProblems(list, type), ...impliedProblems(list, type), ...filterProblems(schema, list, type)];
}

/** The rows of the table itself are the items: their keys are those of the type. */
function rowProblems({ name, index, partition, prefix }: AccessPattern, { name: typeName, stored }: TypeModel) {
  if (index !== null || !stored) return [];
  const isOfType = partition === stored.key.pk && stored.key.sk.startsWith(prefix ?? '');
  return isOfType
    ? []
    : [
        `list ${name}: expected the partition of ${typeName}, "${stored.key.pk}", and a prefix of "${stored.key.sk}", found "${partition}" and "${prefix ?? ''}"`,
      ];
}

function impliedProblems(
  { name, index, implies = {} }: AccessPattern,
  { name: typeName, stored }: TypeModel,
): string[] {
  const names = Object.keys(implies);
  return [
    ...(index === null && names.length > 0
      ? [
          `list ${name}: expected implies of an index, found it of the table, whose items tell their facts themselves; leave it out`,
        ]
      : []),
    ...names
      .filter((fact) => stored?.facts.includes(fact) !== true)
      .map((fact) => `list ${name}: implies "${fact}", which is not among the facts of ${typeName}`),
  ];
}

function filterProblems(schema: GraphQLSchema, { name, filters }: AccessPattern, type: TypeModel): string[] {
  const isComparable = (field: string) =>
    type.fields.get(field)?.attributes.length === 1 &&
    isLeafType(getNullableType(fieldNamed(schema, type.name, field).type));
  return Object.entries(filters)
    .filter(([, field]) => !isComparable(field))
    .map(
      ([argument, field]) =>
        `list ${name}: expected a field of ${type.name} that shows one attribute as a scalar or an enum, for the filter "${argument}", found "${field}"`,
    );
}
