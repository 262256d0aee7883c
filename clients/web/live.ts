import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient, type Client } from 'graphql-ws';
import { credentialHeaders, type Session } from './session';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const PING_MS = 15_000;
/** How long a pong may take, before the connection counts as lost. */
const PONG_MS = 5_000;
/** The socket’s credential has ended: the server asks for another one. */
const CREDENTIAL_ENDED = 4403;

export interface LiveOptions {
  /** Such as `wss://api.example.com/graphql/socket`. */
  readonly url: string;
  readonly session: Session;
  /** Told when the socket is open, and when it is lost and will be opened again; not when it is no longer needed. */
  readonly onState?: (state: LiveState) => void;
}

export type LiveState = 'open' | 'lost';

/**
 * Subscriptions over one socket, which is open while there are any, and opened again whenever it is lost; each time with the credentials of
 * that moment. What happened in between is not told again: begin with `initial`, or load anew when it is `open`.
 */
export function createLive({ url, session, onState = () => undefined }: LiveOptions): GraphQLWsLink {
  let hasEnded = false;
  const client: Client = createClient({
    url,
    connectionParams: async () => {
      if (hasEnded) await session.refresh();
      hasEnded = false;
      return { 'x-on-denied': 'mask', ...credentialHeaders(session) };
    },
    keepAlive: PING_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: async (retries) => new Promise((resolve) => setTimeout(resolve, pauseBefore(retries))),
    shouldRetry: () => true,
    on: {
      connected: () => onState('open'),
      closed: (event) => {
        const { code, wasClean } = event as CloseEvent;
        hasEnded = code === CREDENTIAL_ENDED;
        if (code !== 1000 || !wasClean) onState('lost');
      },
      ...untilNoAnswer(() => client.terminate()),
    },
  });
  return new GraphQLWsLink(client);
}

function pauseBefore(retries: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** retries) * (0.5 + Math.random() / 2);
}

/** A network that goes away closes nothing: who does not answer a ping is left. */
function untilNoAnswer(leave: () => void) {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return {
    ping: (isReceived: boolean) => {
      if (!isReceived) waiting = setTimeout(leave, PONG_MS);
    },
    pong: (isReceived: boolean) => {
      if (isReceived) clearTimeout(waiting);
    },
  };
}
