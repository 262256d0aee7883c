import { execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { PageInfo } from '../../schema/Connection';
import type { ExportMyDataInput } from '../../schema/inputs/customerInputs';
import type { ExportMyDataPayload } from '../../schema/payloads';
import type { FieldgateContext } from '../Services';
import { exportDocument } from './exportDocument';
import { customerIdOf } from './profile';

/** Orders on a page, with all their lines. */
const PAGE_SIZE = 50;

interface Answer {
  readonly viewer: {
    readonly customer: Readonly<Record<string, unknown>> & {
      readonly orders: {
        readonly nodes: readonly unknown[];
        readonly pageInfo: PageInfo;
      };
    };
  };
}

/**
 * One page of everything about the caller that they may see, as a query would show it to them: it is the answer to a query that the API asks
 * itself on the caller's behalf, through the same guards, projections and sealed cursors. No stored item gets near it.
 */
export async function exportMyData(
  context: FieldgateContext,
  { after = null }: ExportMyDataInput,
  schema: GraphQLSchema,
): Promise<ExportMyDataPayload> {
  const facts = { customerId: customerIdOf(context) };
  const document = exportDocument(schema, (typeName) => context.reader.visibleFields(typeName, facts));
  const isFirst = after === null;
  const variableValues = { first: PAGE_SIZE, after, isFirst };
  const { viewer } = answerOf(await execute({ schema, document, contextValue: context, variableValues }));
  const { orders, ...customer } = viewer.customer;
  return {
    page: { ...(isFirst && { customer }), orders: orders.nodes },
    pageInfo: orders.pageInfo,
    userErrors: [],
  };
}

/** An export with something missing is none: what went wrong goes out as if the field itself had failed. */
function answerOf({ data, errors }: ExecutionResult): Answer {
  const [error] = errors ?? [];
  if (error) throw error.originalError ?? error;
  return data as unknown as Answer;
}
