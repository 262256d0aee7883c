import type { GraphQLAnswer } from './callers.js';
import { element } from './element.js';
import {
  callsOf,
  costInWords,
  summaryOf,
  type ExplainedCall,
  type Explanation,
  type PlacedCall,
} from './explanation.js';

/** What DynamoDB was asked for one answer; what it was asked for this one alone is marked, and said. */
export function storeCalls(answer: GraphQLAnswer, other: GraphQLAnswer): HTMLElement {
  const explanation = explanationIn(answer);
  if (!explanation) return element('p', {}, unexplained(answer));
  const others = new Set(callsOf(explanationIn(other) ?? { roles: [], calls: [], fields: [] }).flatMap(wordsOf));
  const calls = callsOf(explanation);
  return element(
    'div',
    {},
    element('p', {}, summaryOf(explanation)),
    element('ul', { class: 'calls' }, ...calls.map(({ path, call }) => item(path, call, others))),
  );
}

/** One word for each attribute of a call, unlike those of any call that is for something else. */
function wordsOf({ path, call }: PlacedCall): readonly string[] {
  return ['', ...partsOf(call)].map((part) => wordOf(path, call, part));
}

function wordOf(path: string | null, { operation, purpose }: ExplainedCall, part: string): string {
  return JSON.stringify([path, operation, purpose ?? '', part]);
}

function partsOf({ projection, facts, purpose }: ExplainedCall): readonly string[] {
  return (purpose === 'caller' ? facts : projection) ?? [];
}

function item(path: string | null, call: ExplainedCall, others: ReadonlySet<string>): HTMLElement {
  const { operation, index } = call;
  const isNew = !others.has(wordOf(path, call, ''));
  const parts = partsOf(call).flatMap((part, position) => {
    const isOwn = !isNew && !others.has(wordOf(path, call, part));
    return [
      position === 0 ? ' ' : ', ',
      isOwn ? element('mark', {}, part, element('span', { class: 'unseen' }, ' (only here)')) : part,
    ];
  });
  const name = `${operation}${index === undefined ? '' : ` on ${index}`}:`;
  return element(
    'li',
    {},
    element('code', {}, name, ...parts),
    ...(isNew ? [' ', element('span', { class: 'badge info' }, 'only here')] : []),
    element('br'),
    element('span', { class: 'quiet' }, `${path === null ? 'about the caller' : `for ${path}`} · ${costInWords(call)}`),
  );
}

function explanationIn({ extensions }: GraphQLAnswer): Explanation | null {
  return (extensions?.explain as Explanation | undefined) ?? null;
}

function unexplained({ extensions }: GraphQLAnswer): string {
  const refused = extensions?.explainRefused;
  return typeof refused === 'string'
    ? refused
    : 'Nothing is told: the operation was refused before anything was asked.';
}
