import type { GraphQLAnswer } from './callers.js';
import type { ExplainedField, Explanation } from './explanation.js';

/** Why fields of one answer were denied. */
export interface Denials {
  /** What it takes to see what stands at this place; `null` where nothing was denied there. */
  readonly at: (path: string, pattern: string) => string | null;
  /** Every denied field of the schema, once, with what it takes. */
  readonly all: readonly { readonly coordinate: string; readonly requires: string }[];
}

/** From the explanation where there is one, which names every place; otherwise from the errors, which name one place a field. */
export function denialsOf(answer: GraphQLAnswer): Denials {
  const explanation = answer.extensions?.explain as Explanation | undefined;
  const explained = (explanation?.fields ?? []).flatMap(deniedIn);
  const byPattern = new Map(explained.map(({ pattern, requires }) => [pattern, requires] as const));
  const told = toldIn(answer);
  const byPath = new Map(told.map(({ path, requires }) => [path, requires] as const));
  const all = new Map([...told, ...explained].map(({ coordinate, requires }) => [coordinate, requires] as const));
  return {
    at: (path, pattern) => byPattern.get(pattern) ?? byPath.get(path) ?? null,
    all: [...all].map(([coordinate, requires]) => ({ coordinate, requires })),
  };
}

interface Denied {
  readonly coordinate: string;
  readonly requires: string;
}

function deniedIn({
  path,
  field,
  decision,
  requires,
  fields = [],
}: ExplainedField): readonly (Denied & { readonly pattern: string })[] {
  const below = fields.flatMap(deniedIn);
  if (decision !== 'deny' && decision !== 'mixed') return below;
  // Nothing of a denied list is there to be found by its positions.
  return [{ pattern: path.replace(/\[\]$/, ''), coordinate: field, requires: requires ?? '' }, ...below];
}

function toldIn({ errors = [] }: GraphQLAnswer): readonly (Denied & { readonly path: string })[] {
  return errors.flatMap(({ path = [], extensions = {} }) => {
    const { coordinate, requires } = extensions;
    if (typeof coordinate !== 'string' || typeof requires !== 'string') return [];
    return [{ path: pathInWords(path), coordinate, requires }];
  });
}

function pathInWords(path: readonly (string | number)[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${String(key)}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}
