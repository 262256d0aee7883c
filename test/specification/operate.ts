import { execute, getOperationAST, parse, type DocumentNode, type ExecutionResult } from 'graphql';
import { getOrInsert } from '../../src/maps/getOrInsert';
import { parseKeyRing } from '../../src/identity/signingKeys';
import { CallerFacts } from '../../src/loading/CallerFacts';
import { Reader } from '../../src/loading/Reader';
import type { CallerRecords } from '../../src/loading/TableCallerFacts';
import { askedOperation, type AskedOperation } from '../../src/projection/selection';
import type { Context, OnDenied } from '../../src/response/Context';
import { Denials } from '../../src/response/Denials';
import { Effects } from '../../src/response/Effects';
import { OperationExecutor } from '../../src/response/execution/OperationExecutor';
import { OperationRejectedError } from '../../src/response/errors';
import type { Answer } from '../../src/operation/Answer';
import { rejectByRole, reportDenials } from '../../src/operation/denials';
import { Cursors } from '../../src/storage/cursors';
import type { Item } from '../../src/storage/requests';
import { access } from '../access/principals';
import type { ServedApi } from '../projection/apiUnderTest';
import { VARIABLES } from '../projection/randomQuery';
import type { WhoAsks } from '../projection/randomWorld';
import { FakeStore, type StoreRequest } from '../storage/FakeStore';

const cursors = new Cursors(parseKeyRing(Buffer.alloc(32, 7).toString('base64url')));

export interface Operated {
  /** As it goes out. */
  readonly answer: ExecutionResult;
  readonly requests: readonly StoreRequest[];
}

/** A document, read once for all that ask it. */
export interface Prepared {
  readonly api: ServedApi;
  readonly document: DocumentNode;
  readonly operation: AskedOperation;
}

export function prepared(api: ServedApi, query: string): Prepared {
  const document = parse(query);
  return { api, document, operation: askedOperation(document, getOperationAST(document)!, VARIABLES) };
}

type Execute = (prepared: Prepared, context: Context) => Promise<ExecutionResult>;

const byLevels = new WeakMap<ServedApi, OperationExecutor>();

export const EXECUTORS: Readonly<Record<'graphql-js' | 'levels', Execute>> = {
  'graphql-js': async ({ api: { schema }, document }, contextValue) =>
    execute({ schema, document, contextValue, variableValues: VARIABLES }),
  levels: async ({ api, operation }, context) => {
    const executor = getOrInsert(byLevels, api, () => new OperationExecutor(api.schema, api.guarded));
    const result = executor.execute(operation, context);
    if (!result) throw new Error('left to graphql-js');
    return result;
  },
};

/** One operation on its way through everything that decides on it, from roles alone to how denials are told. */
export async function operate(
  executor: Execute,
  asked: Prepared,
  items: readonly Item[],
  who: WhoAsks,
  onDenied: OnDenied,
): Promise<Operated> {
  const store = new FakeStore(items);
  const context = contextOf(asked.api, store, who, onDenied);
  let singleResult: ExecutionResult = {};
  try {
    await rejectByRole(asked.api, context, asked.operation);
    singleResult = await executor(asked, context);
  } catch (cause) {
    if (!(cause instanceof OperationRejectedError)) throw cause;
  }
  const { answer } = reportDenials({ status: 200, answer: singleResult as Answer }, context);
  return { answer: answer as ExecutionResult, requests: store.take() };
}

/** Nothing is written here. */
const NO_RECORDS: CallerRecords = {
  ownership: { partition: 'USER#{subject}', prefix: 'TENANT#', row: 'TENANT#{tenant}' },
  visitSerial: { key: { pk: 'TENANT#{tenant}', sk: 'TENANT' }, attribute: 'serial' },
};

function contextOf({ model }: ServedApi, { table }: FakeStore, who: WhoAsks, onDenied: OnDenied): Context {
  const callerFacts = new CallerFacts(who.caller, who.source);
  const denials = new Denials(access);
  const effects = new Effects({ model, callerFacts, denials, records: NO_RECORDS, isRefusing: onDenied === 'reject' });
  // As `contexts` makes it.
  const reader = new Reader({
    model,
    table,
    cursors,
    callerFacts,
    signal: undefined,
    report: (fault) => {
      throw fault;
    },
    beforeRead: () => {
      if (effects.mayRefuse) denials.refuseIfMet('denied before reading');
    },
    onDeniedBeforeRead: (field) => {
      if (effects.mayRefuse) denials.refuse([field], callerFacts.principal, 'denied before reading');
    },
  });
  return { callerFacts, denials, effects, reader, onDenied, requestId: 'r1' } as unknown as Context;
}
