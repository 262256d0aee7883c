import { readVariables } from '../server/configuration';
import { startEngine } from './engine';
import type { LocalFolder } from './localFolder';
import { findRunning, lockFolder } from './running';
import type { Shutdown } from './Shutdown';
import type { StoreAddress } from './store';

/** What of the environment names a table. */
export const STORE_VARIABLES = ['DYNAMODB_ENDPOINT', 'TABLE_NAME', 'AWS_REGION'] as const;

/** The environment's endpoint, or the running stack's, or an engine of our own on the local data, until `shutdown`. */
export async function findStore(folder: LocalFolder, shutdown: Shutdown, command: string): Promise<StoreAddress> {
  const given = readVariables(process.env, STORE_VARIABLES);
  const { AWS_REGION: region, TABLE_NAME: tableName, DYNAMODB_ENDPOINT: endpoint } = given;
  if (endpoint !== undefined) return { endpoint, region, tableName };
  const stack = (await findRunning(folder))?.ready;
  if (stack) return { ...stack, endpoint: stack.dynamoDbEndpoint };
  const lock = await lockFolder(folder, command);
  shutdown.add(() => lock.release());
  const engine = await startEngine({ dataFolder: folder.data });
  shutdown.add(() => engine.stop());
  return { endpoint: engine.endpoint, region, tableName, engine: engine.kind, isOwn: true };
}
