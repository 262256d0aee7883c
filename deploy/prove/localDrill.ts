import { AwsRefusal, toEngine, type Call } from './calls';
import { notThere, untilActive, type DrillSite, type Item } from './drill';
import { undoneAfter } from './interruption';
import { withServer, type LocalStack } from './LocalStack';
import { readAsBoth } from './readAsBoth';

/** What one transaction takes; the embedded engine is fastest so. */
const ITEMS_AT_ONCE = 100;
const OWNER = 'owner1@example.com';

/** The drill against a local stack. */
export function localDrill(stack: LocalStack): DrillSite {
  const { dynamoDbEndpoint, tableName } = stack.running;
  const call = toEngine(dynamoDbEndpoint);
  return {
    ...{ call, tableName, store: stack.store, tags: {} },
    restore: async (target) => restored(call, tableName, target),
    read: async (target, shop) => {
      const changes = `${target}-changes`;
      const given = { ...stack.store, TABLE_NAME: target, CHANGES_TABLE_NAME: changes };
      return undoneAfter(
        async () =>
          withServer(given, async (url) => readAsBoth(`${url}/graphql`, shop, async () => stack.idToken(OWNER))),
        async () => call('dynamodb', 'delete-table', { TableName: changes }).catch(notThere),
      );
    },
    commands: () => [
      'none here: a stack on this machine is not deployed; `node deploy/drill.mjs --aws -c stage=prod` prints them',
    ],
  };
}

/** As AWS would, where the engine can; else item by item. */
async function restored(
  call: Call,
  SourceTableName: string,
  TargetTableName: string,
): ReturnType<DrillSite['restore']> {
  const moment = new Date();
  try {
    const RestoreDateTime = Math.floor(moment.getTime() / 1_000);
    await call('dynamodb', 'restore-table-to-point-in-time', { SourceTableName, TargetTableName, RestoreDateTime });
    await untilActive(call, TargetTableName);
    return { moment, how: `to ${moment.toISOString()}` };
  } catch (error) {
    if (!(error instanceof AwsRefusal)) throw error;
  }
  const count = await copied(call, SourceTableName, TargetTableName);
  const how = `this engine has no point-in-time recovery, so ${String(count)} items were copied one by one as they were from ${moment.toISOString()} on`;
  return { moment, how };
}

interface Form {
  readonly AttributeDefinitions: unknown;
  readonly KeySchema: unknown;
  readonly GlobalSecondaryIndexes: readonly { IndexName: string; KeySchema: unknown; Projection: unknown }[];
}

/** Makes a table of the same form, with nothing in it. */
export async function copiedForm(call: Call, source: string, target: string): Promise<void> {
  const { Table } = await call('dynamodb', 'describe-table', { TableName: source });
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = Table as Form;
  await call('dynamodb', 'create-table', {
    ...{ TableName: target, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions, KeySchema },
    GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys, Projection }) => ({
      ...{ IndexName, KeySchema: keys, Projection },
    })),
  });
  await untilActive(call, target);
}

/** Makes a table of the same form, with the same items. Resolves with how many. */
export async function copied(call: Call, source: string, target: string): Promise<number> {
  await copiedForm(call, source, target);
  let [count, start]: [number, unknown] = [0, undefined];
  do {
    const page = await call('dynamodb', 'scan', {
      TableName: source,
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });
    const items = page.Items as Item[];
    for (let at = 0; at < items.length; at += ITEMS_AT_ONCE)
      await call('dynamodb', 'transact-write-items', {
        TransactItems: items.slice(at, at + ITEMS_AT_ONCE).map((Item) => ({ Put: { TableName: target, Item } })),
      });
    count += items.length;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return count;
}
