import { readVariables } from '../configuration/configuration';
import { isDeploymentMeant } from './deployment';
import { startEngine } from './engine';
import type { LocalFolder } from './localFolder';
import { findRunning, lockFolder } from './running';
import type { Shutdown } from './Shutdown';
import type { StoreAddress } from './store';

/** What of the environment names a table. */
export const STORE_VARIABLES = ['FIELDGATE_MODE', 'DYNAMODB_ENDPOINT', 'TABLE_NAME', 'AWS_REGION'] as const;

/**
 * The environment's endpoint; or AWS, where a deployment is meant: by `FIELDGATE_MODE`, or by a `TABLE_NAME` without one. Otherwise the running
 * stack's, or an engine of our own on the local data, until `shutdown`. Says on stdout where it is AWS.
 */
export async function findStore(folder: LocalFolder, shutdown: Shutdown, command: string): Promise<StoreAddress> {
  const given = readVariables(process.env, STORE_VARIABLES);
  const { AWS_REGION: region, TABLE_NAME: tableName, DYNAMODB_ENDPOINT: endpoint } = given;
  if (endpoint !== undefined) return { endpoint, region, tableName };
  if (isDeploymentMeant(process.env, ['TABLE_NAME'])) {
    console.log(`The table ${tableName} on AWS in ${region}.`);
    return { region, tableName };
  }
  const stack = (await findRunning(folder))?.ready;
  if (stack) return { ...stack, endpoint: stack.dynamoDbEndpoint };
  const lock = await lockFolder(folder, command);
  shutdown.add(() => lock.release());
  const engine = await startEngine({ dataFolder: folder.data });
  shutdown.add(() => engine.stop());
  return { endpoint: engine.endpoint, region, tableName, engine: engine.kind, isOwn: true };
}
