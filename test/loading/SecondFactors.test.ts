import * as fc from 'fast-check';
import { SecondFactors, type DeviceKind, type SecondFactorRecord } from '../../src/loading/SecondFactors';
import { RequirementError, StoreUnavailableError } from '../../src/storage/calls/errors';
import type { Key } from '../../src/storage/keys';
import type { ReadOptions } from '../../src/storage/Table';
import type { Requirement, Write } from '../../src/storage/writes';

const record: SecondFactorRecord = {
  key: { pk: 'PERSON#{subject}', sk: 'FACTOR' },
  serial: 'proofSerial',
  failures: { known: 'wrongKnown', other: 'wrongOther' },
  forgivenAt: 'forgivenAt',
};
const MOST: Readonly<Record<DeviceKind, number>> = { known: 20, other: 80 };
const DAY_MS = 86_400_000;
const { signal } = new AbortController();

type Row = Record<string, number>;

/** Rows of numbers, and updates of one row that are made where their requirements hold. */
class Rows {
  readonly rows = new Map<string, Row>();
  readonly signals: unknown[] = [];
  readonly reads: unknown[] = [];
  failure: Error | null = null;

  read(keys: readonly Key[], attributes: readonly string[], { consistent, signal: given }: ReadOptions = {}) {
    this.reads.push({ attributes, consistent });
    this.signals.push(given);
    if (this.failure) return Promise.resolve(keys.map(() => this.failure));
    return Promise.resolve(keys.map(({ pk, sk }) => this.rows.get(`${pk} ${sk}`) ?? null));
  }

  transact([write]: readonly Write[], options: ReadOptions = {}): Promise<void> {
    this.signals.push(options.signal);
    return this.failure ? Promise.reject(this.failure) : Promise.resolve().then(() => this.update(write!));
  }

  private update(write: Write): void {
    if (write.kind !== 'update') throw new Error('expected an update');
    const name = `${write.key.pk} ${write.key.sk}`;
    const row = this.rows.get(name);
    if (!write.require.every((each) => holds(row, each))) throw new RequirementError(new Set([0]));
    const { set = {}, add = {} } = write;
    const sums = Object.entries(add).map(([attribute, by]) => [attribute, (row?.[attribute] ?? 0) + by]);
    this.rows.set(name, { ...row, ...(set as Row), ...Object.fromEntries(sums) });
  }
}

function holds(row: Row | undefined, requirement: Requirement): boolean {
  if (requirement.kind === 'exists') return row !== undefined;
  if (requirement.kind === 'below') return (row?.[requirement.attribute] ?? -Infinity) < requirement.value;
  if (requirement.kind === 'atLeast') return (row?.[requirement.attribute] ?? -Infinity) >= requirement.value;
  throw new Error(`no ${requirement.kind} here`);
}

function given(row?: Row) {
  const table = new Rows();
  if (row) table.rows.set('PERSON#p1 FACTOR', row);
  const factors = new SecondFactors(table, record);
  return { table, factors, row: () => table.rows.get('PERSON#p1 FACTOR') };
}

const kinds = Object.keys(MOST) as DeviceKind[];

