import { parser } from '@prometheus-io/lezer-promql';

/** A series that an expression reads. */
export interface Selected {
  readonly name: string;
  /** The labels that it goes by. */
  readonly labels: readonly string[];
  /** The values that it asks for by `=`, by label. */
  readonly values: Readonly<Record<string, string>>;
}

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

interface Read {
  readonly selected: readonly Selected[];
  /** The labels that aggregations keep or drop, wherever they stand. */
  readonly grouped: readonly string[];
}

/** Grafana fills these in; any good value will do to parse by. */
const VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/\$__rate_interval|\$__interval|\$__range/g, '5m'],
  [/\$\{?\w+\}?/g, 'any'],
];

/** Reads an expression by Prometheus' own grammar; throws where it is none. */
export function readExpression(expression: string): Read {
  const text = VARIABLES.reduce((sum, [pattern, value]) => sum.replace(pattern, value), expression);
  const nodes: SyntaxNode[] = [];
  parser.parse(text).iterate({ enter: ({ node }) => void nodes.push(node) });
  const named = (name: string) => nodes.filter((node) => node.name === name);
  const wordOf = (node: SyntaxNode) => text.slice(node.from, node.to);
  const [wrong] = named('⚠');
  if (wrong) throw new Error(`expected PromQL; at ${wrong.from} there is something else in: ${expression}`);
  const below = (parent: SyntaxNode, name: string) =>
    named(name).filter(({ from, to }) => from >= parent.from && to <= parent.to);
  return {
    selected: named('VectorSelector').map((selector) => ({
      name: below(selector, 'Identifier').map(wordOf).join(''),
      labels: below(selector, 'LabelName').map(wordOf),
      values: Object.fromEntries(below(selector, 'UnquotedLabelMatcher').map(wordOf).flatMap(equality)),
    })),
    grouped: named('GroupingLabels').flatMap((labels) => below(labels, 'LabelName').map(wordOf)),
  };
}

function equality(matcher: string): [label: string, value: string][] {
  const [, label, value] = /^(\w+)\s*="(.+)"$/.exec(matcher) ?? [];
  return label === undefined || value === undefined ? [] : [[label, value]];
}
