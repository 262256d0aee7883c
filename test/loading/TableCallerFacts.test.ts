import { CallerFacts, type CallerFactSource } from '../../src/loading/CallerFacts';
import { TableCallerFacts, type CallerRecords } from '../../src/loading/TableCallerFacts';
import type { Caller, VisitClaim } from '../../src/identity/Caller';
import { FakeStore } from '../storage/FakeStore';

const records: CallerRecords = {
  ownership: { partition: 'USER#{subject}', prefix: 'PLACE#', row: 'PLACE#{tenant}' },
  visitSerial: { key: { pk: 'PLACE#{tenant}', sk: 'PLACE' }, attribute: 'visitSerial' },
};

function world(): FakeStore {
  const owned = Array.from({ length: 7 }, (_, index) => ({
    pk: 'USER#many',
    sk: `PLACE#p${String(index)}`,
    grantedAt: 'x',
  }));
  return new FakeStore([
    { pk: 'USER#one', sk: 'PLACE#alpha', grantedAt: 'x' },
    { pk: 'USER#one', sk: 'PROFILE' },
    ...owned,
    { pk: 'PLACE#alpha', sk: 'PLACE', visitSerial: 3, name: 'hidden' },
    { pk: 'PLACE#bare', sk: 'PLACE' },
  ]);
}

function facts(store: FakeStore, ownershipCacheSeconds: number) {
  let now = 1_000_000;
  const faults: unknown[] = [];
  const report = (fault: unknown) => void faults.push(fault);
  const source = new TableCallerFacts(store.table, { records, ownershipCacheSeconds, report, elapsed: () => now });
  return { source, faults, pass: (milliseconds: number) => (now += milliseconds) };
}

describe('what the subject owns', () => {
  test('is told by the ownership records, page by page, keys only, consistently', async () => {
    const store = world();
    store.pageSize = 3;
    const { source } = facts(store, 0);
    expect([...(await source.tenantsOf('many'))]).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
    const requests = store.take();
    expect(requests).toHaveLength(3);
    expect(requests.every(({ attributes, consistent }) => attributes.join() === 'sk' && consistent)).toBe(true);
  });

  test('is asked for again when its time is over, also where the wall clock was set back meanwhile', async () => {
    const store = world();
    const source = new TableCallerFacts(store.table, { records, ownershipCacheSeconds: 1, report: () => undefined });
    const began = performance.now();
    let passed = 0;
    const elapsed = jest.spyOn(performance, 'now').mockImplementation(() => began + passed);
    expect([...(await source.tenantsOf('one'))]).toEqual(['alpha']);
    store.put({ pk: 'USER#one', sk: 'PLACE#beta', grantedAt: 'x' });
    const wall = jest.spyOn(Date, 'now').mockReturnValue(0);
    passed = 999;
    expect([...(await source.tenantsOf('one'))]).toEqual(['alpha']);
    passed = 1000;
    expect([...(await source.tenantsOf('one'))]).toEqual(['alpha', 'beta']);
    wall.mockRestore();
    elapsed.mockRestore();
  });

  test('is nothing that the records do not say', async () => {
    const { source } = facts(world(), 0);
    expect([...(await source.tenantsOf('one'))]).toEqual(['alpha']);
    expect([...(await source.tenantsOf('nobody'))]).toEqual([]);
  });

  test('and a row that names no tenant is a fault, and costs no other', async () => {
    const store = world();
    for (const sk of ['PLACE#', 'PLACE#a#b', 'PLACE#=']) store.put({ pk: 'USER#one', sk });
    const { source, faults } = facts(store, 0);
    expect([...(await source.tenantsOf('one'))]).toEqual(['alpha']);
    expect(faults.map((fault) => (fault as { key?: unknown }).key)).toEqual(
      ['PLACE#', 'PLACE#=', 'PLACE#a#b'].map((sk) => ({ pk: 'USER#one', sk })),
    );
  });

  test.each([
    ['auth0|one', 'auth0=7Cone'],
    ['google-oauth2|123', 'google-oauth2=7C123'],
    ['one@example.com', 'one@example.com'],
    ['one#PLACE', 'one=23PLACE'],
    ['öne', '=C3=B6ne'],
  ])('is told for a subject of any other provider as well: %s', async (subject, text) => {
    const store = world();
    for (const tenant of ['alpha', '2026-11-30T10:00:00.000Z', 'a=7Cb'])
      store.put({ pk: `USER#${text}`, sk: `PLACE#${tenant}`, grantedAt: 'x' });
    const { source } = facts(store, 0);
    expect(await source.tenantsOf(subject)).toEqual(new Set(['2026-11-30T10:00:00.000Z', 'a|b', 'alpha']));
  });

  test.each(['one#PLACE', 'USER#one', 'one#', '*', 'one\n', '../one', 'one=7C'])(
    'is nothing for a subject like %j, who is somebody else',
    async (subject) => {
      expect([...(await facts(world(), 5).source.tenantsOf(subject))]).toEqual([]);
    },
  );

  test('is nothing that no key of a tenant could say', async () => {
    const store = world();
    for (const text of ['a|b', 'a=7cb', '=41', 'b=', 'a#b']) store.put({ pk: 'USER#one', sk: `PLACE#${text}` });
    expect([...(await facts(store, 0).source.tenantsOf('one'))]).toEqual(['alpha']);
  });

  test.each(['', 'a\ud83e', 'a'.repeat(769)])(
    'is nothing for a subject that can be in no key, and is not asked',
    async (subject) => {
      const store = world();
      expect([...(await facts(store, 5).source.tenantsOf(subject))]).toEqual([]);
      expect(store.take()).toEqual([]);
    },
  );
});

