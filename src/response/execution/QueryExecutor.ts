import {
  BREAK,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { entryOf } from '../../access/entryOf';
import { BoundedMap } from '../../identity/BoundedMap';
import { conditionsOf } from '../../projection/selection';
import type { Context } from '../Context';
import type { GuardedFields } from '../guard';
import { Execution } from './Execution';
import { QueryPlan, type PlannedOperation } from './QueryPlan';

type Values = Readonly<Record<string, unknown>>;

/** An operation that was found valid. */
export interface ValidOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced. */
  readonly variables: Values;
}

/** Plans of one operation, by the values of the variables in its conditions. */
interface Known {
  readonly planned: PlannedOperation;
  readonly plans: BoundedMap<string, QueryPlan>;
}

const MAX_PLANS = 16;

/**
 * Executes queries, each planned once: plans live as long as their documents. Left to graphql-js are mutations and subscriptions, whose
 * fields come one by one anyway, what asks of the schema itself, and two oddities: `__proto__` as a name in the answer, and conditions
 * that are neither true nor false.
 */
export class QueryExecutor {
  private readonly known = new WeakMap<OperationDefinitionNode, Known | null>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly guarded: GuardedFields,
  ) {}

  /** The result, errors of fields in it; `null` for what is left to graphql-js. */
  execute(asked: ValidOperation, context: Context): Promise<ExecutionResult> | null {
    const plan = this.planOf(asked);
    return plan?.root ? new Execution(plan, plan.root, context, asked.variables).run() : null;
  }

  private planOf({ document, operation, variables }: ValidOperation): QueryPlan | null {
    const known = this.knownOf(document, operation);
    if (!known) return null;
    const conditions = conditionsOf(known.planned);
    const values = conditions.map((name) => variables[name]);
    if (values.some((value) => typeof value !== 'boolean')) return null;
    return entryOf(
      known.plans,
      values.join(),
      () => new QueryPlan(this.schema, this.guarded, known.planned, pick(variables, conditions)),
    );
  }

  private knownOf(document: DocumentNode, operation: OperationDefinitionNode): Known | null {
    const before = this.known.get(operation);
    if (before !== undefined) return before;
    const known = isPlannable(document, operation)
      ? {
          planned: { operation, fragments: fragmentsOf(document) },
          plans: new BoundedMap<string, QueryPlan>(MAX_PLANS),
        }
      : null;
    this.known.set(operation, known);
    return known;
  }
}

function isPlannable(document: DocumentNode, { operation }: OperationDefinitionNode): boolean {
  if (operation !== OperationTypeNode.QUERY) return false;
  let isPlain = true;
  visit(document, {
    Field: ({ alias }) => {
      if (alias?.value !== '__proto__') return undefined;
      isPlain = false;
      return BREAK;
    },
  });
  return isPlain;
}

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = definitions.filter(
    (each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION,
  );
  return Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function pick(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
