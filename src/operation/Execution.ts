import { execute, OperationTypeNode, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import type { Api } from '../compose/api';
import type { Configuration } from '../configuration/configuration';
import { getOrInsert } from '../maps/getOrInsert';
import type { Room } from '../response/AnswerTooLargeError';
import { cutToBytes } from '../response/execution/cutToBytes';
import { executeCounted } from '../response/execution/executeCounted';
import { OperationExecutor } from '../response/execution/OperationExecutor';
import { rethrow } from '../storage/calls/errors';
import { untilAborted } from '../waiting/untilAborted';
import type { AdmittedOperation } from './Admission';
import type { OperationContext } from './contexts';
import { splitIntrospection, type SplitOperation } from './splitIntrospection';

const AFTER_DEADLINE_MS = 1000;

/** Who executes queries and mutations. Both give the same answers; subscriptions are always executed by levels. */
export type Executor = 'levels' | 'graphql-js';

/** Executes operations that were admitted. */
export class Execution {
  /** Runs each field for all objects of a level at once. */
  private readonly levels: OperationExecutor;
  private readonly splits = new WeakMap<OperationDefinitionNode, SplitOperation | null>();

  constructor(
    private readonly api: Pick<Api, 'schema' | 'guarded' | 'visible'>,
    private readonly limits: Pick<Configuration, 'MAX_ANSWER_BYTES'>,
    private readonly executor: Executor,
  ) {
    const { schema, guarded } = api;
    this.levels = new OperationExecutor(schema, guarded, limits.MAX_ANSWER_BYTES);
  }

  /**
   * Whatever reads, writes or waits ends with the context's signal. A field that waits for something else is given up a little later, so that
   * those that ended in good order can still be answered.
   */
  async execute(operation: AdmittedOperation, context: OperationContext): Promise<ExecutionResult> {
    return untilAborted(this.run(operation, context), context.signal, AFTER_DEADLINE_MS).catch(rethrow);
  }

  /** What an event of a subscription answers; `change` is handed to the field that follows it. */
  async executeEvent(
    operation: AdmittedOperation,
    context: OperationContext,
    change: unknown,
  ): Promise<ExecutionResult> {
    const result = this.levels.execute(operation, context, change);
    if (!result) throw new TypeError('expected a subscription to ask of no schema');
    return result;
  }

  private async run(operation: AdmittedOperation, context: OperationContext): Promise<ExecutionResult> {
    const { document, definition } = operation;
    const split = getOrInsert(this.splits, definition, () => splitIntrospection(this.api.schema, document, definition));
    if (split) return this.runBoth(split, operation, context);
    if (this.executor === 'graphql-js') return this.runByGraphqlJs(operation, context);
    return this.levels.execute(operation, context) ?? this.runByGraphqlJs(operation, context);
  }

  private async runByGraphqlJs(
    { document, definition, givenVariables: variableValues }: AdmittedOperation,
    contextValue: OperationContext,
  ): Promise<ExecutionResult> {
    const { schema } = this.api;
    const args = { schema, document, operationName: definition.name?.value ?? null, contextValue };
    return executeCounted({ ...args, variableValues }, this.roomFor(definition));
  }

  /**
   * Answers `__schema` and `__type` from the schema that the caller's roles may know, and everything else from the whole one: that a
   * field is not told of does not change how it is denied.
   */
  private async runBoth(
    { introspection, data }: SplitOperation,
    { definition, givenVariables: variableValues }: AdmittedOperation,
    contextValue: OperationContext,
  ): Promise<ExecutionResult> {
    const room = this.roomFor(definition);
    const visible = this.api.visible.of(contextValue.asker.caller.roles);
    const told = await execute({ schema: visible, document: introspection, variableValues });
    if (!data) return cutToBytes(told, room);
    const { schema } = this.api;
    const answered = await executeCounted({ schema, document: data, contextValue, variableValues }, room);
    const errors = [...(told.errors ?? []), ...(answered.errors ?? [])];
    if (!answered.data || !told.data) return cutToBytes({ errors }, room);
    return cutToBytes({ data: { ...told.data, ...answered.data }, ...(errors.length > 0 && { errors }) }, room);
  }

  private roomFor({ operation }: OperationDefinitionNode): Room {
    return { maxBytes: this.limits.MAX_ANSWER_BYTES, isSerial: operation === OperationTypeNode.MUTATION };
  }
}
