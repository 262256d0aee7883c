import {
  HeaderMap,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type GraphQLRequestContextResponseForOperation,
} from '@apollo/server';
import { OperationTypeNode, type ExecutionResult } from 'graphql';
import { executeCounted } from '../response/execution/executeCounted';
import { OperationExecutor } from '../response/execution/OperationExecutor';
import { rethrow } from '../storage/calls/errors';
import { untilAborted } from '../waiting/untilAborted';
import type { Api } from '../compose/api';
import type { Configuration } from '../configuration/configuration';
import type { RequestContext } from './contexts';

const AFTER_DEADLINE_MS = 1000;

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];
type Requested = GraphQLRequestContextResponseForOperation<RequestContext>;
type RequestedAtAll = Omit<Requested, 'operation'> & Partial<Pick<Requested, 'operation'>>;

type Limits = Pick<Configuration, 'EXECUTOR' | 'MAX_ANSWER_BYTES'>;

/**
 * Executes operations that were found valid: `plugin`, the last one, answers what went well; `gateway` hands over what did not, for Apollo
 * to tell of.
 *
 * Apollo takes an executor of one's own from what it knows as a gateway only, and makes for it, of each request, an object with accessors
 * of its own, with which V8 keeps all that they can see until it next collects the whole heap (seen on Node 20 and 24: collections of the
 * young generation took 25 ms in place of one).
 */
export function executing(
  api: Pick<Api, 'schema' | 'guarded'>,
  configuration: Limits,
): { readonly gateway: Gateway; readonly plugin: ApolloServerPlugin<RequestContext> } {
  const executeOperation = createExecutor(api, configuration);
  return {
    plugin: {
      requestDidStart: () =>
        Promise.resolve({
          responseForOperation: async (requested) => {
            const execution = bounded(executeOperation(requested), requested.contextValue.signal);
            // eslint-disable-next-line fieldgate/kept-promises -- of this request, which ends with it
            requested.contextValue.execution = execution;
            const { data, errors } = await execution.catch(REJECTED);
            if (data === undefined || errors) return null;
            return { http: { headers: new HeaderMap() }, body: { kind: 'single' as const, singleResult: { data } } };
          },
        }),
    },
    gateway: {
      load: () => Promise.resolve({ executor: async ({ context }) => handedOver(context as RequestContext) }),
      onSchemaLoadOrUpdate: (tell) => {
        tell({ apiSchema: api.schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      stop: () => Promise.resolve(),
    },
  };
}

/**
 * Whatever reads, writes or waits ends with the signal. A field that waits for something else is given up a little later, so that those that
 * ended in good order can still be answered.
 */
async function bounded(execution: Promise<ExecutionResult>, signal: AbortSignal): Promise<ExecutionResult> {
  return untilAborted(execution, signal, AFTER_DEADLINE_MS).catch(rethrow);
}

/** Apollo hears of it from the gateway. */
const REJECTED = (): ExecutionResult => ({});

async function handedOver({ execution }: RequestContext): Promise<ExecutionResult> {
  if (!execution) throw new TypeError('expected the operation to have been executed');
  return execution;
}

/** Apollo comes here also where the request names no operation that there is; its types do not say so. */
function isMutation({ operation }: RequestedAtAll): boolean {
  return operation?.operation === OperationTypeNode.MUTATION;
}

/** Both ways answer the same. */
function createExecutor(
  { schema, guarded }: Pick<Api, 'schema' | 'guarded'>,
  { EXECUTOR, MAX_ANSWER_BYTES: maxBytes }: Limits,
) {
  // `levels` runs each field for all objects of a level at once, `graphql-js` object by object.
  const levels = EXECUTOR === 'levels' ? new OperationExecutor(schema, guarded, maxBytes) : null;
  return async (requested: Requested): Promise<ExecutionResult> => {
    const { document, contextValue, request } = requested;
    const { asked } = contextValue;
    const result = asked && levels?.execute(asked, contextValue);
    if (result) return result;
    return executeCounted(
      {
        schema,
        document,
        // As it was asked for: Apollo's own says nothing where the document has none of that name.
        operationName: request.operationName ?? null,
        contextValue,
        variableValues: request.variables ?? null,
      },
      { maxBytes, isSerial: isMutation(requested) },
    );
  };
}
