import { createClient } from 'graphql-sse';
import { PROGRESS, type Answers, type Library } from './ByDefault';
import { openSocket } from './openSocket';

const failed = (cause: unknown): never => {
  throw new Error('expected no error', { cause });
};

export const graphqlWs: Library = {
  follow: (url, headers) => {
    const client = openSocket(url, headers);
    return (orderId, told) =>
      client.subscribe<Answers>(
        { query: PROGRESS, variables: { orderId } },
        { next: ({ data }) => told(data?.orderChanged?.status), error: failed, complete: () => undefined },
      );
  },
};

export const graphqlSse: Library = {
  follow: (url, headers) => {
    const client = createClient({ url: `${url}/stream`, headers });
    return (orderId, told) =>
      client.subscribe<Answers>(
        { query: PROGRESS, variables: { orderId } },
        { next: ({ data }) => told(data?.orderChanged?.status), error: failed, complete: () => undefined },
      );
  },
};
