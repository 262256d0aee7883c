import { getNamedType, isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import { isWithin } from '../../access/Rule';
import type { FieldNote } from '../annotations';
import type { FieldModel, TypeModel } from '../Model';
import { fieldNamed, fieldNoteOf } from '../notes';
import { borrowingProblems } from './borrowingProblems';
import type { Check, CheckedSchema } from './Check';

/** One attribute, one field: a second one over it could show it under another rule, and what is made of it tells of it. */
export const sharingProblems: Check = (checked) =>
  [...checked.types.values()].flatMap((type) => {
    const noteOf = ({ name }: FieldModel) => fieldNoteOf(fieldNamed(checked.schema, type.name, name));
    return [
      ...attributeProblems(checked, type, noteOf),
      ...computedProblems(type, noteOf),
      ...borrowingProblems(type, noteOf),
    ];
  });

type NoteOf = (field: FieldModel) => FieldNote | null;

function attributeProblems({ schema, types }: CheckedSchema, type: TypeModel, noteOf: NoteOf): string[] {
  const owners = new Map<string, string>();
  return [...type.fields.values()].flatMap((field) => {
    const { coordinate, attributes, name } = field;
    const note = noteOf(field);
    if (note?.kind !== 'attribute') return [];
    const [attribute = ''] = attributes;
    const other = owners.get(attribute);
    owners.set(attribute, coordinate);
    const unshared = (note.codec?.shared ?? []).filter((each) => type.stored?.shared.includes(each) !== true);
    const { type: output } = fieldNamed(schema, type.name, name);
    return [
      ...(other === undefined
        ? []
        : [`${coordinate}: shows the attribute "${attribute}", which ${other} shows already`]),
      ...(attribute.includes('.')
        ? [`${coordinate}: expected one attribute, found the path "${attribute}"; use @Embedded`]
        : []),
      ...(unshared.length > 0
        ? [`${coordinate}: expected "${unshared.join('", "')}" among the type's shared attributes`]
        : []),
      ...(isList(output) ? wholeListProblems(types.get(getNamedType(output).name), field) : []),
    ];
  });
}

/** DynamoDB cannot project inside a list: it comes whole, so nothing in it may be narrower than the field itself. */
function wholeListProblems(embedded: TypeModel | undefined, field: FieldModel): string[] {
  if (embedded?.kind !== 'embedded') return [];
  return ruledWithin(embedded).map(
    ({ coordinate }) => `${coordinate}: a rule inside a list cannot be kept, since ${field.coordinate} is read whole`,
  );
}

/** Members with a rule of their own, at any depth. */
function ruledWithin({ fields }: TypeModel): FieldModel[] {
  return [...fields.values()].flatMap((field) => [
    ...(field.ownRule ? [field] : []),
    ...(field.embeds ? ruledWithin(field.embeds) : []),
  ]);
}

/** What is computed from hidden values tells of them. */
function computedProblems(type: TypeModel, noteOf: NoteOf): string[] {
  return [...type.fields.values()].flatMap((field) => {
    const note = noteOf(field);
    if (note?.kind !== 'computed') return [];
    const own = field.ownRule ?? type.rule;
    return note.from.flatMap((name) => {
      const source = type.fields.get(name);
      const theirs = source && (source.ownRule ?? type.rule);
      return source && theirs && !(own && isWithin(own, theirs))
        ? [`${field.coordinate}: computed from ${source.coordinate}, but its rule lets in more people`]
        : [];
    });
  });
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