describe('an answer about ownership is used again', () => {
  test('for the configured seconds at most, counted from when it was asked for', async () => {
    const store = world();
    const { source, pass } = facts(store, 5);
    await source.tenantsOf('one');
    pass(4_999);
    await source.tenantsOf('one');
    expect(store.take()).toHaveLength(1);
    pass(1);
    await source.tenantsOf('one');
    expect(store.take()).toHaveLength(1);
  });

  test('not longer because the store was slow', async () => {
    const store = world();
    const { source, pass } = facts(store, 5);
    const asked = source.tenantsOf('one');
    pass(4_000);
    await asked;
    pass(1_000);
    await source.tenantsOf('one');
    expect(store.take()).toHaveLength(2);
  });

  test('so that a change counts after these seconds', async () => {
    const store = world();
    const { source, pass } = facts(store, 5);
    await source.tenantsOf('one');
    store.put({ pk: 'USER#one', sk: 'PLACE#beta' });
    expect([...(await source.tenantsOf('one'))]).toEqual(['alpha']);
    pass(5_000);
    expect([...(await source.tenantsOf('one'))]).toEqual(['alpha', 'beta']);
  });

  test('never, where 0 turns it off', async () => {
    const store = world();
    const { source } = facts(store, 0);
    await source.tenantsOf('one');
    await source.tenantsOf('one');
    expect(store.take()).toHaveLength(2);
  });

  test('for its own subject only', async () => {
    const { source } = facts(world(), 5);
    await source.tenantsOf('one');
    expect([...(await source.tenantsOf('many'))]).toHaveLength(7);
  });

  test('and a failure is not', async () => {
    const store = world();
    const { source } = facts(store, 5);
    store.failures.push(new Error('throttled'));
    await expect(source.tenantsOf('one')).rejects.toThrow('throttled');
    expect([...(await source.tenantsOf('one'))]).toEqual(['alpha']);
  });

  test('for a bounded number of subjects: the oldest goes first', async () => {
    const store = world();
    const { source } = facts(store, 300);
    const limit = 10_000;
    for (let index = 0; index <= limit; index += 1) await source.tenantsOf(`u${String(index)}`);
    expect(store.take()).toHaveLength(limit + 1);
    await source.tenantsOf(`u${String(limit)}`);
    await source.tenantsOf('u1');
    expect(store.take()).toEqual([]);
    await source.tenantsOf('u0');
    expect(store.take()).toHaveLength(1);
  });
});

describe('whether a visit is current', () => {
  test('is asked each time, consistently, and nothing else is asked', async () => {
    const store = world();
    const { source } = facts(store, 300);
    expect(await source.isCurrent({ tenant: 'alpha', serial: 3 })).toBe(true);
    expect(await source.isCurrent({ tenant: 'alpha', serial: 3 })).toBe(true);
    const requests = store.take();
    expect(requests.map(({ attributes, consistent }) => [attributes.join(), consistent])).toEqual([
      ['sk,visitSerial', true],
      ['sk,visitSerial', true],
    ]);
  });

  test('changes at once when the serial is rotated', async () => {
    const store = world();
    const { source } = facts(store, 300);
    expect(await source.isCurrent({ tenant: 'alpha', serial: 3 })).toBe(true);
    store.put({ pk: 'PLACE#alpha', sk: 'PLACE', visitSerial: 4 });
    expect(await source.isCurrent({ tenant: 'alpha', serial: 3 })).toBe(false);
    expect(await source.isCurrent({ tenant: 'alpha', serial: 4 })).toBe(true);
  });

  test('is told of any tenant', async () => {
    const store = world();
    store.put({ pk: 'PLACE#a=7Cb', sk: 'PLACE', visitSerial: 2 });
    expect(await facts(store, 0).source.isCurrent({ tenant: 'a|b', serial: 2 })).toBe(true);
    expect(await facts(store, 0).source.isCurrent({ tenant: 'a=7Cb', serial: 2 })).toBe(false);
  });

  test.each<[string, VisitClaim]>([
    ['an earlier serial', { tenant: 'alpha', serial: 2 }],
    ['a later serial', { tenant: 'alpha', serial: 4 }],
    ['a tenant that is not there', { tenant: 'nowhere', serial: 3 }],
    ['a tenant without a serial', { tenant: 'bare', serial: 0 }],
    ['nothing on both sides', { tenant: 'bare', serial: undefined as unknown as number }],
    ['nothing on both sides, of nowhere', { tenant: 'nowhere', serial: undefined as unknown as number }],
    ['a serial in words', { tenant: 'alpha', serial: '3' as unknown as number }],
    ['no number', { tenant: 'alpha', serial: Number.NaN }],
    ['a tenant that would break out of its key', { tenant: 'alpha#x', serial: 3 }],
    ['a tenant that can be in no key', { tenant: '', serial: 3 }],
  ])('is denied to %s', async (_, claim) => {
    expect(await facts(world(), 300).source.isCurrent(claim)).toBe(false);
  });

  test('is not told where the store fails', async () => {
    const store = world();
    store.failures.push(new Error('throttled'));
    await expect(facts(store, 0).source.isCurrent({ tenant: 'alpha', serial: 3 })).rejects.toThrow('throttled');
  });
});

