import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLOutputType,
} from 'graphql';
import type { AttributePath } from '../../storage/expressions';
import type { FieldNote, TypeNote } from '../annotations';
import type { Entity, FieldModel, TypeModel } from '../Model';
import { fieldNamed, fieldNoteOf, typeNoteOf } from '../notes';
import type { Check, CheckedSchema } from './Check';

/** What reads of a type may ask for, and for what. */
interface Asked {
  readonly path: AttributePath;
  readonly by: string;
}

/**
 * What is read of an item is a tree of paths: each leads to an attribute that is no part of a key, and none into what another one takes
 * whole. Otherwise what is narrower would be read, and shown, with what is wider, and DynamoDB refuses a projection that holds both.
 */
export const pathProblems: Check = (checked) =>
  [...checked.types.values()].flatMap((type) => {
    const asked = [...declaredBy(type), ...[...type.fields.values()].flatMap((field) => askedBy(field, ''))];
    return [
      ...[...type.fields.values()].flatMap((field) => formProblems(checked, type, field)),
      ...asked.flatMap((each) => nameProblems(each, type.kind === 'embedded' ? [] : keyAttributes(checked))),
      ...(type.stored?.facts ?? []).filter((fact) => fact.includes('.')).map((fact) => insideProblem(type.name, fact)),
      ...overlapProblems(asked),
    ];
  });

function declaredBy({ name, stored }: TypeModel): Asked[] {
  return [...(stored?.facts ?? []), ...(stored?.shared ?? [])].map((path) => ({ path, by: name }));
}

/** A map is never taken whole: its members are. */
function askedBy({ coordinate, attributes, embeds, isWhole }: FieldModel, prefix: string): Asked[] {
  const [own = '', ...others] = attributes;
  const beside = others.map((path) => ({ path: prefix + path, by: coordinate }));
  if (attributes.length === 0) return [];
  if (embeds === null || isWhole) return [{ path: prefix + own, by: coordinate }, ...beside];
  return [...beside, ...[...embeds.fields.values()].flatMap((member) => askedBy(member, `${prefix}${own}.`))];
}

function keyAttributes({ lists }: CheckedSchema): readonly string[] {
  return ['pk', 'sk', ...lists.flatMap(({ index }) => (index ? [index.pk, index.sk] : []))];
}

function nameProblems({ path, by }: Asked, keys: readonly string[]): string[] {
  const [first = '', ...others] = path.split('.');
  if ([first, ...others].includes(''))
    return [`${by}: expected the name of an attribute, or a path such as "place.city", found "${path}"`];
  return keys.includes(first)
    ? [
        `${by}: expected an attribute, found "${first}" of a key, which rules know by its placeholders; show an id by @GlobalIdField, or keep the value in an attribute of its own`,
      ]
    : [];
}

/** Facts are compared as they are read, by the name of their attribute. */
function insideProblem(type: string, fact: string): string {
  return `${type}: expected a fact that is an attribute of its own, found the path "${fact}"; keep it beside the map`;
}

function overlapProblems(asked: readonly Asked[]): string[] {
  return asked.flatMap(({ path, by }) => {
    const whole = asked.find((other) => path.startsWith(`${other.path}.`));
    return whole
      ? [
          `${by}: takes "${path}", of which ${whole.by} takes "${whole.path}" whole; expected paths that lie beside each other`,
        ]
      : [];
  });
}

/** What each kind of field may be on, and show. */
function formProblems({ schema }: CheckedSchema, type: TypeModel, { name, coordinate }: FieldModel): string[] {
  const field = fieldNamed(schema, type.name, name);
  const note = fieldNoteOf(field);
  const found = objectIn(field.type);
  const problems = [
    ...(note ? placeProblems(type, name, note) : []),
    ...(found ? objectProblems(found, note) : []),
    ...(note?.kind === 'globalId' && !isId(field.type)
      ? [`expected ID, which a global id is, found ${String(field.type)}`]
      : []),
  ];
  return problems.map((problem) => `${coordinate}: ${problem}`);
}

function objectProblems(found: GraphQLNamedType, note: FieldNote | null): string[] {
  const kind = typeNoteOf(found)?.kind;
  if (note?.kind === 'attribute')
    return isProjected(kind, note)
      ? []
      : [
          `expected a scalar, an enum or an @Embedded type in an attribute, found ${found.name}; write @Embedded on it, or make the field with @Needs`,
        ];
  return kind === 'embedded'
    ? [
        `expected an attribute, since ${found.name} is @Embedded and read with the item that it is in; write @Value on it where a resolver makes it`,
      ]
    : [];
}

/** What is shown as it is stored is a scalar, an enum, or a map whose members are projected. */
function isProjected(
  kind: TypeNote['kind'] | undefined,
  { codec }: Extract<FieldNote, { kind: 'attribute' }>,
): boolean {
  return kind === 'embedded' || (codec !== null && kind === 'value');
}

function isId(type: GraphQLOutputType): boolean {
  return ['ID', 'String'].includes(String(getNullableType(type)));
}

/** Resolvers that give out the property of the field's name, as libraries make them where none is written, would give these out. */
const HELD_IN: ReadonlySet<string> = new Set<keyof Entity>([
  'type',
  'params',
  'facts',
  'item',
  'asked',
  'keptAs',
  'key',
]);

const ONLY_ON: Partial<Record<FieldNote['kind'], TypeModel['kind']>> = {
  globalId: 'stored',
  from: 'value',
};

function placeProblems(type: TypeModel, name: string, note: FieldNote): string[] {
  const expected = ONLY_ON[note.kind] ?? type.kind;
  return [
    ...(expected === type.kind
      ? []
      : [
          `expected "${note.kind}" on a field of a type that is ${expected}, found ${type.name}, which is ${type.kind}`,
        ]),
    ...(note.kind === 'resolver' && type.kind === 'stored' && HELD_IN.has(name)
      ? [`expected another name, since "${name}" is what an item is held in, all of it`]
      : []),
  ];
}

function objectIn(type: GraphQLOutputType): GraphQLNamedType | null {
  const named = getNamedType(type);
  return isObjectType(named) || isAbstractType(named) ? named : null;
}
