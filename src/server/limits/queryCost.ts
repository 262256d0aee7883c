import {
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import {
  fieldExtensionsEstimator,
  getComplexity,
  type ComplexityEstimator,
  type ComplexityEstimatorArgs,
} from 'graphql-query-complexity';
import { entryOf } from '../../access/entryOf';
import { BoundedMap } from '../../identity/BoundedMap';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../loading/Reader';
import { sizeOf } from '../../response/execution/answerSize';
import type { NodeCosts } from './costBreakdown';

/** What changing something costs beside its answer: the checks and the write itself. */
const MUTATION_COST = 10;
/** A list without a page size is taken for this long; a field whose lists are longer says so with `complexity`. */
const ASSUMED_LIST_SIZE = 5;

/** An operation that is about to run, validated, and its variables found good. */
export interface CostedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As they were sent: whoever counts coerces them, and what was coerced before (a `Date`) may not be coerced again. */
  readonly given: Readonly<Record<string, unknown>>;
}

/**
 * What an operation may cost at most, before it runs, in points: one for each object that its answer could hold, page sizes and
 * variables counted in, and {@link MUTATION_COST} more for each mutation. Leaves are free. `note` is told what each field adds.
 */
export function requestedCost(costed: CostedOperation, note?: (node: NodeCosts) => void): number {
  const variables = JSON.stringify(costed.given);
  if (note || variables.length > MAX_REMEMBERED_TEXT) return countedCost(costed, note);
  const costs = entryOf(remembered, costed.operation, () => new BoundedMap<string, number>(MAX_REMEMBERED));
  return entryOf(costs, variables, () => countedCost(costed));
}

/** What was counted before, by the text of the variables; as long as the document is kept. */
const remembered = new WeakMap<OperationDefinitionNode, BoundedMap<string, number>>();
/** For one operation. */
const MAX_REMEMBERED = 64;
const MAX_REMEMBERED_TEXT = 512;

function countedCost(
  { schema, document, operation, given }: CostedOperation,
  note?: (node: NodeCosts) => void,
): number {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const count =
    (estimate: ComplexityEstimator): ComplexityEstimator =>
    (args) =>
      noted(estimate(args), args, note);
  return getComplexity({
    schema,
    query: { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] },
    variables: { ...given },
    estimators: [count(fieldExtensionsEstimator()), count(estimate)],
    // How many fields there are, fragments spread out, was limited before.
    maxQueryNodes: Number.MAX_SAFE_INTEGER,
  });
}

function noted(
  cost: ReturnType<ComplexityEstimator>,
  { node, childComplexity }: ComplexityEstimatorArgs,
  note?: (node: NodeCosts) => void,
): ReturnType<ComplexityEstimator> {
  if (typeof cost === 'number') note?.({ node, cost, children: childComplexity });
  return cost;
}

function estimate({ field, type, args, childComplexity }: ComplexityEstimatorArgs): number {
  if (isLeafType(getNamedType(field.type))) return 0;
  if (type.name === 'Mutation') return MUTATION_COST + 1 + childComplexity;
  const each = 1 + childComplexity;
  // Relay: a connection's page size stands at the connection, and `edges` and `nodes` are lists of that size.
  if (type.name.endsWith('Connection')) return each;
  if (!isList(field.type))
    return 'first' in args || hasPageSize(field.args) ? 1 + pageSize(args) * childComplexity : each;
  return (hasPageSize(field.args) ? pageSize(args) : sizeOfLists(args)) * each;
}

function hasPageSize(args: readonly { name: string }[]): boolean {
  return args.some(({ name }) => name === 'first');
}

/** A size that will be refused anyway counts as the largest that is not. */
function pageSize({ first }: Readonly<Record<string, unknown>>): number {
  if (typeof first !== 'number') return DEFAULT_PAGE_SIZE;
  return Math.min(Math.max(first, 0), MAX_PAGE_SIZE);
}

/** `nodes(ids: […])` answers one object an id. */
function sizeOfLists(args: Readonly<Record<string, unknown>>): number {
  const lists = Object.values(args).filter((value) => Array.isArray(value));
  return lists.length === 0 ? ASSUMED_LIST_SIZE : Math.max(...lists.map(({ length }) => length));
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** What an answer did cost, in the same points: its objects, those that were looked for by id in vain, and the mutations that were made. */
export function actualCost(data: unknown, { operation }: OperationDefinitionNode): number {
  const answers: readonly unknown[] = Object.values(data ?? {});
  const mutations = operation === OperationTypeNode.MUTATION ? answers.filter(isObject).length : 0;
  const listed = answers.flatMap((each): unknown[] => (Array.isArray(each) ? each : []));
  const missing = listed.filter((item) => item === null).length;
  return sizeOf(data) + missing + mutations * MUTATION_COST;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
