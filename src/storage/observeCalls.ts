import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** One call to the store that is over, its retries included: what it asked for and what it took. Names only, never a key or value. */
export interface StoreCall {
  /** `GetItem`, `Query`, … */
  readonly operation: string;
  /** The attributes that its projection names, dotted; none for a write. */
  readonly attributes: readonly string[];
  /** How many items it names by key; 0 for a range. */
  readonly keys: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** HTTP requests that it took, the first one included. */
  readonly attempts: number;
  readonly milliseconds: number;
  /** The class of the error that it ended with; `null` where it was answered. */
  readonly error: string | null;
}

export type CallObserver = (call: StoreCall) => void;

/** Reports every call of the client when it is over. An observer that throws is no reason for the call to fail. */
export function observeCalls(client: DynamoDBDocumentClient, observer: CallObserver): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const startedAt = performance.now();
        const report = (outcome: Outcome) => {
          const milliseconds = performance.now() - startedAt;
          tell(observer, { ...asked(commandName, args.input), ...took(commandName, outcome), milliseconds });
        };
        try {
          const answer = await next(args);
          report({ output: answer.output as Told });
          return answer;
        } catch (cause) {
          report({ cause });
          throw cause;
        }
      },
    { step: 'initialize', name: 'observeCalls', priority: 'high' },
  );
}

/** Like the SDK's answers and errors, as far as it matters here. */
interface Outcome {
  readonly output?: Told;
  readonly cause?: unknown;
}

interface Told {
  readonly $metadata?: { readonly attempts?: number | undefined } | undefined;
  readonly ConsumedCapacity?: Capacity | readonly Capacity[] | undefined;
}

interface Capacity {
  readonly CapacityUnits?: number | undefined;
}

function tell(observer: CallObserver, call: StoreCall): void {
  try {
    observer(call);
  } catch {
    // Nothing is worth failing a read for that has its answer.
  }
}

function took(command: string, { output, cause }: Outcome) {
  const units = [output?.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  const isWrite = WRITES.has(operationOf(command));
  const { attempts = 1 } = (output ?? (cause as Told | undefined))?.$metadata ?? {};
  const error = output ? null : cause instanceof Error ? cause.name : typeof cause;
  return { readUnits: isWrite ? 0 : units, writeUnits: isWrite ? units : 0, attempts, error };
}

const WRITES: ReadonlySet<string> = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
]);

/** `GetCommand` and `GetItemCommand` are both `GetItem` to those who know the store. */
function operationOf(command: string): string {
  const name = command.replace(/Command$/, '');
  return DOCUMENT_COMMANDS.get(name) ?? name;
}

const DOCUMENT_COMMANDS: ReadonlyMap<string, string> = new Map([
  ['Get', 'GetItem'],
  ['BatchGet', 'BatchGetItem'],
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['BatchWrite', 'BatchWriteItem'],
  ['TransactWrite', 'TransactWriteItems'],
  ['TransactGet', 'TransactGetItems'],
]);

interface Part {
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly Key?: unknown;
  readonly Keys?: readonly unknown[];
}

interface Input extends Part {
  readonly RequestItems?: Readonly<Record<string, Part>>;
  readonly TransactItems?: readonly unknown[];
}

function asked(command: string, input: unknown): Pick<StoreCall, 'operation' | 'attributes' | 'keys'> {
  const { RequestItems, TransactItems = [], ...single } = input as Input;
  const parts: readonly Part[] = RequestItems ? Object.values(RequestItems) : [single];
  const keys = parts.reduce((sum, { Key, Keys = [] }) => sum + Keys.length + (Key === undefined ? 0 : 1), 0);
  return {
    operation: operationOf(command),
    attributes: [...new Set(parts.flatMap(projectionOf))],
    keys: keys + TransactItems.length,
  };
}

function projectionOf({ ProjectionExpression = '', ExpressionAttributeNames = {} }: Part): string[] {
  const paths = ProjectionExpression.split(',').map((path) => path.trim());
  return paths
    .filter((path) => path !== '')
    .map((path) => path.replace(/#\w+/g, (placeholder) => ExpressionAttributeNames[placeholder] ?? placeholder));
}
