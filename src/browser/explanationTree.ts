import { element } from './element.js';
import {
  askedInWords,
  costInWords,
  decisionInWords,
  reasonInWords,
  summaryOf,
  type ExplainedCall,
  type ExplainedField,
  type Explanation,
} from './explanation.js';

/**
 * An explanation as a tree that is read and opened by keyboard: nested lists in which a field with something below it is a `<details>`.
 * Decisions are words; the colours only repeat them.
 */
export function explanationTree(explanation: Explanation): HTMLElement {
  const { calls, fields, omitted } = explanation;
  return element(
    'div',
    { class: 'explanation' },
    element('p', { class: 'summary' }, summaryOf(explanation)),
    ...(calls.length > 0 ? [element('ul', {}, element('li', {}, 'For no field in particular', callList(calls)))] : []),
    fieldList(fields),
    ...(omitted ? [element('p', {}, omittedInWords(omitted))] : []),
  );
}

function fieldList(fields: readonly ExplainedField[]): HTMLElement {
  return element('ul', {}, ...fields.map((field) => element('li', {}, fieldItem(field))));
}

function fieldItem(field: ExplainedField): HTMLElement {
  const { calls = [], fields = [] } = field;
  if (calls.length + fields.length === 0) return element('div', { class: 'field' }, ...fieldLine(field));
  return element(
    'details',
    { open: true },
    element('summary', { class: 'field' }, ...fieldLine(field)),
    ...(calls.length > 0 ? [callList(calls)] : []),
    ...(fields.length > 0 ? [fieldList(fields)] : []),
  );
}

const BADGES = { allow: 'good', deny: 'bad', mixed: 'warn', depends: 'plain' } as const;

function fieldLine(field: ExplainedField): (Node | string)[] {
  const { items, dependedOn = [] } = field;
  return [
    element('code', {}, field.field),
    ' ',
    element('span', { class: `badge ${BADGES[field.decision]}` }, decisionInWords(field)),
    ' ',
    element('span', { class: 'reason' }, reasonInWords(field)),
    ...(items ? [' ', element('span', { class: 'quiet' }, `${items.type} × ${String(items.count)}`)] : []),
    ...(dependedOn.length > 0 ? [' ', element('span', { class: 'quiet' }, `decided by ${dependedOn.join(', ')}`)] : []),
  ];
}

/** The calls of one place. */
function callList(calls: readonly ExplainedCall[]): HTMLElement {
  return element('ul', { class: 'calls', 'aria-label': 'What DynamoDB was asked' }, ...calls.map(callItem));
}

function callItem(call: ExplainedCall): HTMLElement {
  const { alsoFor = [] } = call;
  return element(
    'li',
    {},
    element('code', {}, askedInWords(call)),
    ' ',
    element('span', { class: 'quiet' }, costInWords(call)),
    ...(alsoFor.length > 0 ? [' ', element('span', { class: 'quiet' }, `also for ${alsoFor.join(', ')}`)] : []),
  );
}

function omittedInWords({ fields, calls }: { readonly fields: number; readonly calls: number }): string {
  return `Left out, so that the answer stays small: ${String(fields)} fields, ${String(calls)} calls.`;
}
