import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { requestedCost } from '../../../operation/limits/queryCost';
import { usableOperation } from '../../../operation/limits/usableOperation';
import { escapeHtml } from '../page/escapeHtml';
import type { Example } from './examples';

/** An example with its variables, and what it may cost. */
export function exampleHtml(example: Example, schema: GraphQLSchema): string {
  const { text, variables } = example;
  const cost = costOf(example, schema);
  const sent =
    Object.keys(variables).length === 0
      ? ''
      : `<h3>Variables</h3><pre><code>${escapeHtml(JSON.stringify(variables, null, 2))}</code></pre>`;
  return `<p class="quiet">Costs at most ${cost.toLocaleString('en')} ${cost === 1 ? 'point' : 'points'}. Fields that you may not see are <code>null</code>.</p>
<pre><code>${escapeHtml(text)}</code></pre>
${sent}`;
}

function costOf({ document, variables }: Example, schema: GraphQLSchema): number {
  const [definition] = document.definitions as readonly OperationDefinitionNode[];
  return definition ? requestedCost(schema, usableOperation(schema, document, definition, variables)) : 0;
}
