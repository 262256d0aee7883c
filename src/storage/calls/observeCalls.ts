import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** One call to the store that is over, its retries included: what it asked for and what it took. Names only, never a key or value. */
export interface StoreCall {
  /** `GetItem`, `Query`, … */
  readonly operation: string;
  /** The index that it reads; `null`: the table itself. */
  readonly index: string | null;
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
      async (args) =>
        observed(observer, operationOf(commandName), args.input, async () => {
          const answer = await next(args);
          return { ...answer, $metadata: answer.output.$metadata };
        }),
    { step: 'initialize', name: 'observeCalls', priority: 'high' },
  );
}

/** Reports one call when it is over, whoever sends it. */
export async function observed<T extends Answered>(
  observer: CallObserver,
  operation: string,
  input: object,
  send: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const report = (outcome: Outcome) => {
    const milliseconds = performance.now() - startedAt;
    reportCall(observer, operation, input, { ...took(operation, outcome), milliseconds });
  };
  try {
    const answer = await send();
    report({ answer });
    return answer;
  } catch (cause) {
    report({ cause });
    throw cause;
  }
}

/** What the store answered, and what it took. */
interface Answered {
  readonly output: object;
  readonly $metadata: { readonly attempts?: number | undefined };
}

interface Outcome {
  readonly answer?: Answered;
  readonly cause?: unknown;
}

interface Capacity {
  readonly CapacityUnits?: number | undefined;
}

type Taken = Pick<StoreCall, 'readUnits' | 'writeUnits' | 'attempts' | 'milliseconds' | 'error'>;

function reportCall(observer: CallObserver, operation: string, input: object, taken: Taken): void {
  try {
    observer(Object.assign(new Asked(operation, input), taken));
  } catch {
    // Nothing is worth failing a read for that has its answer.
  }
}

function took(operation: string, { answer, cause }: Outcome) {
  const { ConsumedCapacity = [] } = (answer?.output ?? {}) as { ConsumedCapacity?: Capacity | readonly Capacity[] };
  const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  const isWrite = WRITES.has(operation);
  const { attempts = 1 } = (answer ?? (cause as Partial<Answered> | undefined))?.$metadata ?? {};
  const error = answer ? null : cause instanceof Error ? cause.name : typeof cause;
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
export function operationOf(command: string): string {
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
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, Part>>;
  readonly TransactItems?: readonly unknown[];
}

/** A class for its accessor's sake: an object with one of its own is kept by V8, with all it can see, until the whole heap is collected. */
class Asked {
  readonly index: string | null;
  readonly keys: number;
  /** In nobody's text: requests have keys and values. */
  readonly #parts: readonly Part[];

  constructor(
    readonly operation: string,
    input: object,
  ) {
    const { RequestItems, TransactItems = [], IndexName = null, ...single } = input as Input;
    this.#parts = RequestItems ? Object.values(RequestItems) : [single];
    this.index = IndexName;
    const named = this.#parts.reduce((sum, { Key, Keys = [] }) => sum + Keys.length + (Key === undefined ? 0 : 1), 0);
    this.keys = named + TransactItems.length;
  }

  /** Few look at it, and it takes longer than all the rest: so it is found when it is looked at. */
  get attributes(): readonly string[] {
    return [...new Set(this.#parts.flatMap(projectionOf))];
  }
}

function projectionOf({ ProjectionExpression = '', ExpressionAttributeNames = {} }: Part): string[] {
  const paths = ProjectionExpression.split(',').map((path) => path.trim());
  return paths
    .filter((path) => path !== '')
    .map((path) => path.replace(/#\w+/g, (placeholder) => ExpressionAttributeNames[placeholder] ?? placeholder));
}
