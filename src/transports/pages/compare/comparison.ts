import {
  Kind,
  OperationTypeNode,
  parse,
  print,
  separateOperations,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { ExampleDocument, ExplorerContent, FirstComparison } from '../page/ExplorerContent';

/** A query that somebody may compare, by itself: with the fragments that it uses, and nothing else. */
interface ComparedExample {
  readonly title: string;
  readonly name: string;
  readonly query: string;
}

/** What the page for comparing begins with. */
interface Comparison {
  readonly first: FirstComparison | null;
  readonly examples: readonly ComparedExample[];
}

export function comparisonOf({ examples, firstComparison }: ExplorerContent): Comparison {
  return { first: firstComparison ?? null, examples: examples.flatMap(queriesIn) };
}

function queriesIn({ title, document }: ExampleDocument): readonly ComparedExample[] {
  return Object.entries(separateOperations(parse(document)))
    .filter(([, each]) => operationIn(each)?.operation === OperationTypeNode.QUERY)
    .map(([name, each]) => ({ title, name, query: print(each) }));
}

function operationIn({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  return definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
}
