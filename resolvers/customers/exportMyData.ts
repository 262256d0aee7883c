import { execute, type ExecutionResult, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { PageInfo } from '../../schema/Connection';
import type { ExportMyDataInput } from '../../schema/inputs/customerInputs';
import type { ExportMyDataPayload } from '../../schema/payloads';
import { presentError } from '../../src/response/presentError';
import type { FieldgateContext } from '../Services';
import { exportDocument } from './exportDocument';
import { customerIdOf } from './profile';

/** Orders on a page, with all their lines. */
const PAGE_SIZE = 50;

/** Where the caller's record stands in the answer. */
const CUSTOMER = ['viewer', 'customer'];

interface Answer {
  readonly viewer?: {
    readonly customer?:
      | (Readonly<Record<string, unknown>> & {
          readonly orders?: { readonly nodes?: readonly unknown[] | null; readonly pageInfo?: PageInfo } | null;
        })
      | null;
  } | null;
}

/**
 * One page of everything about the caller that they may see, as a query would show it to them: it is the answer to a query that the API asks
 * itself on the caller's behalf, through the same guards, projections and sealed cursors. No stored item gets near it. What is faulty where it is
 * stored cannot be shown: the page says where that is, and has the rest. Throws where something is missing that another try would bring.
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
  const result = await execute({ schema, document, contextValue: context, variableValues });
  const { orders, ...customer } = (result.data as Answer | null)?.viewer?.customer ?? {};
  const faults = faultsOf(context, result);
  if (!orders?.nodes || !orders.pageInfo) throw faults[0] ?? new TypeError('expected a page of orders');
  const page = { ...(isFirst && { customer }), orders: orders.nodes };
  return { page: { ...page, ...reportFaults(context, page, faults) }, pageInfo: orders.pageInfo, userErrors: [] };
}

/** What went wrong with stored values. Throws anything else, as if the field itself had failed: an export without it would not be all. */
function faultsOf({ requestId, signal }: FieldgateContext, { errors = [] }: ExecutionResult): readonly GraphQLError[] {
  const other = errors.find((error) => signal.aborted || !presentError(error.toJSON(), error, requestId).isFault);
  if (other) throw other.originalError ?? other;
  return errors;
}

/** Where in the page they are. Who runs the API learns of each by the log. */
function reportFaults(
  { report }: FieldgateContext,
  page: object,
  faults: readonly GraphQLError[],
): { faulty?: readonly string[] } {
  if (faults.length === 0) return {};
  faults.forEach(report);
  return { faulty: [...new Set(faults.map(({ path = [] }) => placeOfNull(page, placeInPage(path)).join('.')))] };
}

function placeInPage(path: GraphQLError['path'] & {}): readonly (string | number)[] {
  const [first, ...more] = path.slice(CUSTOMER.length);
  return first === 'orders' ? ['orders', ...more.slice(1)] : ['customer', ...path.slice(CUSTOMER.length)];
}

/** The first step of the place that has nothing: where a value may not be `null`, what it is part of is. */
function placeOfNull(page: object, place: readonly (string | number)[]): readonly (string | number)[] {
  let value: unknown = page;
  const end = place.findIndex((step) => {
    value = (value as Readonly<Record<string | number, unknown>>)[step] ?? null;
    return value === null;
  });
  return end === -1 ? place : place.slice(0, end + 1);
}
