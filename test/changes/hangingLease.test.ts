import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { StoreClient } from '../../src/storage/client';
import { CLOCK } from '../../src/changes/clock';
import { Lease } from '../../src/changes/Lease';
import { LeasedFeed } from '../../src/changes/LeasedFeed';
import type { Table } from '../../src/storage/Table';
import { byAnotherWay, openChangesTable } from '../support/changesTable';
import { DynamoRecorder } from '../support/DynamoRecorder';
import type { RecordedCall } from '../support/RecordedCall';
import { isTransaction } from '../support/faults';
import { FakeStream } from './FakeStream';

/*
 * A store that takes what it is asked and does not answer: one instance's way to it, while the others' is well.
 */

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const DURATION_MS = 1000;
const NEVER = new Promise<never>(() => undefined);

let client: StoreClient;
let table: Table;
let recorder: DynamoRecorder;
let hanging: { client: StoreClient; table: Table };
let names = 0;
let name = '';

beforeAll(async () => {
  ({ client, table } = await openChangesTable());
  recorder = await DynamoRecorder.start({ target: process.env.FIELDGATE_TEST_ENDPOINT });
});
beforeEach(() => {
  name = `lease-${String((names += 1))}`;
  recorder.faults = undefined;
  recorder.take();
  hanging = byAnotherWay(table, recorder.url);
});
afterEach(() => hanging.client.destroy());
afterAll(async () => {
  client.destroy();
  await recorder.close();
});

const leaseOf = (owner: string, by: Table) =>
  new Lease({ table: by, name, owner, durationMs: DURATION_MS, clock: CLOCK });

/** Reads a stream as the leader; what it hands on is noted with its name. */
function instance(
  owner: string,
  by: Table,
  {
    heard = [],
    ...more
  }: { stream: FakeStream; heard?: string[]; take?: () => Promise<void>; onGap?: () => Promise<void> },
): LeasedFeed {
  return new LeasedFeed({
    lease: leaseOf(owner, by),
    durationMs: DURATION_MS,
    pollMs: 1,
    clock: CLOCK,
    onTrouble: () => undefined,
    take: (changes) => Promise.resolve(void heard.push(...changes.map(({ key }) => `${owner} ${key.pk}`))),
    ...more,
  });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** A stream of which no read is answered any more. */
class SilentStream extends FakeStream {
  override read(): Promise<never> {
    return NEVER;
  }
}

test('a leader that is not answered leads no longer than its lease, and hands nothing on after it', async () => {
  const stream = new FakeStream();
  const heard: string[] = [];
  const [one, two] = [instance('one', hanging.table, { stream, heard }), instance('two', table, { stream, heard })];
  stream.write('root', 'early');
  one.start();
  await until(() => heard.length === 1);
  recorder.faults = (call) => (isTransaction(call) ? 'hang' : undefined);
  // Nor does it matter whether garbage is collected meanwhile, which took a timer with it.
  await until(() => (collectGarbage(), !one.isLeading));
  two.start();
  await until(() => two.isLeading);
  stream.write('root', 'late');
  await until(() => heard.includes('two late'));
  expect(heard).not.toContain('one late');
  await Promise.all([one.stop(), two.stop()]);
});

test('what was handed on of a stream that is another one now is never forgotten: whoever follows is told', async () => {
  const stream = new FakeStream();
  const heard: string[] = [];
  const onGap = jest.fn(async () => Promise.resolve());
  const [one, two] = [
    instance('one', hanging.table, { stream, heard }),
    instance('two', table, { stream, heard, onGap }),
  ];
  // It takes the turn, and can write nothing down any more.
  let writes = 0;
  const isItsOwn = ({ request }: Pick<RecordedCall, 'request'>) => JSON.stringify(request).includes(`LEASE#${name}"`);
  recorder.faults = (call) => (isTransaction(call) && isItsOwn(call) && (writes += 1) > 1 ? 'hang' : undefined);
  stream.write('root', 'early');
  one.start();
  await until(() => one.isLeading);
  await until(() => !one.isLeading);
  await one.stop();
  stream.renew('stream-2', 'second');
  stream.write('second', 'late');
  two.start();
  await until(() => heard.includes('two late'));
  // It can hand nothing on before it has written down which stream that is of.
  expect([heard.includes('one early'), onGap.mock.calls.length]).toEqual([false, 0]);
  await two.stop();
});

test.each([
  ['the store', { stream: new FakeStream() }],
  ['the store and the stream', { stream: new SilentStream() }],
  ['the store and whoever is handed something', { stream: new FakeStream(), take: async () => NEVER }],
])('it ends though %s does not answer', async (_what, parts) => {
  const one = instance('one', hanging.table, parts);
  one.start();
  await until(() => one.isLeading);
  parts.stream.write('root', 'a');
  recorder.faults = (call) => (isTransaction(call) ? 'hang' : undefined);
  await one.stop();
});

test('whoever asks for the turn, and is not answered, ends as well', async () => {
  recorder.faults = () => 'hang';
  const one = instance('one', hanging.table, { stream: new FakeStream() });
  one.start();
  await one.stop();
});

test('what was asked before the turn was given up, and is done late, does not keep it', async () => {
  const [a, b] = [leaseOf('a', hanging.table), leaseOf('b', table)];
  const turn = (await a.acquire())!;
  let letPass = () => {};
  const held = new Promise<void>((resolve) => (letPass = resolve));
  const giveUp = new AbortController();
  recorder.faults = async () => {
    recorder.faults = undefined;
    giveUp.abort();
    await held;
    return undefined;
  };
  recorder.take();
  await expect(a.keep(turn, turn.progress, giveUp.signal)).rejects.toThrow();
  expect(await a.release(turn, turn.progress)).toBe(true);
  letPass();
  await until(() => recorder.calls.filter(({ status }) => status > 0).length === 2);
  expect(await b.acquire()).toMatchObject({ fence: 2 });
});
