import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { getOrInsert } from '../../maps/getOrInsert';
import { rootSelection, type AskedOperation, type Selection } from '../../projection/selection';
import type { Context } from '../Context';
import type { GuardedFields } from '../guard';
import { Execution } from './Execution';
import { OperationPlan } from './OperationPlan';

/**
 * Executes operations, each planned once: plans live as long as their documents. Left to graphql-js is what asks of the schema itself.
 */
export class OperationExecutor {
  private readonly plans = new WeakMap<Selection, OperationPlan>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly guarded: GuardedFields,
    private readonly maxBytes = Infinity,
  ) {}

  /**
   * The result, errors of fields in it, in at most `maxBytes` bytes; `null` for what is left to graphql-js. `root` is what the fields of the root are resolved on: the event of a subscription.
   */
  execute(asked: AskedOperation, context: Context, root?: unknown): Promise<ExecutionResult> | null {
    const selection = rootSelection(this.schema, asked);
    const plan = getOrInsert(
      this.plans,
      selection,
      () => new OperationPlan(this.schema, this.guarded, asked, selection),
    );
    if (!plan.root) return null;
    return new Execution(plan, plan.root, context, { variables: asked.variables, root, maxBytes: this.maxBytes }).run();
  }
}
