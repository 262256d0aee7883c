import { sourceFiles } from '../../structure/sourceFiles';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { HEADERS, headerText, LONGEST_HEADER } from './headers';
import { MeasuredServer } from './MeasuredServer';
import { BEGUN_TEXTS, PUMPED_TEXTS } from './pumpedTexts';

/* No header makes the server think for a second, however it is filled. At the opening of a socket: pumpedTexts.soak.ts. */

const A_SECOND_MS = 1000;
/** Traces are made, so that a client's are read; nobody takes them. */
const NOWHERE = 'http://127.0.0.1:9';
const QUERY = { query: '{ viewer { roles } }' };
/** Those that a header's pattern gets furthest with. */
const BEGUN: Readonly<Record<string, RegExp>> = { authorization: /^bearer/, traceparent: /^traceparent/ };

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
  const begun = BEGUN_TEXTS.filter((each) => BEGUN[name]?.test(each.name));
  for (const { name: text, of } of [...PUMPED_TEXTS, ...begun]) {
    const headers = { [name]: headerText(of(LONGEST_HEADER)).slice(0, LONGEST_HEADER) };
    const cpu = await server.cpuOf(async () => server.post('/graphql', QUERY, headers));
    expect({ text, isWithinASecond: cpu < A_SECOND_MS }).toEqual({ text, isWithinASecond: true });
  }
});

test('every header that is read by its name is among these', () => {
  const read = [...sourceFiles('src/server'), ...sourceFiles('src/identity')]
    .flatMap(({ text }) => [
      ...text.matchAll(/\bheaders(?:Distinct)?(?:\.([a-z]+)\b(?!\()|\['([a-z-]+)'\])|_HEADER = '([a-z-]+)'/g),
    ])
    .map(([, property, index, constant]) => property ?? index ?? constant ?? '');
  expect(new Set(read).size).toBeGreaterThan(10);
  expect([...new Set(read)].filter((name) => !HEADERS.includes(name))).toEqual([]);
});