describe('one request asks at most once', () => {
  const caller: Caller = {
    roles: ['KEEPER'],
    subject: 'one',
    email: null,
    signIn: null,
    hasSecondFactor: true,
    device: null,
    guestSession: null,
    visit: { tenant: 'alpha', serial: 3 },
  };

  function counting() {
    const asked = { tenants: 0, visit: 0 };
    const source: CallerFactSource = {
      tenantsOf: () => Promise.resolve(new Set([`t${String((asked.tenants += 1))}`])),
      isCurrent: () => Promise.resolve((asked.visit += 1) > 0),
    };
    return { asked, source };
  }

  test('for each thing, also at the same time, and then knows both', async () => {
    const { asked, source } = counting();
    const callerFacts = new CallerFacts(caller, source);
    await Promise.all([
      callerFacts.learn(['tenants']),
      callerFacts.learn(['visit', 'tenants']),
      callerFacts.tenants(),
      callerFacts.visited(),
    ]);
    await callerFacts.learn(['tenants', 'visit']);
    expect(asked).toEqual({ tenants: 1, visit: 1 });
    expect([...(callerFacts.principal.holds('tenants') ?? [])]).toEqual(['t1']);
    expect([...(callerFacts.principal.holds('visit') ?? [])]).toEqual(['alpha']);
  });

  test('and nothing before a decision needs it', () => {
    const { asked, source } = counting();
    const { principal } = new CallerFacts(caller, source);
    expect(principal.holds('tenants')).toBeUndefined();
    expect(principal.holds('visit')).toBeUndefined();
    expect(asked).toEqual({ tenants: 0, visit: 0 });
  });

  test('and nothing for whom it cannot say anything of', async () => {
    const { asked, source } = counting();
    const visitor = new CallerFacts({ ...caller, subject: null, visit: null }, source);
    await visitor.learn(['tenants', 'visit']);
    expect([...(await visitor.tenants()), ...(await visitor.visited())]).toEqual([]);
    expect(asked).toEqual({ tenants: 0, visit: 0 });
  });

  test.each(['tenants', 'visit'] as const)('and again where the table did not answer: %s', async (source) => {
    const { source: answering } = counting();
    let failures = 1;
    const failing = async <T>(ask: () => Promise<T>) => {
      if (failures-- > 0) throw new Error('throttled');
      return ask();
    };
    const callerFacts = new CallerFacts(caller, {
      tenantsOf: (subject) => failing(() => answering.tenantsOf(subject)),
      isCurrent: (visit) => failing(() => answering.isCurrent(visit)),
    });
    const asked = await Promise.allSettled([callerFacts.learn([source]), callerFacts.learn([source])]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await callerFacts.learn([source]);
    expect(callerFacts.principal.holds(source)?.size).toBe(1);
  });

  test('what one source tells, though another one failed before', async () => {
    const { source: answering } = counting();
    const later = () => new Promise<void>((done) => setImmediate(done));
    const callerFacts = new CallerFacts(caller, {
      tenantsOf: () => Promise.reject(new Error('throttled')),
      isCurrent: async (visit) => later().then(() => answering.isCurrent(visit)),
    });
    await expect(callerFacts.learn(['tenants', 'visit'])).rejects.toThrow('throttled');
    expect(callerFacts.principal.holds('visit')?.size).toBe(1);
    expect(callerFacts.principal.holds('tenants')).toBeUndefined();
  });

  test('of the visit again once it was forgotten, and of nothing else', async () => {
    const { asked, source } = counting();
    const callerFacts = new CallerFacts(caller, source);
    await callerFacts.learn(['tenants', 'visit']);
    callerFacts.forgetVisit();
    expect(callerFacts.principal.holds('visit')).toBeUndefined();
    expect(callerFacts.principal.holds('tenants')?.size).toBe(1);
    await callerFacts.learn(['tenants', 'visit']);
    expect(asked).toEqual({ tenants: 1, visit: 2 });
  });

  test('and nothing for what no table tells', async () => {
    const { asked, source } = counting();
    await new CallerFacts(caller, source).learn(['subject']);
    expect(asked).toEqual({ tenants: 0, visit: 0 });
  });

  test('another’s token of an outdated serial is no visit', async () => {
    const { source } = counting();
    const outdated = new CallerFacts(caller, { ...source, isCurrent: () => Promise.resolve(false) });
    await outdated.learn(['visit']);
    expect([...(outdated.principal.holds('visit') ?? ['?'])]).toEqual([]);
  });
});
