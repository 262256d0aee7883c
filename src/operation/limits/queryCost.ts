import {
  getArgumentValues,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  OperationTypeNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { getOrInsert } from '../../maps/getOrInsert';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../loading/ListReader';
import { rootSelection, type AskedOperation, type SelectedField, type Selection } from '../../projection/selection';
import { sizeOf } from '../../response/execution/answerSize';

/** What changing something costs beside its answer: the checks and the write itself. */
const MUTATION_COST = 10;
/** A list without a page size is taken for this long; a field whose lists are longer says so with `complexity`. */
const ASSUMED_LIST_SIZE = 5;
/** A sum that no operation may cost is cut here, where numbers are still exact. */
const CEILING = Number.MAX_SAFE_INTEGER;

type Values = Readonly<Record<string, unknown>>;

/** What one field adds, by its path in the answer, in the shape that Shopify's GraphQL API made known. */
export interface FieldCost {
  readonly path: readonly string[];
  /** What the field itself costs, once. */
  readonly definedCost: 1;
  /** What it may cost in all: its children, as often as it may answer them. */
  readonly requestedTotalCost: number;
  /** What is below it, once. */
  readonly requestedChildrenCost: number;
}

/**
 * What an operation may cost at most, before it runs, in points: one for each object that its answer could hold, page sizes and
 * variables counted in, and {@link MUTATION_COST} more for each mutation. Leaves are free. Where one of several types may come, the
 * dearest is counted. Throws graphql-js's error for an argument that takes no `null` and is given one by a variable.
 */
export function requestedCost(schema: GraphQLSchema, asked: AskedOperation): number {
  const root = rootSelection(schema, asked);
  const variables = JSON.stringify(asked.variables);
  if (variables.length > MAX_REMEMBERED_TEXT) return new Costs(asked.variables).of(root).cost;
  const costs = getOrInsert(costsBySelection, root, () => new LRUCache<string, number>({ max: MAX_COSTS }));
  return getOrInsert<string, number>(costs, variables, () => new Costs(asked.variables).of(root).cost);
}

/** The fields that cost something, in the order of the answer; the dearest path is where to look first. */
export function costBreakdown(schema: GraphQLSchema, asked: AskedOperation): FieldCost[] {
  return new Costs(asked.variables).of(rootSelection(schema, asked)).fields([]);
}

/** What was counted before, by the text of the variables; as long as the document is kept. */
const costsBySelection = new WeakMap<Selection, LRUCache<string, number>>();
/** For one operation. */
const MAX_COSTS = 64;
const MAX_REMEMBERED_TEXT = 512;

interface Counted {
  readonly cost: number;
  readonly fields: (path: readonly string[]) => FieldCost[];
}

class Costs {
  constructor(private readonly variables: Values) {}

  /** What objects cost on which this is selected, those of the dearest type. */
  of(selection: Selection): Counted {
    const types = selection.objectTypes.map((type) => this.ofType(selection, type));
    return types.reduce((dearest, each) => (each.cost > dearest.cost ? each : dearest), FREE);
  }

  private ofType(selection: Selection, type: GraphQLObjectType): Counted {
    const fields = [...selection.on(type.name).values()].map((field) => this.ofField(field, type));
    return {
      cost: fields.reduce((sum, { cost }) => Math.min(CEILING, sum + cost), 0),
      fields: (path) => fields.flatMap((field) => field.fields(path)),
    };
  }

  private ofField(field: SelectedField, parent: GraphQLObjectType): Counted {
    if (isLeafType(field.below.type)) return FREE;
    const children = this.of(field.below);
    const cost = Math.min(CEILING, costOf(field, parent, this.argumentsOf(field), children.cost));
    return {
      cost,
      fields: (above) => {
        const path = [...above, field.responseName];
        const here = { path, definedCost: 1, requestedTotalCost: cost, requestedChildrenCost: children.cost } as const;
        return [here, ...children.fields(path)];
      },
    };
  }

  private argumentsOf({ definition, nodes: [node] }: SelectedField): Values {
    return node && definition.args.length > 0 ? getArgumentValues(definition, node, this.variables) : {};
  }
}

const FREE: Counted = { cost: 0, fields: () => [] };

/** What a field costs by itself with the arguments that it has by default, and how often what is selected in it is counted. */
export function costRule(definition: GraphQLField<unknown, unknown>, parent: GraphQLObjectType): CostRule {
  if (isLeafType(getNamedType(definition.type))) return { own: 0, factor: 0 };
  const args = Object.fromEntries(definition.args.map(({ name, defaultValue }) => [name, defaultValue]));
  const own = costOf({ definition }, parent, args, 0);
  return { own, factor: costOf({ definition }, parent, args, 1) - own };
}

export interface CostRule {
  readonly own: number;
  readonly factor: number;
}

type Defined = Pick<SelectedField, 'definition'>;

function costOf({ definition }: Defined, parent: GraphQLObjectType, args: Values, children: number): number {
  const { complexity } = definition.extensions;
  if (typeof complexity === 'number') return complexity;
  if (typeof complexity === 'function') return (complexity as Complexity)({ args, childComplexity: children });
  if (parent.name === 'Mutation') return MUTATION_COST + 1 + children;
  const each = 1 + children;
  // Relay: a connection's page size stands at the connection, and `edges` and `nodes` are lists of that size.
  if (parent.name.endsWith('Connection')) return each;
  if (!isList(definition.type))
    return 'first' in args || hasPageSize(definition.args) ? 1 + pageSize(args) * children : each;
  return (hasPageSize(definition.args) ? pageSize(args) : sizeOfLists(args)) * each;
}

/** As type-graphql hands it on from a field's `complexity`. */
type Complexity = (of: { readonly args: Values; readonly childComplexity: number }) => number;

function hasPageSize(args: readonly { name: string }[]): boolean {
  return args.some(({ name }) => name === 'first');
}

/** A size that will be refused anyway counts as the largest that is not. */
function pageSize({ first }: Values): number {
  if (typeof first !== 'number') return DEFAULT_PAGE_SIZE;
  return Math.min(Math.max(first, 0), MAX_PAGE_SIZE);
}

/** `nodes(ids: […])` answers one object an id. */
function sizeOfLists(args: Values): number {
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
