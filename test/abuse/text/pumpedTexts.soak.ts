import 'reflect-metadata';
import { buildApi } from '../../../src/compose/api';
import { ApiUnderTest, type RequestHeaders } from '../../support/ApiUnderTest';
import { baseWorld } from '../../support/world';
import { EXAMPLES } from './examples';
import { HEADERS, headersWith, headerText, LONGEST_HEADER } from './headers';
import { MeasuredServer } from './MeasuredServer';
import { FAILING_TEXTS, type PumpedText } from './pumpedTexts';
import { textPlaces, type Asked, type TextPlace } from './textPlaces';

/*
 * Every text at every place, by every transport, once and twice as long: twice the length costs at most three times the CPU. A string that holds
 * the server altogether is ended by its watchdog, and fails the test with the place in the code.
 */

/** In characters: as long as texts are taken, and as long as they are sent. */
const LENGTHS = [8000, 50_000];
const IN_A_URL = 5000;
const MOST = 3;
/** Below this, other things than the text decide. */
const FLOOR_MS = 5;
/**
 * Where the second was dear, both are measured again, by turns: on a machine that other suites keep busy, four measurements in a row were once
 * four times too long. A pattern that runs away is dear each time.
 */
const TRIES = 16;
const PLACE_MS = 300_000;
const STREAM = { accept: 'text/event-stream' };

interface Measured {
  readonly at: string;
  readonly text: string;
  readonly length: number;
  readonly ms: number;
}

const places = textPlaces(buildApi(), EXAMPLES);
const measured: Measured[] = [];
let api: ApiUnderTest;
let server: MeasuredServer;
let callers: Readonly<Record<string, RequestHeaders>>;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  server = await MeasuredServer.start(api, { TRUSTED_PROXIES: '127.0.0.1' });
  const visit = await api.visit('alpha');
  callers = {
    GUEST: { ...(await api.guest()).headers, ...visit },
    CUSTOMER: { ...(await api.customer1()), ...visit },
    SHOP_OWNER: await api.ownerA(),
    PLATFORM_ADMIN: await api.admin(),
  };
});
afterAll(async () => {
  const slowest = [...measured].sort((one, other) => other.ms - one.ms).slice(0, 10);
  const rows = slowest.map(({ at, text, length, ms }) => `${ms.toFixed(1).padStart(7)} ms  ${length}  ${at}  ${text}`);
  process.stdout.write(`${measured.length} texts measured; the slowest ten:\n${rows.join('\n')}\n`);
  await server.stop();
  await api.close();
});

type Send = (text: string) => Promise<unknown>;

async function tryAll(at: string, send: Send, lengths: readonly number[] = LENGTHS): Promise<void> {
  await tryTexts(at, async ({ of }, length) => send(of(length)), lengths);
}

/** Sends each text at a length and at twice that, and again where the second was dear: once may be somebody else's CPU. */
async function tryTexts(
  at: string,
  send: (text: PumpedText, length: number) => Promise<unknown>,
  lengths: readonly number[],
): Promise<void> {
  for (const text of FAILING_TEXTS)
    for (const length of lengths) {
      const { name } = text;
      const cost = async (times: number) => server.cpuOf(async () => send(text, length * times));
      let [once, twice] = [await cost(1), await cost(2)];
      for (let tries = 1; tries < TRIES && twice > MOST * Math.max(once, FLOOR_MS); tries += 1)
        [once, twice] = [Math.max(once, await cost(1)), Math.min(twice, await cost(2))];
      measured.push({ at, text: name, length: length * 2, ms: twice });
      const isDear = twice > MOST * Math.max(once, FLOOR_MS);
      expect({ at, text: name, length, isDear, ...(isDear && { once, twice }) }).toEqual({
        at,
        text: name,
        length,
        isDear: false,
      });
    }
}

function callerOf({ roles: [role = ''] }: TextPlace): RequestHeaders {
  const caller = callers[role];
  if (!caller) throw new RangeError(`expected a caller for ${role}`);
  return caller;
}

const named = (list: readonly TextPlace[]) => list.map((place) => [place.coordinate, place] as const);
const inUrl = ({ query, variables }: Asked) =>
  `/graphql?${new URLSearchParams({ query, ...(variables && { variables: JSON.stringify(variables) }) }).toString()}`;

