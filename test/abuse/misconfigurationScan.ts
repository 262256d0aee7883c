/**
 * The twelve common misconfigurations of GraphQL servers that scanners such as graphql-cop look for, each with its own probe and
 * their thresholds. A probe asks as anybody could, and knows nothing of this API but one field: `viewer { roles }`.
 */
export interface Probe {
  readonly name: string;
  /** Whether the server at this URL has it. */
  readonly finds: (url: string) => Promise<boolean>;
}

interface Answer {
  readonly type: string;
  readonly text: string;
  /** `null` where it is no JSON. */
  // The shape is what the probe is about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

const MANY = 101;

/** The names of those that a server has. */
export async function scan(url: string): Promise<string[]> {
  const found = await Promise.all(PROBES.map(async ({ name, finds }) => ((await finds(url)) ? [name] : [])));
  return found.flat();
}

export const PROBES: readonly Probe[] = [
  {
    name: 'alias overloading',
    finds: async (url) => {
      const answers = ['__typename', 'viewer { roles }'].map(async (field) => ask(url, `{ ${aliases(field)} }`));
      return (await Promise.all(answers)).some(({ body }) => body?.data?.[`a${MANY - 1}`] !== undefined);
    },
  },
  {
    name: 'array batching',
    finds: async (url) => {
      const { body } = await send(
        url,
        Array.from({ length: 10 }, () => ({ query: '{ __typename }' })),
      );
      return Array.isArray(body) && body.length === 10;
    },
  },
  {
    name: 'directive overloading',
    finds: async (url) => {
      const unknown = await ask(url, `{ __typename ${'@aa'.repeat(10)} }`);
      const known = await ask(url, `{ viewer { ${'... @include(if: true) { roles } '.repeat(MANY)} } }`);
      return unknown.body?.errors?.length >= 10 || Boolean(known.body?.data?.viewer);
    },
  },
  {
    name: 'circular introspection',
    finds: async (url) => {
      const levels = 'fields { type { '.repeat(4) + 'name' + ' } }'.repeat(4);
      const { body } = await ask(url, `{ __schema { types { ${levels} } } }`);
      return Boolean(body?.data?.__schema);
    },
  },
  {
    name: 'field suggestions',
    finds: async (url) => {
      const typos = ['{ __schema { directive } }', '{ viewr { roles } }', '{ viewer { rols } }'];
      const answers = await Promise.all(typos.map(async (query) => ask(url, query)));
      return answers.some(({ text }) => /did you mean/i.test(text));
    },
  },
  {
    name: 'tracing',
    finds: async (url) => {
      const headers = { 'x-apollo-tracing': '1', 'apollo-federation-include-trace': 'ftv1' };
      const { body } = await ask(url, '{ viewer { roles } }', headers);
      return ['tracing', 'ftv1'].some((name) => body?.extensions?.[name] !== undefined);
    },
  },
  {
    name: 'queries by GET',
    finds: async (url) => Boolean((await get(`${url}?query=${encodeURIComponent('{ __typename }')}`)).body?.data),
  },
  {
    name: 'mutations by GET',
    finds: async (url) => {
      const path = `${url}?query=${encodeURIComponent('mutation { __typename }')}`;
      const answers = [{}, { 'apollo-require-preflight': '1' }].map(async (headers) => get(path, headers));
      return (await Promise.all(answers)).some(({ body }) => Boolean(body?.data));
    },
  },
  {
    name: 'queries by form',
    finds: async (url) => {
      const { body } = await read(
        fetch(url, { method: 'POST', body: new URLSearchParams({ query: '{ __typename }' }) }),
      );
      return Boolean(body?.data);
    },
  },
  {
    name: 'introspection',
    finds: async (url) => {
      const queries = ['{ __schema { types { name fields { name } } } }', '{ __type(name: "Query") { name } }'];
      const answers = await Promise.all(queries.map(async (query) => ask(url, query)));
      return answers.some(({ body }) => Boolean(body?.data?.__schema ?? body?.data?.__type));
    },
  },
  {
    name: 'explorer pages',
    finds: async (url) => {
      const paths = [
        '/graphql',
        '/',
        '/graphiql',
        '/playground',
        '/console',
        '/altair',
        '/voyager',
        '/sandbox',
        '/explorer',
        '/explore',
      ];
      const pages = paths.map(async (path) => get(new URL(path, url).href, { accept: 'text/html' }));
      return (await Promise.all(pages)).some(
        ({ type, text }) => type.includes('html') && /graphi?ql|playground|sandbox|explorer|altair|voyager/i.test(text),
      );
    },
  },
  {
    name: 'unhandled errors',
    finds: async (url) => {
      const answers = await Promise.all([
        ask(url, 'qwerty cop { abc }'),
        ask(url, '{ viewer { roles(x: 1) } }'),
        ask(url, 'query($x: Nothing!) { viewer { roles } }'),
        read(fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":' })),
      ]);
      return answers.some(({ text }) => /exception|stack|\.[cm]?[jt]s:\d+:\d+/i.test(text));
    },
  },
];

function aliases(field: string): string {
  return Array.from({ length: MANY }, (_, at) => `a${at}: ${field}`).join(' ');
}

async function ask(url: string, query: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return send(url, { query }, headers);
}

async function send(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
  return read(fetch(url, { ...request, body: JSON.stringify(body) }));
}

async function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return read(fetch(url, { headers }));
}

async function read(answering: Promise<Response>): Promise<Answer> {
  const answer = await answering;
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  return { type, text, body: type.includes('json') ? JSON.parse(text) : null };
}
