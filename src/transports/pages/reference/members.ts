import {
  isObjectType,
  type GraphQLArgument,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
} from 'graphql';
import { costRule } from '../../../operation/limits/queryCost';
import { escapeHtml } from '../page/escapeHtml';
import { pathOfMember } from './places';
import type { ReferenceParts } from './ReferenceParts';
import { answeredWords, costWords, linkedType, takenWords } from './words';

type Field = GraphQLField<unknown, unknown>;

/** A field of an object or an interface, with its arguments, as a part of its type's page. */
export function fieldEntry(type: GraphQLNamedType, field: Field, parts: ReferenceParts): string {
  return entry(
    { typeName: type.name, name: field.name, type: linkedType(String(field.type)), words: answeredWords(field.type) },
    [
      deprecation(field, parts),
      described(field, parts),
      parts.whoMay.of(`${type.name}.${field.name}`, 'see'),
      costOf(type, field),
      field.args.length === 0
        ? ''
        : `<h4>Arguments</h4>${argumentsOf(`${type.name}.${field.name}`, field.args, parts)}`,
    ],
  );
}

export function inputFieldEntry(typeName: string, field: GraphQLInputField, parts: ReferenceParts): string {
  const { name, type, defaultValue } = field;
  const head = { typeName, name, type: linkedType(String(type)), words: takenWords(type, defaultValue) };
  return entry(head, inputFieldParts(typeName, field, parts));
}

function inputFieldParts(typeName: string, field: GraphQLInputField, parts: ReferenceParts): string[] {
  return [
    deprecation(field, parts),
    described(field, parts),
    boundsOf(typeName, field.name, parts),
    parts.whoMay.of(`${typeName}.${field.name}`, 'write'),
  ];
}

export function enumValueEntry(typeName: string, value: GraphQLEnumValue, parts: ReferenceParts): string {
  return entry({ typeName, name: value.name, type: '', words: '' }, [
    deprecation(value, parts),
    described(value, parts),
  ]);
}

/** The arguments at a coordinate, as a list. */
export function argumentsOf(coordinate: string, args: readonly GraphQLArgument[], parts: ReferenceParts): string {
  return list(args, (argument) => [
    deprecation(argument, parts),
    described(argument, parts),
    boundsOf(coordinate, argument.name, parts),
    parts.whoMay.of(`${coordinate}(${argument.name}:)`, 'send'),
  ]);
}

/** The fields of an input, as a list. */
export function inputFieldsOf(type: GraphQLInputObjectType, parts: ReferenceParts): string {
  return list(Object.values(type.getFields()), (field) => inputFieldParts(type.name, field, parts));
}

function list<T extends GraphQLArgument | GraphQLInputField>(all: readonly T[], about: (each: T) => string[]): string {
  const items = all.map((each) => {
    const { name, type, defaultValue } = each;
    return `<dt><code>${escapeHtml(name)}</code> <code class="type">${linkedType(String(type))}</code> <span class="quiet">${escapeHtml(takenWords(type, defaultValue))}</span></dt>
<dd>${about(each).join('')}</dd>`;
  });
  return `<dl>${items.join('\n')}</dl>`;
}

export function described(
  { description }: { readonly description?: string | null | undefined },
  parts: ReferenceParts,
): string {
  return description ? parts.markdown.block(description) : '';
}

export function deprecation(
  { deprecationReason: reason }: { readonly deprecationReason?: string | null | undefined },
  { markdown }: ReferenceParts,
): string {
  if ((reason ?? null) === null) return '';
  return `<p><span class="badge warn">deprecated</span> ${markdown.inline(reason ?? '')}</p>`;
}

/** A sentence, or nothing for what is free. */
export function costOf(type: GraphQLNamedType, field: Field): string {
  const words = isObjectType(type) ? costWords(costRule(field, type)) : '';
  return words === '' ? '' : `<p class="quiet">${escapeHtml(words)}</p>`;
}

/** `place` is an input, or a coordinate that takes arguments. */
function boundsOf(place: string, name: string, { bounds }: ReferenceParts): string {
  const words = bounds.get(place)?.get(name) ?? [];
  return words.map((each) => `<p>${escapeHtml(each)}</p>`).join('');
}

interface Head {
  readonly typeName: string;
  readonly name: string;
  /** HTML. */
  readonly type: string;
  readonly words: string;
}

function entry({ typeName, name, type, words }: Head, about: readonly string[]): string {
  const id = escapeHtml(name);
  const shownType = type === '' ? '' : ` <code class="type">${type}</code>`;
  const shownWords = words === '' ? '' : ` <span class="quiet">${escapeHtml(words)}</span>`;
  return `<section class="entry" id="${id}" aria-labelledby="${id}-name">
<h3 id="${id}-name"><a href="${pathOfMember(typeName, name)}"><code>${id}</code></a></h3>
<p class="of-type">${shownType}${shownWords}</p>
${about.filter((part) => part !== '').join('\n')}
</section>`.replace('<p class="of-type"></p>\n', '');
}