let now = 0;
beforeEach(() => {
  now = Date.UTC(2026, 0, 1);
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

describe('the serial', () => {
  test('is 0 until proofs were ended, then one more each time', async () => {
    const { table, factors } = given();
    expect(await factors.serialOf('p1', signal)).toBe(0);
    for (const serial of [1, 2, 3]) {
      await factors.endProofs('p1', { forgiving: serial === 2 }, signal);
      expect(await factors.serialOf('p1', signal)).toBe(serial);
    }
    expect(await factors.serialOf('p2', signal)).toBe(0);
    expect(new Set(table.signals)).toEqual(new Set([signal]));
  });

  test('is read consistently, and nothing else is', async () => {
    const { table, factors } = given({ wrongKnown: 3 });
    expect(await factors.serialOf('p1')).toBe(0);
    expect(table.reads).toEqual([{ attributes: ['proofSerial'], consistent: true }]);
  });

  test('of who can be in no key is 0, and is not asked for', async () => {
    const { table, factors } = given();
    expect(await factors.serialOf('')).toBe(0);
    expect(table.reads).toEqual([]);
  });

  test('is not told where the store fails, nor is it raised', async () => {
    const { table, factors } = given();
    table.failure = new StoreUnavailableError('away');
    await expect(factors.serialOf('p1')).rejects.toThrow('away');
    await expect(factors.endProofs('p1', { forgiving: false })).rejects.toThrow('away');
  });

  test('that can be raised no further is an error, and no proof passes for ended', async () => {
    const { factors } = given({ proofSerial: Number.MAX_SAFE_INTEGER });
    await expect(factors.endProofs('p1', { forgiving: false })).rejects.toThrow(RequirementError);
  });
});

describe('tries', () => {
  test.each(kinds)('are so many in a row and no more, each kind of device by itself: %s', async (kind) => {
    const { table, factors } = given();
    for (let tried = 0; tried < MOST[kind]; tried += 1) expect(await factors.takeTry('p1', kind, signal)).toBe(true);
    expect(await factors.takeTry('p1', kind, signal)).toBe(false);
    for (const other of kinds) expect(await factors.takeTry('p1', other)).toBe(other !== kind);
    expect(await factors.takeTry('p2', kind)).toBe(true);
    expect(table.signals[0]).toBe(signal);
  });

  test.each(kinds)('begin again after a right code, of its kind alone: %s', async (kind) => {
    const { factors, row, table } = given({ wrongKnown: 20, wrongOther: 80 });
    await factors.succeeded('p1', kind, signal);
    for (const each of kinds) expect(await factors.takeTry('p1', each)).toBe(each === kind);
    expect(row()).toEqual({ wrongKnown: 20, wrongOther: 80, [record.failures[kind]]: 1 });
    expect(table.signals[0]).toBe(signal);
  });

  test('that nobody took make no row where they are given back or succeed', async () => {
    const { table, factors } = given();
    await factors.succeeded('p1', 'known');
    await factors.giveTryBack('p1', 'known');
    expect(table.rows).toEqual(new Map());
  });

  test('are as many as were taken and neither given back nor followed by a right code', async () => {
    const step = fc.constantFrom('takeTry' as const, 'giveTryBack' as const, 'succeeded' as const);
    const steps = fc.array(fc.tuple(step, fc.constantFrom(...kinds)), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(20), fc.nat(80), async (all, known, other) => {
        const { factors, row, table } = given({ wrongKnown: known, wrongOther: other });
        const wrong = { known, other };
        for (const [name, kind] of all) {
          const told = await factors[name]('p1', kind, signal);
          if (name === 'takeTry') expect(told).toBe(wrong[kind] < MOST[kind]);
          if (name === 'takeTry') wrong[kind] = Math.min(wrong[kind] + 1, MOST[kind]);
          else wrong[kind] = name === 'succeeded' ? 0 : Math.max(wrong[kind] - 1, 0);
        }
        expect(row()).toEqual({ wrongKnown: wrong.known, wrongOther: wrong.other });
        expect(table.signals.every((each) => each === signal)).toBe(true);
      }),
    );
  });

  test.each(['takeTry', 'giveTryBack', 'succeeded'] as const)('throw where the store fails: %s', async (name) => {
    const { table, factors } = given();
    table.failure = new StoreUnavailableError('away');
    await expect(factors[name]('p1', 'known')).rejects.toThrow('away');
  });
});

describe('wrong codes are forgiven', () => {
  const wrong = { wrongKnown: 20, wrongOther: 80 };

  test('only where that is asked for', async () => {
    const { factors, row } = given(wrong);
    await factors.endProofs('p1', { forgiving: false });
    expect(row()).toEqual({ ...wrong, proofSerial: 1 });
    await factors.endProofs('p1', { forgiving: true }, signal);
    expect(row()).toEqual({ wrongKnown: 0, wrongOther: 0, proofSerial: 2, forgivenAt: now });
  });

  test('once in 30 days; the proofs end each time', async () => {
    const { factors, row } = given(wrong);
    await factors.endProofs('p1', { forgiving: true });
    const forgivenAt = now;
    for (let tried = 0; tried < 20; tried += 1) await factors.takeTry('p1', 'known');
    now = forgivenAt + 30 * DAY_MS;
    await factors.endProofs('p1', { forgiving: true });
    expect(row()).toEqual({ wrongKnown: 20, wrongOther: 0, proofSerial: 2, forgivenAt });
    now += 1;
    await factors.endProofs('p1', { forgiving: true });
    expect(row()).toEqual({ wrongKnown: 0, wrongOther: 0, proofSerial: 3, forgivenAt: now });
  });
});
