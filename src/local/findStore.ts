import { startEngine } from './engine';
import type { LocalFolder } from './localFolder';
import { findRunning, lockFolder } from './running';
import type { Shutdown } from './Shutdown';
import type { StoreAddress } from './store';

/** The environment's endpoint, or the running stack's, or an engine of our own on the local data, until `shutdown`. */
export async function findStore(folder: LocalFolder, shutdown: Shutdown, command: string): Promise<StoreAddress> {
  const region = process.env.AWS_REGION || 'eu-central-1';
  const tableName = process.env.TABLE_NAME || 'fieldgate';
  const endpoint = process.env.DYNAMODB_ENDPOINT || undefined;
  if (endpoint !== undefined) return { endpoint, region, tableName };
  const stack = (await findRunning(folder))?.ready;
  if (stack) return { ...stack, endpoint: stack.dynamoDbEndpoint };
  const lock = await lockFolder(folder, command);
  shutdown.add(() => lock.release());
  const engine = await startEngine({ dataFolder: folder.data });
  shutdown.add(() => engine.stop());
  return { endpoint: engine.endpoint, region, tableName, engine: engine.kind };
}
