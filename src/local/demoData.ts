import { DEMO_SIZE, generateWorld } from './demo/world';
import { Progress } from './progress';
import type { Store } from './store';
import { isEmpty, readJob, TABLE_FORMAT, worldOptionsOf, writeJob, type WorldJob } from './worldJobs';
import { writeItems } from './write';

/** `foreign`: the table holds something else, which the demo must not be mixed into. */
export type DemoState = 'complete' | 'missing' | 'foreign';

export async function demoState(store: Store): Promise<DemoState> {
  const job = await readJob(store, 0);
  if (job) return job.state === 'complete' ? 'complete' : 'missing';
  return (await isEmpty(store)) ? 'missing' : 'foreign';
}

/** Notes in a table that was made just now that it was, and that the demo data is to come. */
export async function beginDemoData(store: Store, madeTable: string, now = new Date()): Promise<void> {
  await writeJob(store, { ...newJob(now), madeTable });
}

/**
 * Writes the demo data into an empty table, or completes it where that was interrupted: the same items are written again,
 * so nothing is doubled. Resolves with the number of items.
 */
export async function loadDemoData(store: Store, now = new Date()): Promise<number> {
  const begun = await readJob(store, 0);
  const job = begun ?? newJob(now);
  await writeJob(store, job);
  const progress = new Progress('Demo data', countItems(job));
  const onWritten = (each: number): void => progress.add(each);
  const count = await progress.during(writeItems(generateWorld(worldOptionsOf(job)), { ...store, onWritten }));
  await writeJob(store, { ...job, state: 'complete' });
  return count;
}

function newJob(now: Date): WorldJob {
  return { generation: 0, state: 'writing', format: TABLE_FORMAT, size: DEMO_SIZE, now: now.toISOString() };
}

/** Made twice, which takes a moment, rather than kept: 33,000 items would stay in memory. */
function countItems(job: WorldJob): number {
  let count = 0;
  for (const items of generateWorld(worldOptionsOf(job))) count += items.length;
  return count;
}
