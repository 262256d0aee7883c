/** A JSON object of the DynamoDB protocol: attribute values are still tagged (`{ "S": "…" }`). */
export type WireObject = Readonly<Record<string, unknown>>;

/** One call from the API to DynamoDB, as it went over the wire. */
export interface RecordedCall {
  /** What `X-Amz-Target` names, without the version: `GetItem`, `Query`, … */
  readonly operation: string;
  readonly request: WireObject;
  /** The exact bytes sent, as text. */
  readonly requestText: string;
  /** In whose name it was sent. */
  readonly accessKeyId?: string;
  /** What the API received (after a fault, if there was one); `undefined` when there was no answer, or none that parses. */
  response: WireObject | undefined;
  /** The exact bytes received, as text; empty when there was no answer. */
  responseText: string;
  /** HTTP status; 0 when there was no answer. */
  status: number;
}

const READS = new Set(['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan']);
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);
const PARTIQL = new Set(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction']);

/** True for what asks for items. PartiQL may read or write: it counts as both. */
export function isRead({ operation }: Pick<RecordedCall, 'operation'>): boolean {
  return READS.has(operation) || PARTIQL.has(operation);
}

/** True for what may change items. PartiQL may read or write: it counts as both. */
export function isWrite({ operation }: Pick<RecordedCall, 'operation'>): boolean {
  return WRITES.has(operation) || PARTIQL.has(operation);
}

/** True for statements in text, which no expression limits. */
export function isPartiQl({ operation }: Pick<RecordedCall, 'operation'>): boolean {
  return PARTIQL.has(operation);
}
