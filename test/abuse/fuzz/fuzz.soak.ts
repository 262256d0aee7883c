import 'reflect-metadata';
import { fuzz, tableOf } from './fuzz';

/*
 * Documents, variables, roles and transports of any kind, made from the schema's own types: `FIELDGATE_TEST_REQUESTS=1000000` takes its time,
 * and `FIELDGATE_TEST_SEED` asks for the same again.
 */

const REQUESTS = Number(process.env.FIELDGATE_TEST_REQUESTS ?? '50000');
const SEED = Number(process.env.FIELDGATE_TEST_SEED ?? '20260101');

test(
  `${REQUESTS} requests of any kind: none is a fault of the server`,
  async () => {
    const result = await fuzz({ requests: REQUESTS, seed: SEED });
    process.stdout.write(tableOf(result));
    expect(result.faults).toEqual([]);
    expect(result.sent).toBe(REQUESTS);
  },
  600_000 + REQUESTS * 20,
);
