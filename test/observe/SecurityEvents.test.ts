import { createLogger } from '../../src/observe/logger';
import { RequestRecord, type SecurityEventKind } from '../../src/observe/requests/RequestRecord';
import { SecurityEvents } from '../../src/observe/SecurityEvents';
import { auditLog } from '../support/auditLog';
import { LogRecorder } from '../support/LogRecorder';

const MINUTE = 60_000;
let now: number;
let log: LogRecorder;
let events: SecurityEvents;
beforeEach(() => {
  now = 1000 * MINUTE;
  log = new LogRecorder();
  events = new SecurityEvents(createLogger({ LOG_LEVEL: 'info' }, log), () => now);
});
afterEach(() => {
  expect(auditLog(log.written)).toEqual([]);
});

interface Told {
  readonly kinds?: readonly SecurityEventKind[];
  readonly denied?: number;
  readonly caller?: string | null;
  readonly network?: string;
}

function report({ kinds = [], denied = 0, caller = 'aaaaaaaaaaaa', network = '203.0.113.0/24' }: Told): RequestRecord {
  const record = new RequestRecord('id');
  for (const kind of kinds) record.security.add(kind);
  record.denied = Array.from({ length: denied }, (_, n) => ({ coordinate: `Thing.field${n}`, requires: 'more' }));
  Object.assign(record, { caller, network, roles: ['GUEST'] });
  events.report(record);
  return record;
}

const counts = () => log.lines().map(({ count }) => count);

test('an event tells kind, role, pseudonym, request and network', () => {
  report({ kinds: ['forged_token'] });
  expect(log.lines()).toEqual([
    {
      level: 'warn',
      time: expect.any(String),
      event: 'security',
      kind: 'forged_token',
      requestId: 'id',
      roles: ['GUEST'],
      caller: 'aaaaaaaaaaaa',
      network: '203.0.113.0/24',
      count: 1,
      msg: 'security event',
    },
  ]);
});

test('a flood writes its 1st, 10th, 100th and 1000th of a minute', () => {
  for (let n = 0; n < 1500; n += 1) report({ kinds: ['forged_visit_token'] });
  expect(counts()).toEqual([1, 10, 100, 1000]);
  now += MINUTE;
  report({ kinds: ['forged_visit_token'] });
  expect(counts()).toEqual([1, 10, 100, 1000, 1]);
});

test('kinds and callers are counted apart; whoever has no name, by network', () => {
  report({ kinds: ['forged_token', 'forged_visit_token'] });
  report({ kinds: ['forged_token'], caller: 'bbbbbbbbbbbb' });
  report({ kinds: ['forged_token'], caller: null });
  report({ kinds: ['forged_token'], caller: null, network: '198.51.100.0/24' });
  report({ kinds: ['forged_token'], caller: null });
  expect(counts()).toEqual([1, 1, 1, 1, 1]);
});

describe('repeated denials', () => {
  test('are told once a caller and minute', () => {
    const records = Array.from({ length: 30 }, () => report({ denied: 5 }));
    expect(log.lines()).toMatchObject([{ kind: 'repeated_denials', count: 55 }]);
    // So that the metric counts it once, too.
    expect(records.filter(({ security }) => security.has('repeated_denials'))).toHaveLength(1);
    now += MINUTE;
    for (let n = 0; n < 30; n += 1) report({ denied: 5 });
    expect(log.lines()).toHaveLength(2);
  });

  test('are those of one caller', () => {
    for (let n = 0; n < 26; n += 1) report({ denied: 1, caller: n % 2 ? 'aaaaaaaaaaaa' : 'bbbbbbbbbbbb' });
    report({ denied: 50, caller: 'cccccccccccc' });
    expect(log.written).toEqual([]);
  });
});

test('more callers than are counted cost no memory', () => {
  for (let n = 0; n < 20_000; n += 1) report({ denied: 1, caller: n.toString(16).padStart(12, '0') });
  expect((events as unknown as { counts: Map<string, number> }).counts.size).toBe(10_000);
});

test('what one caller does ten times within a minute is told to whoever listens, and what several do once each is not', () => {
  const heard: SecurityEventKind[] = [];
  events.whenRepeated((kind) => heard.push(kind));
  for (let n = 0; n < 30; n += 1) report({ kinds: ['forged_cursor'], caller: null, network: `203.0.${n}.0/24` });
  for (let n = 0; n < 9; n += 1) report({ kinds: ['forged_token'] });
  expect(heard).toEqual([]);
  report({ kinds: ['forged_token'] });
  report({ denied: 51, caller: 'bbbbbbbbbbbb' });
  expect(heard).toEqual(['forged_token', 'repeated_denials']);
  now += MINUTE;
  for (let n = 0; n < 9; n += 1) report({ kinds: ['forged_token'] });
  expect(heard).toHaveLength(2);
});
