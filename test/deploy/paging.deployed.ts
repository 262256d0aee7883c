import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '../../src/observe/logger';
import { LagLog } from '../../src/changes/LagLog';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { LogRecorder } from '../support/LogRecorder';
import { StsUnderTest } from '../support/StsUnderTest';
import { baseWorld, order, SUBJECTS } from '../support/world';
import { ALARMS, CloudWatch, datapointsOf, metricsOf } from './CloudWatch';
import { isMeasured } from './awsMetrics';
import { FAILURES, type Failure } from './failures';
import { byBoth, whenTagsAreTooBig } from './injections';

/*
 * Who is woken when something fails. The server fails in earnest; what it logs goes through the filters of the templates, and
 * the conditions of their alarms are evaluated. docs/operations.md has the table of what is seen here.
 */

const OPERATIONS = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');

/** Most alarms look at five minutes. */
const SOON = 5;
const ALWAYS = Infinity;

let api: ApiUnderTest;
let sts: StsUnderTest;
beforeAll(async () => {
  [api, sts] = await Promise.all([
    ApiUnderTest.start([...baseWorld(), ...order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 })]),
    StsUnderTest.start(),
  ]);
});
afterAll(async () => {
  await api.close();
  await sts.close();
});

/** Measures what AWS does where all is well, of which silence is bad. */
function withAllWell(failure = ''): CloudWatch {
  const cloudWatch = new CloudWatch();
  const service = { ClusterName: 'TasksCluster', ServiceName: 'TasksService' };
  if (failure !== 'A task is missing') cloudWatch.measure('ECS/ContainerInsights', 'RunningTaskCount', 2, service);
  const targets = { LoadBalancer: 'Balancer', TargetGroup: 'TasksGroup' };
  if (failure !== 'No task is well') cloudWatch.measure('AWS/ApplicationELB', 'HealthyHostCount', 2, targets);
  return cloudWatch;
}

const rows: string[] = [];
/** How long it takes until the last of these alarms has looked often enough. */
function after(pages: readonly string[]): string {
  const minutes = ALARMS.filter(({ name }) => pages.includes(name)).map((alarm) => {
    const datapoints = datapointsOf(alarm);
    return datapoints.count * datapoints.minutes;
  });
  const longest = Math.max(0, ...minutes);
  if (longest === 0) return '';
  return longest < 60 ? `${String(longest)} min` : `${String(longest / 60)} h`;
}

const row = (failure: string, client: string, pages: readonly string[]) => {
  const whom = pages.map((page) => `\`${page}\``).join(', ') || 'nobody';
  rows.push(`| ${failure} | ${client} | ${whom} | ${after(pages)} |`);
};

test('nobody is woken where all is well', async () => {
  const cloudWatch = withAllWell();
  expect(cloudWatch.ringing(ALWAYS)).toEqual([]);
  const { status } = await api.execute('{ viewer { roles } }');
  await api.log.line({ event: 'request' });
  for (const stack of ['watch', 'sockets'] as const) cloudWatch.hear(stack, api.log.written);
  expect([status, cloudWatch.ringing(ALWAYS)]).toEqual([200, []]);
});

test.each(FAILURES.map((failure) => [failure.failure, failure] as const))(
  '%s',
  async (name, { inject, pages, minutes = SOON }: Failure) => {
    const cloudWatch = withAllWell(name);
    const saw = await inject({ api, sts, cloudWatch });
    expect(cloudWatch.ringing(minutes)).toEqual([...pages].sort());
    row(name, saw, pages);
  },
  60_000,
);

test('tags that are too big for STS are a refusal, too', async () => {
  const cloudWatch = withAllWell();
  await whenTagsAreTooBig({ api, sts, cloudWatch });
  expect(cloudWatch.ringing(SOON)).toEqual([...byBoth('Failed', 'RefusedByAws')].sort());
});

test('Changes are read late', () => {
  jest.useFakeTimers();
  const log = new LogRecorder();
  const lagLog = new LagLog(createLogger({ LOG_LEVEL: 'info' }, log));
  lagLog.watch('notices', () => 90);
  jest.advanceTimersByTime(60_000);
  lagLog.close();
  jest.useRealTimers();
  const cloudWatch = withAllWell();
  cloudWatch.hear('sockets', log.written);
  expect(cloudWatch.ringing(SOON)).toEqual(['TaskChangesLate']);
  row('Changes are read late', 'late events', ['TaskChangesLate']);
});

test('every alarm is rung by one of these, and tells the topic of the stage, at its end as well', () => {
  const rung = new Set([...FAILURES.flatMap(({ pages }) => pages), 'TaskChangesLate']);
  expect(ALARMS.map(({ name }) => name).filter((name) => !rung.has(name))).toEqual([]);
  for (const { name, AlarmActions, OKActions, AlarmDescription } of ALARMS) {
    expect([name, JSON.stringify(AlarmActions)]).toEqual([name, expect.stringMatching(/Topic/)]);
    expect([name, OKActions]).toEqual([name, AlarmActions]);
    expect([name, AlarmDescription.length > 10]).toEqual([name, true]);
  }
});

test('every alarm looks at a metric that AWS documents, with the dimensions that it documents, or at one of our filters', () => {
  expect(
    ALARMS.flatMap(({ name, ...alarm }) =>
      metricsOf(alarm)
        .filter((metric) => !isMeasured(metric))
        .map(() => name),
    ),
  ).toEqual([]);
});

test('docs/operations.md has the table of it', () => {
  const [, table] =
    /<!-- failures, by test\/deploy\/paging\.deployed\.ts -->\n([^]*?)<!-- end -->/.exec(OPERATIONS) ?? [];
  const made = [
    '| what fails | what clients see | who wakes somebody | after |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
  expect(table).toBe(made);
});
