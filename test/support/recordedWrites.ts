import { isWrite, type RecordedCall, type WireObject } from './RecordedCall';

/** One write of a transaction, readable: names and values stand where the request has placeholders. */
export interface RecordedWrite {
  readonly kind: 'ConditionCheck' | 'Put' | 'Update' | 'Delete';
  readonly pk: string;
  readonly sk: string;
  readonly condition: string;
  /** What an Update does; empty otherwise. */
  readonly update: string;
  /** What a Put stores; empty otherwise. */
  readonly item: WireObject;
  /** What comes back where the condition fails. */
  readonly returns: unknown;
}

/** The writes in these calls, in order. Throws for a write outside of a transaction. */
export function writesIn(calls: readonly RecordedCall[]): RecordedWrite[] {
  return calls.filter(isWrite).flatMap(({ operation, request }) => {
    if (operation !== 'TransactWriteItems') throw new Error(`expected a transaction, but got ${operation}`);
    return (request.TransactItems as Record<RecordedWrite['kind'], WireObject>[]).flatMap((item) =>
      (Object.entries(item) as [RecordedWrite['kind'], WireObject][]).map(([kind, part]) => writeOf(kind, part)),
    );
  });
}

/** `Update SHOP#a / PRODUCT#1 if attribute_exists(pk) AND version = 1`: a line each. */
export function conditionsIn(calls: readonly RecordedCall[]): string[] {
  return writesIn(calls).map(({ kind, pk, sk, condition }) => `${kind} ${pk} / ${sk} if ${condition}`);
}

/**
 * What breaks the law of an owner's writes, a line each: every item's condition binds its existence (or that it is not there yet), no old item
 * can come back, and every partition of a shop that is written stands beside a check of the caller's owning that shop, in the same transaction.
 */
export function unboundWrites(calls: readonly RecordedCall[], subject: string): string[] {
  return calls.filter(isWrite).flatMap((call) => {
    const writes = writesIn([call]);
    const owned = writes.filter((write) => write.kind === 'ConditionCheck' && write.pk === `USER#${subject}`);
    const bound = new Set(owned.filter(bindsExistence).map(({ sk }) => sk));
    return writes
      .filter(
        (write) =>
          !bindsExistence(write) || write.returns !== 'NONE' || !(owned.includes(write) || bound.has(write.pk)),
      )
      .map(({ kind, pk, sk, condition }) => `${kind} ${pk} / ${sk} if ${condition}`);
  });
}

function bindsExistence({ kind, condition }: RecordedWrite): boolean {
  const [first] = condition.split(' AND ');
  return first === (kind === 'Put' ? 'attribute_not_exists(pk)' : 'attribute_exists(pk)');
}

function writeOf(kind: RecordedWrite['kind'], part: WireObject): RecordedWrite {
  const { pk, sk } = (part.Key ?? part.Item) as { pk: { S: string }; sk: { S: string } };
  return {
    kind,
    pk: pk.S,
    sk: sk.S,
    condition: readable(part, part.ConditionExpression),
    update: readable(part, part.UpdateExpression),
    item: (part.Item ?? {}) as WireObject,
    returns: part.ReturnValuesOnConditionCheckFailure,
  };
}

function readable(part: WireObject, expression: unknown): string {
  const names = (part.ExpressionAttributeNames ?? {}) as Record<string, string>;
  const values = (part.ExpressionAttributeValues ?? {}) as Record<string, WireObject>;
  return ((expression as string | undefined) ?? '')
    .replace(/#\w+/g, (placeholder) => names[placeholder] ?? placeholder)
    .replace(/:\w+/g, (placeholder) => JSON.stringify(Object.values(values[placeholder] ?? {})[0]));
}
