import type { ApiUnderTest } from './ApiUnderTest';
import type { Fault } from './DynamoRecorder';
import type { RecordedCall, WireObject } from './RecordedCall';

type Call = Pick<RecordedCall, 'operation' | 'request'>;

export const isTransaction = ({ operation }: Call): boolean => operation === 'TransactWriteItems';

/** Runs `first` once, just before the transaction with this number is passed on to the engine. */
export function beforeTransaction(
  { recorder }: Pick<ApiUnderTest, 'recorder'>,
  number: number,
  first: () => Promise<unknown>,
): void {
  let count = 0;
  recorder.faults = async (call) => {
    if (isTransaction(call)) count += 1;
    if (count < number) return undefined;
    recorder.faults = undefined;
    await first();
    return undefined;
  };
}

/** An index that lags behind its table so far that it lists nothing. */
export function lagging({ operation, request }: Call): Fault {
  if (operation !== 'Query' || request.IndexName === undefined) return undefined;
  return { transform: (response) => ({ ...response, Items: [], Count: 0, ScannedCount: 0 }) };
}

/** How the store answers a transaction that it cancels for these reasons; one for all items, or one each. */
export function cancelled({ request }: Call, code: string): Fault {
  const items = (request.TransactItems as unknown[]).length;
  const reasons = Array.from({ length: items }, () => ({ Code: code, Message: 'Transaction is ongoing for the item' }));
  return {
    status: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
      CancellationReasons: reasons,
    },
  };
}

/** How the store answers while an earlier call with the same token is still at work. */
export const IN_PROGRESS: Fault = {
  status: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionInProgressException',
    Message: 'Transaction with the same token is in progress',
  },
};

/** Sends the call on to the engine itself, whatever the API is told of it. */
export async function made({ operation, request }: Call): Promise<WireObject> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20260101T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  };
  const body = JSON.stringify(request);
  const answer = await fetch(process.env.FIELDGATE_TEST_ENDPOINT ?? '', { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`the engine refused: ${await answer.text()}`);
  return (await answer.json()) as WireObject;
}
