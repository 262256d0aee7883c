import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { assertUninterrupted, onInterruption } from './interruption';
import { environmentWith, ROOT } from './LocalStack';
import { Unproven } from './Step';

/** Where a table says how far the demo data were loaded; see src/local/worldJobs.ts. */
export const DEMO_JOB = { pk: { S: 'WORLD' }, sk: { S: 'JOB#000000' } };

interface Address {
  readonly endpoint: string;
  readonly region: string;
  readonly tableName: string;
}

/** Loads the demo data into an empty table as `npm start` does, or completes what was interrupted. What is there stays. */
export async function loadDemo(address: Address): Promise<void> {
  const options = { cwd: ROOT, env: environmentWith({}) as NodeJS.ProcessEnv, execArgv: [] };
  const child = fork(join(ROOT, 'dist/src/local/loadDemo.js'), [JSON.stringify(address)], options);
  const forget = onInterruption(() => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  forget();
  assertUninterrupted();
  if (code !== 0) throw new Unproven('the demo data to be loaded', 'they were not', 'See above; run it again.');
}
