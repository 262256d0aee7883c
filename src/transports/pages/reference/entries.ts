import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { ERROR_CODES } from '../../../response/errorCodes';
import { headingsIn, type Guide } from './guides';
import { operationsOf } from './listPages';
import { anchorOf, ERRORS_PATH, LIMITS_PATH, pathOfMember, pathOfType, ROOTS } from './places';
import { shownTypes } from './ReferenceParts';
import { kindOf } from './typePage';
import { firstSentence } from './words';

/** Something that one may look for. */
export interface Entry {
  readonly name: string;
  /** What it is, in a word or two. */
  readonly kind: string;
  readonly path: string;
  /** What is said of it first; plain text. */
  readonly about: string;
}

interface Sources {
  readonly schema: GraphQLSchema;
  readonly guides: readonly Guide[];
  /** The document of the limits, in Markdown. */
  readonly limits: string;
}

/** Every operation, type, field, value, error code and part of a guide. */
export function entriesOf({ schema, guides, limits }: Sources): Entry[] {
  return [
    ...ROOTS.flatMap((root) =>
      operationsOf(schema, root).map(({ name, description }) => ({
        ...{ name, kind: root.one.toLowerCase(), path: pathOfMember(root.typeName, name) },
        about: firstSentence(description),
      })),
    ),
    ...shownTypes(schema).flatMap(ofType),
    ...Object.entries(ERROR_CODES).map(([code, { cause }]) => ({
      ...{ name: code, kind: 'error code', path: `${ERRORS_PATH}#${anchorOf(code)}` },
      about: firstSentence(cause),
    })),
    ...guides.flatMap(ofGuide),
    ...headingsIn(limits).map(({ title, anchor }) => ({
      ...{ name: title, kind: 'limits', path: `${LIMITS_PATH}#${anchor}`, about: '' },
    })),
  ];
}

function ofType(type: GraphQLNamedType): Entry[] {
  const { name, description } = type;
  const kind = `${kindOf(type).toLowerCase()} type`;
  const itself = { name, kind, path: pathOfType(name), about: firstSentence(description) };
  return [
    itself,
    ...membersOf(type).map((member) => ({
      name: `${name}.${member.name}`,
      kind: isEnumType(type) ? 'value' : 'field',
      path: pathOfMember(name, member.name),
      about: firstSentence(member.description),
    })),
  ];
}

interface Member {
  readonly name: string;
  readonly description?: string | null | undefined;
}

function membersOf(type: GraphQLNamedType): readonly Member[] {
  if (isEnumType(type)) return type.getValues();
  if (isInputObjectType(type)) return Object.values(type.getFields());
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}

function ofGuide({ title, path, about, text }: Guide): Entry[] {
  return [
    { name: title, kind: 'guide', path, about },
    ...headingsIn(text).map((heading) => ({
      ...{ name: heading.title, kind: `guide: ${title}`, path: `${path}#${heading.anchor}`, about: '' },
    })),
  ];
}
