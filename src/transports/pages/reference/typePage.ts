import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLScalarType,
} from 'graphql';
import { exampleOf, maxLengthOf } from '../../../model/boundedText';
import { escapeHtml } from '../page/escapeHtml';
import { exampleHtml } from './exampleHtml';
import { described, enumValueEntry, fieldEntry, inputFieldEntry } from './members';
import { pathOfType } from './places';
import type { ReferenceParts } from './ReferenceParts';

/** What kind of type it is, for people. */
export function kindOf(type: GraphQLNamedType): string {
  if (isObjectType(type)) return 'Object';
  if (isInterfaceType(type)) return 'Interface';
  if (isUnionType(type)) return 'Union';
  if (isInputObjectType(type)) return 'Input';
  return isEnumType(type) ? 'Enum' : 'Scalar';
}

/** All that is to be said of one type, as HTML. */
export function typePage(type: GraphQLNamedType, parts: ReferenceParts): string {
  const example = isObjectType(type) || isInterfaceType(type) ? parts.examples.ofType(type.name) : null;
  return [
    `<h1><code>${escapeHtml(type.name)}</code></h1>`,
    `<p class="quiet">${kindOf(type)}${relations(type, parts)}</p>`,
    described(type, parts),
    parts.whoMay.of(type.name, isInputObjectType(type) ? 'write' : 'see'),
    members(type, parts),
    example ? `<h2 id="example">Example</h2>${exampleHtml(example, parts.schema)}` : '',
    usedAt(type, parts),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function relations(type: GraphQLNamedType, { schema }: ReferenceParts): string {
  const implemented = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
  const possible = isInterfaceType(type) || isUnionType(type) ? schema.getPossibleTypes(type) : [];
  const told = [
    implemented.length > 0 ? ` · implements ${implemented.map(linkTo).join(', ')}` : '',
    possible.length > 0 ? ` · can be ${possible.map(linkTo).join(', ')}` : '',
  ];
  return told.join('');
}

function linkTo({ name }: GraphQLNamedType): string {
  return `<a href="${pathOfType(name)}">${escapeHtml(name)}</a>`;
}

function members(type: GraphQLNamedType, parts: ReferenceParts): string {
  if (isScalarType(type)) return scalar(type);
  if (isEnumType(type))
    return section(
      'values',
      'Values',
      type.getValues().map((value) => enumValueEntry(type.name, value, parts)),
    );
  if (isInputObjectType(type))
    return section(
      'fields',
      'Fields',
      Object.values(type.getFields()).map((each) => inputFieldEntry(type.name, each, parts)),
    );
  if (isUnionType(type)) return '';
  return section(
    'fields',
    'Fields',
    Object.values(type.getFields()).map((field) => fieldEntry(type, field, parts)),
  );
}

function section(id: string, title: string, entries: readonly string[]): string {
  return `<h2 id="all-${id}">${title}</h2>\n${entries.join('\n')}`;
}

function scalar(type: GraphQLScalarType): string {
  const [example, length, url] = [exampleOf(type), maxLengthOf(type), type.specifiedByURL ?? null];
  return [
    example === null ? '' : `<p>Example: <code>${escapeHtml(JSON.stringify(example))}</code></p>`,
    length === null ? '' : `<p>Longest text that is taken: ${String(length)} characters.</p>`,
    url === null ? '' : `<p>Specified by <a href="${escapeHtml(url)}">${escapeHtml(url)}</a>.</p>`,
  ].join('');
}

/** Back links: from where one gets it, and where it is sent. */
function usedAt({ name }: GraphQLNamedType, { usages }: ReferenceParts): string {
  const all = usages.get(name) ?? [];
  if (all.length === 0) return '';
  const group = (title: string, isSent: boolean): string => {
    const items = all
      .filter((usage) => usage.isSent === isSent)
      .map(({ coordinate, path }) => `<li><a href="${path}"><code>${escapeHtml(coordinate)}</code></a></li>`);
    return items.length === 0 ? '' : `<h3>${title}</h3><ul class="links">${items.join('')}</ul>`;
  };
  return `<h2 id="used">Where it is used</h2>${group('Answered by', false)}${group('Sent to', true)}`;
}
