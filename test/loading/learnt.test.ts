import type { CallerFacts } from '../../src/loading/CallerFacts';
import { learnt } from '../../src/loading/learnt';

/** A caller of whom the table tells these facts, and no others. */
function caller(...told: readonly string[]) {
  const known: string[] = [];
  const asked: (readonly string[])[] = [];
  const learn = (sources: readonly string[]) => {
    if (asked.push([...sources]) > 5) throw new Error('asked without end');
    known.push(...sources.filter((source) => told.includes(source)));
    return Promise.resolve();
  };
  const callerFacts = { principal: known, learn } as unknown as CallerFacts;
  /** Decides by these, in this order: the first that is not known is what it waits for. */
  const decidedBy = (...needed: readonly string[]) =>
    learnt(
      callerFacts,
      () => needed.slice(0, needed.findIndex((name) => !known.includes(name)) + 1 || needed.length),
      (decided) => decided.filter((name) => !known.includes(name)),
    );
  return { asked, decidedBy };
}

test('what is decided at once asks for nothing', async () => {
  const { asked, decidedBy } = caller('tenants');
  expect(await decidedBy()).toEqual([]);
  expect(asked).toEqual([]);
});

test('what one decision waits for is learnt, then what the next one waits for', async () => {
  const { asked, decidedBy } = caller('tenants', 'visit');
  expect(await decidedBy('tenants', 'visit')).toEqual(['tenants', 'visit']);
  expect(asked).toEqual([['tenants'], ['visit']]);
});

test('what is not told is asked for once, and the decision stays open', async () => {
  const { asked, decidedBy } = caller('tenants');
  expect(await decidedBy('tenants', 'visit')).toEqual(['tenants', 'visit']);
  expect(asked).toEqual([['tenants'], ['visit']]);
});

test('what cannot be learnt is thrown', async () => {
  const away = () => Promise.reject(new Error('away'));
  const callerFacts = { principal: [], learn: away } as unknown as CallerFacts;
  const asked = learnt(
    callerFacts,
    () => null,
    () => ['tenants'],
  );
  await expect(asked).rejects.toThrow('away');
});
