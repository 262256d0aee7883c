import 'reflect-metadata';
import { fuzz, tableOf } from './fuzz';

/* A sample of what `fuzz.soak.ts` sends: made from the schema's own types, the same each time. */

test('400 requests of any kind: none is a fault of the server', async () => {
  const result = await fuzz({ requests: 400, seed: 1 });
  if (result.faults.length > 0) throw new Error(tableOf(result));
  expect(result.sent).toBe(400);
  const met = [...result.counts.keys()].join('\n');
  for (const what of ['POST', 'GET', 'events', 'socket', 'babble', 'data', 'BAD_USER_INPUT', 'GRAPHQL_PARSE_FAILED'])
    expect(met).toContain(what);
});
