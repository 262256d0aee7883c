import {
  getNamedType,
  isInputObjectType,
  isLeafType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
} from 'graphql';
import { escapeHtml } from '../page/escapeHtml';
import { exampleHtml } from './exampleHtml';
import { argumentsOf, costOf, deprecation, described, inputFieldsOf } from './members';
import type { Root } from './places';
import type { ReferenceParts } from './ReferenceParts';
import { answeredWords, linkedType } from './words';

/** All that is to be said of one operation, as HTML. */
export function operationPage(
  root: Root,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  parts: ReferenceParts,
): string {
  const coordinate = `${type.name}.${field.name}`;
  const answered = getNamedType(field.type);
  const about = isLeafType(answered) ? '' : described(answered, parts);
  return [
    `<h1><code>${escapeHtml(field.name)}</code></h1>`,
    `<p class="quiet">${root.one}</p>`,
    deprecation(field, parts),
    described(field, parts),
    parts.whoMay.of(coordinate, root.typeName === 'Mutation' ? 'call' : 'ask'),
    costOf(type, field),
    '<h2 id="arguments">Arguments</h2>',
    field.args.length === 0 ? '<p>None.</p>' : argumentsOf(coordinate, field.args, parts),
    ...inputsOf(field).map(
      (input) => `<h3>Fields of ${linkedType(input.name)}</h3>${described(input, parts)}${inputFieldsOf(input, parts)}`,
    ),
    '<h2 id="answer">Answer</h2>',
    `<p><code class="type">${linkedType(String(field.type))}</code> <span class="quiet">${escapeHtml(answeredWords(field.type))}</span></p>`,
    about,
    '<h2 id="example">Example</h2>',
    exampleHtml(parts.examples.ofOperation(root, field), parts.schema),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function inputsOf({ args }: GraphQLField<unknown, unknown>): GraphQLInputObjectType[] {
  return args.map(({ type }) => getNamedType(type)).filter(isInputObjectType);
}
