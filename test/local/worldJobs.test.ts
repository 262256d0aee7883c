import { randomUUID } from 'node:crypto';
import { withStore, type Store } from '../../src/local/store';
import { createTable } from '../../src/local/table';
import { assertFormat, TABLE_FORMAT, writeJob, type WorldJob } from '../../src/local/worldJobs';

const JOB: WorldJob = {
  generation: 0,
  state: 'complete',
  format: TABLE_FORMAT,
  size: { shops: 1, products: 1, orders: 1, customers: 1 },
  now: '2026-11-21T14:30:00.000Z',
};

/** A table of its own. */
async function withTable(use: (store: Store) => Promise<void>): Promise<void> {
  const tableName = `format-${randomUUID()}`;
  await withStore(
    { endpoint: process.env.FIELDGATE_TEST_ENDPOINT, region: 'eu-central-1', tableName },
    async (store) => {
      await createTable(store.client, tableName);
      await use(store);
    },
  );
}

describe('the form in which data are stored', () => {
  it('is taken where it is this version’s, or where there are no data yet', () =>
    withTable(async (store) => {
      await assertFormat(store);
      await writeJob(store, JOB);
      await writeJob(store, { ...JOB, generation: 1 });
      await expect(assertFormat(store)).resolves.toBeUndefined();
    }));

  it.each([
    ['of before there was a mark', undefined],
    ['of an earlier version', TABLE_FORMAT - 1],
    ['of a later version', TABLE_FORMAT + 1],
  ])('is refused with a sentence that says what to do: %s', (_, format) =>
    withTable(async (store) => {
      await writeJob(store, JOB);
      const { format: _format, ...unmarked } = JOB;
      await writeJob(store, { ...unmarked, generation: 1, ...(format !== undefined && { format }) } as WorldJob);
      await expect(assertFormat(store)).rejects.toMatchObject({
        name: 'LocalFailure',
        message: expect.stringMatching(/holds data of another version of Fieldgate.*`npm run reset`/) as unknown,
      });
    }),
  );
});
