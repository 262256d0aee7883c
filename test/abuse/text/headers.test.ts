import { sourceFiles } from '../../structure/sourceFiles';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { HEADERS, headersWith, LONGEST_HEADER } from './headers';
import { MeasuredServer } from './MeasuredServer';
import { FAILING_TEXTS } from './pumpedTexts';

/* No header makes the server think, however it is filled. At the opening of a socket: pumpedTexts.soak.ts. */

/** Ten times what the slowest takes; a pattern that takes quadratic time takes half a second for what fits into a header. */
const QUICK_MS = 200;
const TURNS = 4;
/** Traces are made, so that a client's are read; nobody takes them. */
const NOWHERE = 'http://127.0.0.1:9';
const QUERY = { query: '{ viewer { roles } }' };

let api: ApiUnderTest;
let server: MeasuredServer;
beforeAll(async () => {
  api = await ApiUnderTest.start([]);
  server = await MeasuredServer.start(api, {
    TRUSTED_PROXIES: '127.0.0.1',
    TELEMETRY: 'otlp',
    OTLP_ENDPOINT: NOWHERE,
  });
});
afterAll(async () => {
  await server.stop();
  await api.close();
});

test.each(HEADERS)('%s', async (name) => {
  for (const text of FAILING_TEXTS)
    for (const headers of headersWith(name, text, LONGEST_HEADER)) {
      const cpu = async () => server.cpuOf(async () => server.post('/graphql', QUERY, headers));
      // Once or twice may be somebody else's, such as what a busy machine takes: what is slow by itself is so each time.
      let isQuick = false;
      for (let turn = 0; turn < TURNS && !isQuick; turn += 1) isQuick = (await cpu()) < QUICK_MS;
      expect({ text: text.name, isQuick }).toEqual({ text: text.name, isQuick: true });
    }
});

test('every header that is read by its name is among these', () => {
  const read = ['src/transports', 'src/operation', 'src/explain', 'src/observe', 'src/identity']
    .flatMap(sourceFiles)
    .flatMap(({ text }) => [
      ...text.matchAll(/(?<!-)\bheaders(?:Distinct)?(?:\.([a-z]+)\b(?!\()|\['([a-z-]+)'\])|_HEADER = '([a-z-]+)'/g),
    ])
    .map(([, property, index, constant]) => property ?? index ?? constant ?? '');
  expect(new Set(read).size).toBeGreaterThan(10);
  expect([...new Set(read)].filter((name) => !HEADERS.includes(name))).toEqual([]);
});
