import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

const SCHEMA = `
  type Query { viewer: Viewer }
  type Mutation { nothing: Boolean }
  type Viewer { roles: [String!]! }
`;

export interface OpenServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Everything that a GraphQL server can be told to leave open: what a scan must find, or it would find nothing anywhere. One that
 * does not validate lets circles through, which graphql-js refuses by itself; one that does suggests names.
 */
export async function startOpenServer({ validates }: { validates: boolean }): Promise<OpenServer> {
  const apollo = new ApolloServer({
    typeDefs: SCHEMA,
    rootValue: { viewer: { roles: ['GUEST'] } },
    introspection: true,
    dangerouslyDisableValidation: !validates,
    allowBatchedHttpRequests: true,
    csrfPrevention: false,
    includeStacktraceInErrorResponses: true,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageLocalDefault(), tracing],
  });
  await apollo.start();
  const server = createServer((request, response) => {
    void answer(apollo, request).then(({ headers, body }) => {
      for (const [name, value] of headers) response.setHeader(name, value);
      response.end(body.kind === 'complete' ? body.string : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/graphql`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await apollo.stop();
    },
  };
}

const tracing = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({
        response,
      }: {
        response: { body: { kind: string; singleResult?: { extensions?: object } } };
      }) => {
        if (response.body.singleResult) response.body.singleResult.extensions = { tracing: { version: 1 } };
        return Promise.resolve();
      },
    }),
};

/** Any method, any content: what asks for a page gets one, everything else runs as if it had been posted as JSON. */
async function answer(apollo: ApolloServer, request: IncomingMessage) {
  const { pathname, searchParams, search } = new URL(request.url ?? '/', 'http://open.test');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const wantsPage = request.headers.accept === 'text/html';
  const headers = new HeaderMap([['accept', wantsPage ? 'text/html' : 'application/json']]);
  const body =
    request.method === 'GET' ? Object.fromEntries(searchParams) : parse(text, request.headers['content-type']);
  const httpGraphQLRequest = { method: wantsPage ? 'GET' : 'POST', headers, search, body };
  return apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: () => Promise.resolve({ pathname }) });
}

function parse(text: string, type = ''): unknown {
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