describe('HTTP', () => {
  const asked = places.filter(({ operation }) => operation !== 'subscription');

  test.each(named(asked))(
    '%s',
    async (coordinate, place) => {
      const headers = callerOf(place);
      await tryAll(`${coordinate} by variable`, async (text) =>
        server.post('/graphql', place.byVariable(text), headers),
      );
      await tryAll(`${coordinate} by literal`, async (text) => server.post('/graphql', place.byLiteral(text), headers));
    },
    PLACE_MS,
  );

  test.each(named(asked.filter(({ operation }) => operation === 'query')))(
    '%s, in a URL',
    async (coordinate, place) => {
      const headers = { ...callerOf(place), 'apollo-require-preflight': '1' };
      const fits = (text: string) => headerText(text).slice(0, IN_A_URL / 3);
      await tryAll(`${coordinate} in a URL`, async (text) => server.get(inUrl(place.byVariable(fits(text))), headers), [
        IN_A_URL / 6,
      ]);
    },
    PLACE_MS,
  );
});

describe('sockets and server-sent events', () => {
  const subscriptions = places.filter(({ operation }) => operation === 'subscription');

  test.each(named(subscriptions))(
    '%s',
    async (coordinate, place) => {
      const headers = callerOf(place);
      for (const [form, asked] of [
        ['variable', place.byVariable],
        ['literal', place.byLiteral],
      ] as const) {
        await tryAll(`${coordinate} by ${form}, socket`, async (text) => server.subscribe(asked(text), headers));
        await tryAll(`${coordinate} by ${form}, events`, async (text) =>
          server.post('/graphql/stream', asked(text), { ...STREAM, ...headers }),
        );
      }
    },
    PLACE_MS,
  );

  test.each(['authorization', 'x-visit-token', 'x-step-up-token', 'x-on-denied', 'anything'])(
    'connection_init: %s',
    async (name) => {
      await tryAll(`connection_init ${name}`, async (text) => server.connect({ [name]: text }));
    },
    PLACE_MS,
  );
});

describe('around the operation', () => {
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  const around: Readonly<Record<string, (text: string) => object>> = {
    'the document': (text) => ({ query: text }),
    'a name in the document': (text) => ({ query: `{ viewer { ${text} } }` }),
    'a comment': (text) => ({ query: `# ${text}\n{ viewer { roles } }` }),
    'a string where none may stand': (text) => ({ query: `{ viewer ${JSON.stringify(text)} }` }),
    'a block text where none may stand': (text) => ({ query: `{ viewer """${text.replaceAll('"', '\\"')}\nx""" }` }),
    'a directive': (text) => ({ query: `{ viewer @include(if: ${JSON.stringify(text)}) { roles } }` }),
    operationName: (text) => ({ query, operationName: text }),
    documentId: (text) => ({ query, documentId: text }),
    'a persisted query': (text) => ({ query, extensions: { persistedQuery: { version: 1, sha256Hash: text } } }),
    extensions: (text) => ({ query, extensions: { [text]: text } }),
    'an undeclared variable': (text) => ({ query, variables: { ids: [], [text]: text } }),
    'a member that the input lacks': (text) => ({
      query: 'mutation ($i: SignInInput!) { signIn(input: $i) { userErrors { code } } }',
      variables: { i: { [text]: text } },
    }),
    'lists in lists': (text) => ({ query, variables: { ids: [[[[text]]]] } }),
  };

  test.each(Object.keys(around))(
    '%s',
    async (name) => {
      const body = around[name]!;
      await tryAll(name, async (text) => server.post('/graphql', body(text)));
      await tryAll(`${name}, events`, async (text) => server.post('/graphql/stream', body(text), STREAM));
      await tryAll(`${name}, socket`, async (text) => server.subscribe(body(text), callers.GUEST!));
    },
    PLACE_MS,
  );

  test('paths', async () => {
    const path = (text: string) => `/${encodeURIComponent(headerText(text)).slice(0, LONGEST_HEADER / 2)}`;
    await tryAll('a path', async (text) => server.get(path(text)), [LONGEST_HEADER / 4]);
    await tryAll('a query string', async (text) => server.get(`/graphql?${path(text)}`), [LONGEST_HEADER / 4]);
  });
});

describe('headers', () => {
  const half = [LONGEST_HEADER / 2];
  const QUERY = { query: '{ viewer { roles } }' };

  test.each(HEADERS)(
    '%s',
    async (name) => {
      for (const form of [0, 1, 2]) {
        const at = `header ${name}, form ${form}`;
        const headers = (text: PumpedText, length: number) => headersWith(name, text, length)[form] ?? {};
        await tryTexts(at, async (...text) => server.post('/graphql', QUERY, headers(...text)), half);
        await tryTexts(`${at}, upgrade`, async (...text) => server.upgrade('/graphql', headers(...text)), half);
        const follow = async (...text: [PumpedText, number]) =>
          server.post('/graphql/stream', {}, { ...STREAM, ...headers(...text) });
        await tryTexts(`${at}, events`, follow, half);
      }
    },
    PLACE_MS,
  );
});
